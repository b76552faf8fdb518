# SPDX-License-Identifier: MIT
"""A coroutine that gives a value says co_return on every way out.

Clang sees a way without (-Wreturn-type), GCC 12 does not. This looks at the last statement only,
and lets pass what it does not understand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidying.source import Finding, Source, closing, without_directives

CORO = re.compile(r"\bCoro<")
ARROW = re.compile(r"->\s*(?:\w+::)*$")
FUNCTION = re.compile(r"\s+[\w:]+\s*\(")
IS_COROUTINE = re.compile(r"\bco_(?:await|yield|return)\b")
COMPOUND = re.compile(r"(?:if|for|while|switch|do|try|else|catch)\b|\{")
GOES_ON = re.compile(r"\s*(?:else|catch)\b")
LEAVES = re.compile(r"(?:co_return|return|throw|goto)\b|co_await\s+(?:\w+::)*fail\(|"
                    r"(?:\w+::)*(?:__builtin_unreachable|__builtin_trap|abort|exit|terminate)\(")
FOR_EVER = re.compile(r"(?:while\s*\(\s*(?:true|1)\s*\)|for\s*\([^;]*;\s*;)")


def check(sources: list[Source]) -> Iterator[Finding]:
    for source in sources:
        if source.is_cpp and not source.path.startswith("tests/compile_fail/"):
            yield from _check_source(source)


def _check_source(source: Source) -> Iterator[Finding]:
    code = without_directives(source.code)
    for match in CORO.finditer(code):
        end = _closing_angle(code, match.end() - 1)
        if code[match.end():end].strip() in ("", "void"):
            continue
        brace = _body(code, match.start(), end + 1)
        if brace is None:
            continue
        body = _without_lambdas(code[brace + 1:closing(code, brace)])
        if IS_COROUTINE.search(body) and not _leaves(_statements(body)):
            yield from source.finding(source.line_at(match.start()), "its end is reached without a "
                                      "value; GCC 12 does not see it: add co_return")


def _body(code: str, start: int, end: int) -> int | None:
    """Where the body of the function or lambda begins that gives the type between the offsets."""
    if not ARROW.search(code[max(0, start - 40):start]):
        match = FUNCTION.match(code, end)
        if not match:
            return None
        end = closing(code, match.end() - 1) + 1
    match = re.compile(r"(?:\s|const|noexcept|override|final|mutable)*\{").match(code, end)
    return match.end() - 1 if match else None


def _leaves(statements: list[str]) -> bool:
    """Whether the last statement is never passed."""
    if not statements:
        return False
    last = statements[-1]
    if LEAVES.match(last):
        return True
    if FOR_EVER.match(last):
        return not re.search(r"\bbreak\b", last)
    if last.startswith("{"):
        return _leaves(_statements(last[1:-1]))
    if last.startswith("if"):
        return _if_leaves(last)
    return bool(re.match(r"(?:switch|try|do)\b", last) and LEAVES.search(last))


def _if_leaves(statement: str) -> bool:
    parts = _split_else(statement[closing(statement, statement.index("(")) + 1:])
    return len(parts) == 2 and all(_leaves(_statements(part)) for part in parts)


def _split_else(text: str) -> list[str]:
    """The branches of an if statement."""
    depth = 0
    for match in re.finditer(r"[(\[{]|[)\]}]|\bif\b|\belse\b", text):
        if match[0] in "([{":
            depth += 1
        elif match[0] in ")]}":
            depth -= 1
        elif depth == 0 and match[0] == "else":
            return [text[:match.start()], text[match.end():]]
        elif depth == 0:
            break  # `if (a) if (b) ...`: left to Clang
    return [text]


def _statements(text: str) -> list[str]:
    found, at = [], 0
    while at < len(text):
        if text[at].isspace() or text[at] == ";":
            at += 1
            continue
        end = _end_of_statement(text, at)
        found.append(text[at:end].strip())
        at = end
    return found


def _end_of_statement(text: str, start: int) -> int:
    is_compound = COMPOUND.match(text, start) is not None
    at = start
    while at < len(text):
        if text[at] in "([{":
            is_block = text[at] == "{" and is_compound
            at = closing(text, at) + 1
            if is_block and not GOES_ON.match(text, at):
                return at
        elif text[at] == ";":
            at += 1
            if not (is_compound and GOES_ON.match(text, at)):
                return at
        else:
            at += 1
    return len(text)


def _without_lambdas(body: str) -> str:
    """Bodies of lambdas blanked out: what they return is their own."""
    for match in reversed(list(re.finditer(r"\[[^\[\]]*\]\s*(?:\([^{}]*?\))?[^{};()]*\{", body))):
        brace = match.end() - 1
        end = closing(body, brace)
        body = body[:brace + 1] + " " * (end - brace - 1) + body[end:]
    return body


def _closing_angle(code: str, at: int) -> int:
    depth = 0
    for offset in range(at, len(code)):
        depth += {"<": 1, ">": -1}.get(code[offset], 0)
        if depth == 0:
            return offset
    return len(code)
