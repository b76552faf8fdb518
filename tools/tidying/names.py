"""The names that programs see, header by header, are those of docs/reference/names.txt: a new one
is a decision. What is in `detail` or `kernel` is none, nor what awaiting a type needs."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from tidying.headers import NOT_FUNCTIONS, Class, Headers, line_of, name_of_function, plain_head
from tidying.source import Finding, Source

LIST = "docs/reference/names.txt"
INCLUDE = "include/uasyncio/"
INTERNAL = {"detail", "kernel"}
NO_NAMES = {"operator", "bool", "begin", "end", "decltype"}
NAMESPACE = re.compile(r"^[a-z]")  # types begin with a capital
DECLARED = [re.compile(pattern) for pattern in (
    r"\bconcept (\w+)", r"\benum (?!class\b)(\w+)",
    r"^\s*using (\w+) =", r"^\s*using kernel::(\w+)$",
    r"^\s*(?:inline |static |extern )*(?:constexpr|const|constinit) (?:[\w:<>,* ]+ )?(\w+)\s*"
    r"(?:$|=|\{|\[)")]

Names = dict[tuple[str, str], int]  # (header, name): line


class _PublicNames(Headers):
    def __init__(self, sources: list[Source]) -> None:
        self.found: Names = {}
        super().__init__(sources)
        for each in self.classes:
            self._add(each.source, each.line, each.path)

    def _declare(self, source: Source, start: int, end: int, path: tuple[str, ...],
                 around: Class | None, is_public: bool) -> None:
        head = " ".join(plain_head(source.code[start:end]).split())
        name = next((match[1] for pattern in DECLARED if (match := pattern.search(head))), "")
        if name and around is not None:
            return
        if not name and is_public and not NOT_FUNCTIONS.match(head):
            match = name_of_function(head)
            is_constructor = match and match[1].lstrip("~") == path[-1]
            name = match[1] if match and not is_constructor and head[:match.start()].strip() else ""
        if name:
            self._add(source, line_of(source.code, start), (*path, name))

    def _add(self, source: Source, line: int, path: tuple[str, ...]) -> None:
        """Of what is in a class, only its functions count; of what is in those, nothing."""
        path = tuple(name for name in path if name != "UASYNCIO_SETTINGS")
        if path[:1] != ("uasyncio",) or INTERNAL & set(path):
            return
        classes = [name for name in path[1:-1] if not NAMESPACE.match(name)]
        is_name = re.fullmatch(r"\w+", path[-1]) and not path[-1].startswith("await_")
        is_type = classes and not NAMESPACE.match(path[-1])
        if len(classes) > 1 or is_type or not is_name or path[-1] in NO_NAMES:
            return
        name = "::".join(path[1:])
        self.found.setdefault((source.path.removeprefix(INCLUDE), name), line)


def check(sources: list[Source]) -> Iterator[Finding]:
    root = sources[0].root if sources else None
    if root is None or not (root / LIST).is_file():
        return
    page = Source(root, LIST)
    listed = _listed(page)
    headers = _PublicNames(sources)
    found = headers.found
    for each in headers.classes:
        if "public kernel::" in each.derives and not INTERNAL & set(each.path):
            yield Finding(each.source.path, each.line, "what is in the kernel is no word for users"
                          f" of {each.path[-1]}: derive from it in private, or have a member")
    for (header, name), line in found.items():
        if (header, name) not in listed:
            yield Finding(INCLUDE + header, line, f"'{name}' is a new name for users. If they need "
                          f"it: say in its comment what it does, and `tools/tidy --names > {LIST}`."
                          " If not: make it private, or put it into detail or kernel")
    for (header, name), line in listed.items():
        if (header, name) not in found:
            yield Finding(LIST, line, f"{header} has no '{name}' any more, which breaks programs: "
                          f"say in CHANGELOG.md what to write, and `tools/tidy --names > {LIST}`")


def listing(sources: list[Source]) -> str:
    """What the list should be."""
    lines = ["What programs can name, by header (under include/uasyncio/), with the functions of",
             "each class. tools/tidy compares it with the headers; --names prints it anew."]
    found = _PublicNames(sources).found
    for header in sorted({header for header, _ in found}):
        lines += ["", header]
        names = sorted(name for owner, name in found if owner == header)
        classes = {name.rpartition("::")[0] for name in names}
        for name in names:
            if name.rpartition("::")[0] in names:
                continue
            members = [each.rpartition("::")[2] for each in names
                       if each.rpartition("::")[0] == name] if name in classes else []
            lines += textwrap.wrap(f"{name}: {' '.join(members)}" if members else name, 100,
                                   initial_indent="  ", subsequent_indent="      ")
    return "\n".join(lines)


def _listed(page: Source) -> Names:
    names: Names = {}
    header = owner = ""
    for number, line in enumerate(page.lines, 1):
        words = line.split()
        if line.endswith(".hpp") and not line.startswith(" "):
            header = line
        elif header and words:
            if not line.startswith("      "):
                owner = words.pop(0).removesuffix(":")
                names[header, owner] = number
            names.update({(header, f"{owner}::{word}"): number for word in words})
    return names
