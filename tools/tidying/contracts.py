# SPDX-License-Identifier: MIT
"""The public header is the contract: each public function says what who calls it must know.

A comment speaks for what it stands above and for the overloads that follow without a blank line;
that of a class, and the first lines of a header, speak for all that is in them. "As NAME" and "The
same" pass the question on. What is one line, `const noexcept`, and returns something, says it by
its name; so do constructors, assignments and comparisons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidying.declarations import Declaration, introduction
from tidying.headers import Headers
from tidying.source import Finding, Source

FROM = re.compile(r"\b[Ff]rom\s(?:a\stask|tasks|plain\scode|anywhere|everywhere|any\sthread|main|"
                  r"one\s(?:task|context)|interrupts?|other\sthreads|the\sloop|the\sbody|where)\b|"
                  r"\b[Ff]or\s(?:the\s)?(?:tasks|plain\scode|awaiters|makers|ports|waits)\b|"
                  r"\b[Nn]ot\sfrom\b|\b[Cc]alled\sby\b|"
                  r"\bIn\s(?:a\srunning\sloop|the\sloop's\sthread)\b")
SUSPENDS = re.compile(r"\b(?:[Ss]uspend|yield|[Ww]ait|[Ss]leep|at once)")
CANCEL = re.compile(r"\b[Cc]ancel|\bno trace\b")
FAILS = re.compile(r"\b[Ff]ail|Error\b")
NAMES_SAY_IT = re.compile(r"^operator(?:=|==|!=|<<|\*|->|\+\+| co_await)$")
THE_SAME = re.compile(r"\bThe same\b")
AS = re.compile(r"\b(?:As|else\sas) `?(?:\w+::)?(\w+)\b")


def check(sources: list[Source]) -> Iterator[Finding]:
    headers = Headers.of(sources)
    names = {each.name for each in headers.all if each.kind == "function"}
    gives_awaitable = {id(each.declared) for each in headers.words()}
    for each in headers.all:
        if _is_asked(each, headers):
            for missing in _missing(each, id(each) in gives_awaitable, names):
                yield from each.source.finding(each.line, f"{each.name} does not say {missing}")


def _is_asked(declared: Declaration, headers: Headers) -> bool:
    if declared.kind != "function" or declared.is_mistake:
        return False
    if declared.path[0] != "uasyncio":
        return False
    if not headers.is_public(declared):
        return False
    if "->" in declared.head and declared.name in headers.class_names:
        return False  # a guide to a constructor
    around = declared.around
    if declared.is_constructor or (around and headers.is_awaiter(around)):
        return False
    if "::" in declared.name:
        return False  # the body of what is declared elsewhere
    if re.search(r"\b(?:override|final)$", declared.head):
        return False  # the base says it
    return not declared.is_getter and not NAMES_SAY_IT.search(declared.name)


def _missing(declared: Declaration, is_awaited: bool, names: set[str]) -> Iterator[str]:
    if not declared.said:
        yield "what it does: a /// above it"
        return
    text = declared.said
    if THE_SAME.search(text) or any(name in names for name in AS.findall(text)):
        return
    around = declared.around
    while around:
        text += "\n" + around.said
        around = around.around
    text += "\n" + introduction(declared.source)
    is_pure = re.search(r"\bconstexpr\b", declared.head)
    if not is_pure and not FROM.search(text):
        yield "from where it may be called (a task, plain code, anywhere)"
    if is_awaited:
        if not SUSPENDS.search(text):
            yield "whether it suspends"
        if not CANCEL.search(text):
            yield "what a cancel leaves behind"
        if not FAILS.search(text):
            yield "how it fails, or that it does not"
