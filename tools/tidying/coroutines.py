# SPDX-License-Identifier: MIT
"""Forms of co_await that GCC 12 miscompiles (it destroys temporaries twice or crashes), and a
mistake of which it does not warn.

Measured in the prototype; docs/ has the list for users.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidying.source import Finding, Source

CO_AWAIT = re.compile(r"\bco_await\b\s*")
LOGICAL = re.compile(r"(?:&&|\|\||\band\b|\bor\b)\s*\(\s*co_await\b")
# Name{value}, f({.name = ...}), f(a, {b}); a function's or lambda's body is not preceded by these.
# TaskOptions, {.name = ...}, is harmless: it has nothing to destroy.
AGGREGATE = re.compile(r"(?<!->)(?<!-> )\b[A-Z]\w*(?:<[^<>;]*>)?\{\s*[^}\s]"
                       r"|[(,]\s*\{\s*(?!\.name\b)[^}\s]")
# f(c ? name : Type(...)) and f(c ? Type(...) : name): one of the two makes a temporary.
TEMPORARY = r"(?:(?:\w+::)*[A-Z]\w*|std::(?:string|vector|optional|function|unique_ptr))[({<]"
CONDITIONAL = re.compile(rf"\?\s*{TEMPORARY}|\?[^?;]*[^:]:\s*{TEMPORARY}")
CHOICE = re.compile(r"\?")
LOOP_CONDITION = re.compile(r"\bwhile\s*\(\s*!?\s*co_await\b")
# A guard that nobody keeps. Clang warns, GCC 12 does not.
DROPPED_GUARD = re.compile(r"[;{}]\s*(co_await\s+(?:\w+::)*with\(\s*[\w.>-]+\s*\)\s*;)")
STATEMENT = re.compile(r"\s*(?:if|for|while|do|switch|try)\b")


def check(sources: list[Source]) -> Iterator[Finding]:
    for source in sources:
        if source.is_cpp and not source.path.startswith("tests/compile_fail/"):
            yield from _check_source(source)


def _check_source(source: Source) -> Iterator[Finding]:
    code = source.code
    for match in LOGICAL.finditer(code):
        yield from source.finding(source.line_at(match.start()),
                                  "GCC 12 crashes on `a && (co_await ...)`; use an if statement")
    for match in LOOP_CONDITION.finditer(code):
        yield from source.finding(source.line_at(match.start()), "GCC 12 loses a coroutine whose "
                                  "loop has an await for its condition; await in the loop's body")
    for match in CHOICE.finditer(code):
        choice = _without_bodies(code[match.end():_end_of_expression(code, match.end())])
        if CO_AWAIT.search(choice):
            yield from source.finding(source.line_at(match.start()), "GCC 12 destroys twice what "
                                      "`c ? co_await f() : x` gives; use an if statement")
    for match in DROPPED_GUARD.finditer(code):
        yield from source.finding(source.line_at(match.start(1)), "the lock is released at once; "
                                  "keep the guard: auto held = co_await with(lock);")
    for match in CO_AWAIT.finditer(code):
        line = source.line_at(match.start())
        operand = code[match.end():_end_of_expression(code, match.end())]
        if _is_in_initializer(code, match.start()):
            yield from source.finding(line, "GCC 12 destroys twice what an await gives in the "
                                      "braces of an array or aggregate; name it first")
        if operand.startswith("["):
            yield from source.finding(line, "GCC 12 destroys the captures of "
                                      "`co_await [..]{..}()` twice; name the lambda first")
        if operand.startswith("(") and "?" in operand[:_end_of_expression(operand, 1)]:
            yield from source.finding(line, "GCC 12 destroys twice in `co_await (c ? f() : g())`; "
                                      "use an if statement")
        elif CONDITIONAL.search(_without_bodies(operand)):
            yield from source.finding(line, "GCC 12 destroys twice what `co_await "
                                      "f(c ? a : A(...))` makes; name it first")
        if found := AGGREGATE.search(_without_bodies(operand)):
            quoted = " ".join(found[0].split())
            yield from source.finding(line, "GCC 12 destroys a brace-initialised aggregate inside "
                                      f"co_await twice (`{quoted}...`); name it first, "
                                      "or give its type a constructor and call that")


def _end_of_expression(code: str, start: int) -> int:
    """Where the expression that begins at `start` ends: `;` or a bracket that it did not open."""
    depth = 0
    for offset in range(start, len(code)):
        character = code[offset]
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
            if depth < 0:
                return offset
        elif character == ";" and depth == 0:
            return offset
    return len(code)


def _is_in_initializer(code: str, start: int) -> bool:
    """Whether the nearest braces around `start` hold values, not statements."""
    depth = 0
    for offset in range(start - 1, -1, -1):
        character = code[offset]
        if character in ")]}":
            depth += 1
        elif character == "{" and depth <= 0:
            end = _end_of_expression(code, offset + 1)
            return code[end:end + 1] == "}" and not STATEMENT.match(code, offset + 1)
        elif character in "([{":
            depth -= 1
        elif character == ";" and depth <= 0:
            return False
    return False


def _without_bodies(operand: str) -> str:
    """The operand without the bodies of lambdas: what is in there is checked by itself."""
    result, offset = [], 0
    for match in re.finditer(r"(?:\)|>|\]|mutable|noexcept|-> ?[\w:<>, ]+)\s*\{", operand):
        if match.start() < offset:
            continue
        result.append(operand[offset:match.end()])
        offset = _end_of_expression(operand, match.end())
    return "".join(result) + operand[offset:]
