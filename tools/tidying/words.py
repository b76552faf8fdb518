"""What library code does not use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidying.source import Finding, Source

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
UNKNOWN = re.compile(r"\b[tT]he seed(?:'s)?\b|\bDESIGN\b|\b[sS]ection [0-9.]+ of the reference\b")
KERNEL_SOURCE = "src/kernel/"


def check_comments(sources: list[Source]) -> Iterator[Finding]:
    """A comment refers to what is in the repository, or names what is outside by its name; and a
    source of the kernel opens with what it is for."""
    for source in sources:
        if not source.path.startswith("tools/tidying/"):
            for number, line in enumerate(source.lines, 1):
                if match := UNKNOWN.search(line):
                    yield from source.finding(number, f"'{match[0]}' is not in the repository: say "
                                              "it here, or name it (micropython-async, CPython)")
        if source.path.startswith(KERNEL_SOURCE) and "//" not in source.text.split("namespace")[0]:
            yield from source.finding(1, "open with a comment: what this file is for, and why so")
