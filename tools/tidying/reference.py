# SPDX-License-Identifier: MIT
"""docs/reference/headers says what the headers say."""

from __future__ import annotations

from collections.abc import Iterator

from drawing import COMMAND, FOLDER, pages
from tidying.source import Finding, Source


def check(sources: list[Source]) -> Iterator[Finding]:
    root = sources[0].root
    if not (root / FOLDER).is_dir():
        return
    drawn = pages(sources)
    there = {path.relative_to(root).as_posix() for path in (root / FOLDER).glob("*.md")}
    for path in sorted(drawn.keys() | there):
        if path not in there or path not in drawn or (root / path).read_text() != drawn[path]:
            yield Finding(path, 1, f"is not what the headers say; run {COMMAND}")
