# SPDX-License-Identifier: MIT
"""A forgotten co_await is a warning: awaitable types and functions that give one are nodiscard.

The words are drawn from the headers, so that a new one cannot be missed. EVERY_WORD calls each one
without co_await; tools/suites/compile_fail.py compares the warnings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidying.headers import Headers, Named
from tidying.source import Finding, Source

EVERY_WORD = "tests/compile_fail/forgotten_co_await.cpp"
BEGINNING = "co_await it"
WORD = re.compile(r"// WARNS: ([\w:]+)")


def check(sources: list[Source]) -> Iterator[Finding]:
    headers = Headers.of(sources)
    for each in headers.awaitable_types():
        if not each.sentence.startswith(BEGINNING):
            yield from each.source.finding(each.line, f"{each.word} is awaited; make it "
                                           f'[[nodiscard("{BEGINNING}: ...")]] and say why')
    words = list(headers.words())
    for each in words:
        if not each.sentence.startswith(BEGINNING):
            yield from each.source.finding(each.line, f"{each.word} gives what must be awaited; "
                                           f'make it [[nodiscard("{BEGINNING}: ...")]] and say why')
    yield from _check_every_word(sources, {each.word: each for each in words})


def _check_every_word(sources: list[Source], words: dict[str, Named]) -> Iterator[Finding]:
    source = next((each for each in sources if each.path == EVERY_WORD), None)
    called = set(WORD.findall(source.text)) if source else set()
    for word in words.keys() - called:
        yield from words[word].source.finding(
            words[word].line, f"no test forgets to co_await {word}; add a line `{word}(...);  "
                              f"// WARNS: {word}` to {EVERY_WORD}")
