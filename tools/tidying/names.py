# SPDX-License-Identifier: MIT
"""The names that programs see, header by header, are those of docs/reference/names.txt: a new one
is a decision. What is in `detail` or `kernel` is none, nor what awaiting a type needs."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from tidying.declarations import Declaration
from tidying.headers import Headers
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


def _public_names(headers: Headers) -> Names:
    found: Names = {}
    for each in headers.all:
        if path := _path_of(each):
            _add(found, each, path)
    return found


def _path_of(declared: Declaration) -> tuple[str, ...]:
    if declared.is_class:
        return declared.path
    head = " ".join(declared.head.split())
    if name := next((match[1] for pattern in DECLARED if (match := pattern.search(head))), ""):
        return () if declared.around else (*declared.path[:-1], name)
    if declared.kind != "function" or not declared.is_public or declared.is_constructor:
        return ()
    return declared.path


def _add(found: Names, declared: Declaration, path: tuple[str, ...]) -> None:
    """Of what is in a class, only its functions count; of what is in those, nothing."""
    path = tuple(name for name in path if name != "UASYNCIO_SETTINGS")
    if path[:1] != ("uasyncio",) or INTERNAL & set(path):
        return
    classes = [name for name in path[1:-1] if not NAMESPACE.match(name)]
    is_name = re.fullmatch(r"\w+", path[-1]) and not path[-1].startswith("await_")
    is_type = classes and not NAMESPACE.match(path[-1])
    if len(classes) > 1 or is_type or not is_name or path[-1] in NO_NAMES:
        return
    header = declared.source.path.removeprefix(INCLUDE)
    found.setdefault((header, "::".join(path[1:])), declared.line)


def check(sources: list[Source]) -> Iterator[Finding]:
    root = sources[0].root if sources else None
    if root is None or not (root / LIST).is_file():
        return
    page = Source(root, LIST)
    listed = _listed(page)
    headers = Headers.of(sources)
    found = _public_names(headers)
    for each in headers.classes:
        if each.kind == "class" and "kernel" in each.public_bases and not INTERNAL & set(each.path):
            yield Finding(each.source.path, each.line, "what is in the kernel is no word for users"
                          f" of {each.name}: derive from it in private, or have a member")
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
    found = _public_names(Headers.of(sources))
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
