# SPDX-License-Identifier: MIT
"""In a tree with a LICENSE, each file of code names it in its first line, or behind `#!`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tidying.source import CPP, Finding, Source

TEXT = "SPDX-License-Identifier: MIT"


def check(sources: list[Source]) -> Iterator[Finding]:
    for source in sources:
        if source.text and not has_line(source.text) and (source.root / "LICENSE").exists():
            yield from source.finding(1, f"no line '{line_for(source.path)}'; "
                                      "`tools/tidy --license` writes it")


def has_line(text: str) -> bool:
    return any(TEXT in line for line in text.split("\n", 2)[:2])


def line_for(path: str) -> str:
    is_like_c = Path(path).suffix in CPP | {".mjs", ".ts"}
    return f"{'//' if is_like_c else '#'} {TEXT}"


def add(sources: list[Source]) -> int:
    """Writes the line where it is missing. How often."""
    added = 0
    for source in sources:
        if source.text and not has_line(source.text):
            begin, rest = "", source.text
            if rest.startswith("#!"):
                begin, _, rest = rest.partition("\n")
                begin += "\n"
            (source.root / source.path).write_text(f"{begin}{line_for(source.path)}\n{rest}")
            added += 1
    return added
