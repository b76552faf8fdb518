# SPDX-License-Identifier: MIT
"""Sizes, and what every file has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidying.source import Finding, Source

MAX_LINES = 500
MAX_COLUMNS = 100
CONFLICT = re.compile(r"^(?:[<|>]{7} .*|={7})$")  # git's lines


def check(sources: list[Source]) -> Iterator[Finding]:
    for source in sources:
        yield from _check_sizes(source)
        if source.path.endswith(".hpp"):
            yield from _check_pragma_once(source)


def check_merges(files: list[Source]) -> Iterator[Finding]:
    """No file has lines of a merge that nobody has finished."""
    for file in files:
        for number, line in enumerate(file.lines, 1):
            if CONFLICT.match(line):
                yield Finding(file.path, number, "a conflict of a merge: keep what is wanted, and "
                              "remove git's lines")


def _check_sizes(source: Source) -> Iterator[Finding]:
    if len(source.lines) > MAX_LINES:
        yield from source.finding(len(source.lines), f"{len(source.lines)} lines; {MAX_LINES} "
                                  "are the limit: split the file by idea")
    for number, line in enumerate(source.lines, 1):
        if len(line) > MAX_COLUMNS:
            yield from source.finding(number, f"{len(line)} columns; wrap it at {MAX_COLUMNS}")
        if line != line.rstrip():
            yield from source.finding(number, "blanks at the end of the line; remove them")
        if "\t" in line:
            yield from source.finding(number, "a tab; use blanks")
    if source.text and not source.text.endswith("\n"):
        yield from source.finding(len(source.lines), "no line break at the end; add one")


def _check_pragma_once(source: Source) -> Iterator[Finding]:
    directives = (line.strip() for line in source.code.splitlines())
    first = next((line for line in directives if line), "")
    if first != "#pragma once":
        yield from source.finding(1, "the first directive of a header is #pragma once; add it")
