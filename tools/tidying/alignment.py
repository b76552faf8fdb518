# SPDX-License-Identifier: MIT
"""Local variables of coroutines that ask for more alignment than a frame has.

A frame is aligned to two pointers. Clang 16 and later ask for more where a frame needs it; GCC 12
and Clang 14 say nothing, and the variable is misaligned. docs/ has the trap for users.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidying.source import Finding, Source, closing

ALIGNAS = re.compile(r"\balignas\(\s*([^()]*(?:\([^()]*\))?[^()]*)\)(?!\s*static\b)")
IS_COROUTINE = re.compile(r"\bco_(?:await|yield|return)\b")
HEAD = re.compile(r"\b(?:Coro|AsyncGenerator)<[^;{}]*\{")
SMALL = {"1", "2", "4", "8", "void*"}  # on every core


def check(sources: list[Source]) -> Iterator[Finding]:
    for source in sources:
        if source.is_cpp and not source.path.startswith("tests/compile_fail/"):
            yield from _check_source(source)


def _check_source(source: Source) -> Iterator[Finding]:
    code = source.code
    found = set()
    for head in HEAD.finditer(code):
        brace = head.end() - 1
        body = code[brace:closing(code, brace)]
        if not IS_COROUTINE.search(body):
            continue
        for match in ALIGNAS.finditer(body):
            asked = match[1].strip()
            if asked not in SMALL:
                found.add((brace + match.start(), asked))
    for offset, asked in sorted(found):
        yield from source.finding(source.line_at(offset), f"GCC 12 misaligns a coroutine's "
                                  f"alignas({asked}) local; make it static, or a member of an "
                                  "object outside")
