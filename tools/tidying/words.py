# SPDX-License-Identifier: MIT
"""What library code does not use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidying.source import Finding, Source, without_license

LIBRARY = ("include/", "src/", "ports/", "boards/")

FORBIDDEN = {
    re.compile(r"#\s*include\s*<(?:io|i|o|f|s)stream>"):
        "no iostream in the library: it costs 150 KB of flash; use uasyncio::print",
    re.compile(r"\bstd::function\b"): "no std::function in the library: it allocates; "
                                      "use a template or a function pointer",
    re.compile(r"\bstd::(?:shared|weak)_ptr\b|\bstd::make_shared\b"):
        "no std::shared_ptr in the library: it allocates; use an intrusive count",
}

# The one place where failures become exceptions and back (docs/design/decisions/0001-core.md).
EXCEPTION_FILES = {"src/kernel/failure.cpp"}
EXCEPTION_WORD = re.compile(r"\b(throw|try|catch)\b")


def check(sources: list[Source]) -> Iterator[Finding]:
    for source in sources:
        if not source.is_cpp or not source.path.startswith(LIBRARY):
            continue
        for pattern, message in FORBIDDEN.items():
            for match in pattern.finditer(source.code):
                yield from source.finding(source.line_at(match.start()), message)
        if source.path in EXCEPTION_FILES:
            continue
        for match in EXCEPTION_WORD.finditer(source.code):
            yield from source.finding(
                source.line_at(match.start()),
                f"'{match[1]}' in the library: fail through core/fail.hpp, both builds must "
                "work; only " + ", ".join(sorted(EXCEPTION_FILES)) + " may")


# What only its author can look up.
UNKNOWN = re.compile(r"\b[tT]he seed(?:'s)?\b|\bDESIGN\b"
                     r"|\b[sS]ections? [0-9. and]+ of the reference\b"
                     r"|\bshared/reference\b|\b[aA]mendments?\b|\b[iI]ssue #?[0-9]+")
VERSION_TWO = re.compile(r"\bV2\b")
LIBRARY_OF_V2 = "micropython-async"


def check_references(files: list[Source]) -> Iterator[Finding]:
    """A file refers to what is in the repository, or names what is outside by its name."""
    for file in files:
        if file.path.startswith("tools/tidying/"):
            continue
        for number, line in enumerate(file.lines, 1):
            if match := UNKNOWN.search(line):
                yield from file.finding(number, f"'{match[0]}' is not in the repository: say it "
                                        "here, or name it (micropython-async, CPython)")
            if VERSION_TWO.search(line) and LIBRARY_OF_V2 not in file.text:
                yield from file.finding(number, f"'V2' of what? Name {LIBRARY_OF_V2} in this file")


SOURCES = ("src/", "ports/")
KERNEL = "include/uasyncio/kernel/"


def check_openings(sources: list[Source]) -> Iterator[Finding]:
    """A source of the library opens with what it is for, and so does a header of the kernel."""
    for source in sources:
        is_source = source.path.startswith(SOURCES) and source.path.endswith(".cpp")
        if is_source or source.path.startswith(KERNEL):
            if not without_license(source.text).startswith("// "):
                yield from source.finding(1, "open with a comment: what this file is for, and why "
                                          "so")
