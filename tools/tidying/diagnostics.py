# SPDX-License-Identifier: MIT
"""Diagnostics and tracing add inline functions, which do nothing when they are off: no switches in
the bodies of others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidying.source import Finding, Source, closing, without_directives

SWITCH = re.compile(r"^[ \t]*#[ \t]*(?:el)?if.*\bUASYNCIO_(?:DIAGNOSTICS|TRACE|\w+_TEXTS)\b",
                    re.MULTILINE)
BRACE = re.compile(r"([^;{}]*)\{")
# What stands in front of the braces of a function, or of the last member that its constructor sets.
OF_FUNCTION = re.compile(r"(?!(?:template\s*<.*>\s*)?(?:namespace|class|struct|enum|union)\b)"
                         r"(?:.*\)|,|$)", re.DOTALL)
FOLDERS = ("include/", "src/", "ports/")


def check(sources: list[Source]) -> Iterator[Finding]:
    for source in sources:
        if source.is_cpp and source.path.startswith(FOLDERS) and SWITCH.search(source.code):
            bodies = list(_bodies(without_directives(source.code)))
            for switch in SWITCH.finditer(source.code):
                if any(begin < switch.start() < end for begin, end in bodies):
                    yield from source.finding(source.line_at(switch.start()), "a switch in the "
                                              "body of a function: call an inline function that "
                                              "does nothing when it is off, or `if constexpr`")


def _bodies(code: str) -> Iterator[tuple[int, int]]:
    for brace in BRACE.finditer(code):
        if OF_FUNCTION.match(brace[1].strip()):
            yield brace.end(), closing(code, brace.end() - 1)
