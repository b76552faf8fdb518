# SPDX-License-Identifier: MIT
"""The kernel checks what it relies on while it runs: a function with more than three statements
has two assertions.

A statement ends with a semicolon (those in the head of a `for` end none); an assertion is no
statement. Where the preprocessor chooses between parts, it holds for each choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidying.declarations import read
from tidying.source import Finding, Source, closing

KERNEL = ("src/kernel/", "include/uasyncio/kernel/")
NO_ASSERTIONS = ("src/kernel/assert.cpp",)  # what a broken assertion calls
TRIVIAL = 3  # statements at the most
WANTED = 2

ASSERTION = re.compile(r"\bUASYNCIO_ASSERT\(")
NO_STATEMENT = re.compile(r"\b(?:UASYNCIO_ASSERT|static_assert|for)\s*\(")
DIRECTIVE = re.compile(r"\s*#\s*(if|elif|else|endif)")


def check(sources: list[Source]) -> Iterator[Finding]:
    for source in sources:
        if not source.path.startswith(KERNEL) or source.path in NO_ASSERTIONS:
            continue
        for each in read(source):
            if each.kind != "function" or not each.body:
                continue
            count = min((len(ASSERTION.findall(body)) for body in _choices(each.body)
                         if _statements(body) > TRIVIAL), default=WANTED)
            if count < WANTED:
                yield from source.finding(
                    each.line, f"{each.name} has more than {TRIVIAL} statements and {count} "
                    f"assertions: what does it rely on? {WANTED} UASYNCIO_ASSERT at least")


def _statements(body: str) -> int:
    """How many there are, those of lambdas included."""
    while match := NO_STATEMENT.search(body):
        end = closing(body, match.end() - 1) + 1
        rest = body[end:]
        if not match[0].startswith("for"):
            rest = rest.lstrip().removeprefix(";")
        body = body[:match.start()] + rest
    return body.count(";")


def _choices(body: str) -> list[str]:
    """The body as the preprocessor may leave it: with the first part of each #if, with the second,
    and so on. One without #else has an empty part at the end."""
    longest = max(_parts(body), default=1)
    return [_chosen(body, part) for part in range(longest)]


def _parts(body: str) -> Iterator[int]:
    """Of each #if: of how many parts it is."""
    open_ones: list[int] = []
    for line in body.splitlines():
        match = DIRECTIVE.match(line)
        if not match:
            continue
        if match[1] == "if":
            open_ones.append(2)
        elif match[1] == "elif":
            open_ones[-1] += 1
        elif match[1] == "endif":
            yield open_ones.pop()


def _chosen(body: str, part: int) -> str:
    lines: list[str] = []
    at: list[int] = []  # in which part of each #if around
    for line in body.splitlines():
        match = DIRECTIVE.match(line)
        if match and match[1] == "if":
            at.append(0)
        elif match and match[1] == "endif":
            at.pop()
        elif match:
            at[-1] += 1
        elif all(each == part for each in at):
            lines.append(line)
    return "\n".join(lines)
