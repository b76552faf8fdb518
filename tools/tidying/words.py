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

# The one place where failures become exceptions and back (DESIGN, decision 5).
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
