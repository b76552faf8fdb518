# SPDX-License-Identifier: MIT
"""docs/design/internals.txt says of each class and function of the kernel and the core in which
file its body is: what the map of the house does not name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from tidying.source import Finding, Source, closing

LIST = "docs/design/internals.txt"
FOLDER = re.compile(r"(?:include/uasyncio|src)/((?:kernel|core)/\w+\.[ch]pp)")
DIRECTIVE = re.compile(r"^[ \t]*#(?:.*\\\n)*.*$", re.MULTILINE)
TYPE = re.compile(r"\b(?:class|struct|union|enum(?: class)?)\s+(?:\[\[[^]]*\]\]\s*)?((?:\w+::)*\w+)"
                  r"(?!\s*[>,\w])[^;{}()=]*\{")  # no parameter of a template
FUNCTION = re.compile(r"(?:^|[\s*&])(?P<path>(?:\w+(?:<[^<>;{}]*>)?::)*)(?P<name>\w+)\s*\([^;{}]*\)"
                      r"\s*(?:const\s*)?"
                      r"(?:noexcept\s*)?(?:->\s*[\w:<>]+\s*)?(?::[^;{}]*)?\{", re.MULTILINE)
CLASS = re.compile(r"\b([A-Z]\w*)(?:<[^<>]*>)?::")
NO_NAMES = {"if", "for", "while", "switch", "catch", "requires", "sizeof", "constexpr", "return",
            "alignas", "alignof", "decltype", "await_ready", "await_suspend", "await_resume"}


def _places(sources: list[Source]) -> dict[str, set[str]]:
    places: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        if file := FOLDER.fullmatch(source.path):
            for name in _names(DIRECTIVE.sub("", source.code)):
                places[name].add(file[1])
    return places


def _names(code: str) -> Iterator[str]:
    """What has a body in this file, each with the classes that it is in."""
    types = [(match[1], match.start(), closing(code, match.end() - 1))
             for match in TYPE.finditer(code)]

    def owners(position: int) -> list[str]:
        return [name for name, begin, end in types if begin < position < end]

    for name, begin, _ in types:
        yield "::".join([*owners(begin), name])
    for match in FUNCTION.finditer(code):
        if match["name"] in NO_NAMES or match["name"].startswith("UASYNCIO_"):
            continue
        outside = CLASS.findall(match["path"])  # no namespaces
        around = [*owners(match.start("name")), *outside]
        if around and around[-1].endswith(match["name"]):
            continue  # a constructor
        yield "::".join([*around, match["name"]])


def functions(code: str) -> set[str]:
    """The names of those that have a body here."""
    return {match["name"] for match in FUNCTION.finditer(code)}


def listing(sources: list[Source]) -> str:
    """What the list should be."""
    lines = ["Where the body of each class and function of kernel/ and core/ is, by last name:",
             "x.hpp under include/uasyncio/, x.cpp under src/. tools/tidy compares it with the",
             "sources; --internals prints it anew.", ""]
    places = _places(sources)
    lines += [f"{name} {' '.join(sorted(places[name]))}" for name in sorted(places, key=_by_last)]
    return "\n".join(lines)


def _by_last(name: str) -> tuple[str, str, str]:
    last = name.rpartition("::")[2]
    return last.lower(), last, name


def check(sources: list[Source]) -> Iterator[Finding]:
    root = sources[0].root if sources else None
    if root is None or not (root / LIST).is_file():
        return
    lines = Source(root, LIST).text.splitlines()
    expected = listing(sources).splitlines()
    if lines == expected:
        return
    wrong = sorted(set(expected) ^ set(lines))
    name = wrong[0].split()[0] if wrong else "the order"
    yield Finding(LIST, lines.index(wrong[0]) + 1 if wrong and wrong[0] in lines else 1,
                  f"'{name}' is not where the sources have it: `tools/tidy --internals > {LIST}`")
