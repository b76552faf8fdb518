# SPDX-License-Identifier: MIT
"""One word for one idea (docs/design/words.md), and one type for the argument "how long"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidying.declarations import read
from tidying.headers import Headers
from tidying.source import Finding, Source

LIBRARY = ("include/uasyncio/", "src/")
WORDS_PAGE = "docs/design/words.md"
# Functions of these names, and where they mean what the page says.
ONE_MEANING = {
    "deliver": re.compile(r"kernel/scheduler"),
    "settle": re.compile(r"testing/|drivers/nec_decoder"),
    "release": re.compile(r"sync/|core/owned_task|drivers/gestures|testing/matrix"),
    "run": re.compile(r"core/(?:run|interrupt_loop)\b|port/interrupt_port|drivers/"),
}

# Of what is awaited; what a chip or an option counts is a number.
NUMBER = re.compile(r"\b(?:std::u?int\d+_t|unsigned|int|long|double|float)\s+"
                    r"(\w*(?:milliseconds|microseconds|seconds|timeout|period|_ms|_us))\s*[,)=]")


def check(sources: list[Source]) -> Iterator[Finding]:
    for source in sources:
        if source.path.startswith(LIBRARY):
            yield from _check_words(source)
    for word in Headers.of(sources).words():
        if match := NUMBER.search(word.declared.head):
            yield from word.source.finding(word.line, f"{word.word}: '{match[1]}' is a number: "
                                           "take a Length, or Milliseconds (port/length.hpp)")


def _check_words(source: Source) -> Iterator[Finding]:
    module = source.path.removeprefix("include/uasyncio/").removeprefix("src/")
    for each in read(source):
        name = each.name.split("::")[-1]
        if each.kind == "function" and name in ONE_MEANING \
                and not ONE_MEANING[name].match(module):
            yield from source.finding(each.line, f"'{name}' means one thing, see {WORDS_PAGE}: "
                                      "call this otherwise")
