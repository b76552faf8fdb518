"""Which awaitable types and functions the public headers declare, drawn from their text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tidying.source import Source, closing, without_directives

# Whoever makes one has started a task, which goes on by itself.
MAY_BE_DROPPED = {"Task", "FindableTask", "NamedTask", "Cancellable"}
# Functions with the return type `auto` that give a task, or something that is not awaited.
GIVE_SOMETHING_ELSE = {"create_task", "launch", "run_coroutine_threadsafe"}

NODISCARD = re.compile(r'\[\[nodiscard(?:\(((?:\s*"[^"\n]*")+)\s*\))?\]\]')
ATTRIBUTE = re.compile(r"\[\[.*?\]\]", re.DOTALL)
ACCESS = re.compile(r"(?:\s*#[^\n]*\n)*\s*(public|protected|private)\s*:(?!:)")
NAMESPACE = re.compile(r"\bnamespace\s+([\w:]+)\s*$")
CLASS = re.compile(r"(?:^|[\s>])(class|struct)\s+(\w+)(?:<[^{]*?>)?(?:\s+final)?\s*"
                   r"(?::([^:].*))?$", re.DOTALL)
CALLED = re.compile(r"(operator co_await|[\w:~]+)\s*\(")
NOT_NAMES = {"requires", "noexcept", "explicit", "decltype", "alignas", "alignof", "sizeof"}
BLANK_OR_DIRECTIVE = re.compile(r"(?:\s*#[^\n]*\n)*\s*")
NOT_FUNCTIONS = re.compile(r"\s*(?:using|friend|static_assert|enum|return)\b")


@dataclass
class Class:
    source: Source
    line: int
    path: tuple[str, ...]  # the namespaces and classes around it, and its name
    bases: set[str]
    sentence: str  # of its nodiscard; empty if it has none
    is_awaitable: bool = False
    derives: str = ""  # what its bases are, as it is written


@dataclass
class Function:
    source: Source
    line: int
    path: tuple[str, ...]
    returns: str  # the type's name, without namespaces and arguments
    sentence: str
    is_public: bool

    @property
    def word(self) -> str:
        """As wait_for, Lock::acquire, QueueOf::put."""
        return "::".join(name for name in self.path if name not in ("uasyncio", "detail"))


class Headers:
    def __init__(self, sources: list[Source]) -> None:
        self.classes: list[Class] = []
        self.functions: list[Function] = []
        for source in sources:
            if source.path.startswith("include/uasyncio/"):
                self._read(source, 0, len(source.code), (), None)

    def awaitable_types(self) -> list[Class]:
        return [each for each in self.classes
                if each.is_awaitable and each.path[-1] not in MAY_BE_DROPPED]

    def words(self) -> Iterator[Function]:
        """What users call to get something that must be awaited."""
        awaitable = {each.path[-1] for each in self.awaitable_types()}
        users = self._classes_of_users()
        for each in self.functions:
            must_be_kept = each.returns in awaitable or (
                each.returns == "auto" and each.path[-1] not in GIVE_SOMETHING_ELSE)
            if must_be_kept and each.is_public and (
                    "detail" not in each.path or each.path[-2] in users):
                yield each

    def _classes_of_users(self) -> set[str]:
        """Those outside of `detail`, and their bases."""
        found = {each.path[-1] for each in self.classes if "detail" not in each.path}
        while more := {base for each in self.classes if each.path[-1] in found
                       for base in each.bases} - found - {"detail"}:
            found |= more
        return found

    def _read(self, source: Source, start: int, end: int, path: tuple[str, ...],
              around: Class | None, is_public: bool = True) -> None:
        """The declarations between two offsets; bodies of functions are jumped over."""
        code, at = source.code, start
        while at < end:
            if label := ACCESS.match(code, start):
                is_public = label[1] == "public"
                start = at = label.end()
            elif code[at] in "([":
                at = closing(code, at) + 1
            elif code[at] == "{":
                end_of_block = closing(code, at)
                head = plain_head(code[start:at])
                if match := NAMESPACE.search(head):
                    self._read(source, at + 1, end_of_block, (*path, *match[1].split("::")), None)
                elif match := CLASS.search(head):
                    inner = Class(source, line_of(code, start), (*path, match[2]),
                                  set(re.findall(r"\w+", match[3] or "")),
                                  _sentence(source.text[start:at]), derives=match[3] or "")
                    self.classes.append(inner)
                    self._read(source, at + 1, end_of_block, inner.path, inner,
                               match[1] == "struct")
                else:
                    self._declare(source, start, at, path, around, is_public)
                start = at = end_of_block + 1
            elif code[at] == ";":
                self._declare(source, start, at, path, around, is_public)
                start = at = at + 1
            else:
                at += 1

    def _declare(self, source: Source, start: int, end: int, path: tuple[str, ...],
                 around: Class | None, is_public: bool) -> None:
        head = plain_head(source.code[start:end])
        if NOT_FUNCTIONS.match(head) or not (match := name_of_function(head)):
            return
        if match[1] in ("await_resume", "operator co_await"):
            if around is not None:
                around.is_awaitable = True
        elif "::" not in match[1] and (returns := _last_type(head[:match.start()])):
            self.functions.append(Function(source, line_of(source.code, start), (*path, match[1]),
                                           returns, _sentence(source.text[start:end]), is_public))


def plain_head(head: str) -> str:
    """Without directives, attributes and the parameters of a template."""
    head = ATTRIBUTE.sub(" ", without_directives(head))
    while match := re.search(r"\btemplate\s*<", head):
        end = match.end()
        while end < len(head) and head[:end].count("<", match.start()) > \
                head[:end].replace("->", "  ").count(">", match.start()):
            end += 1
        head = head[:match.start()] + head[end:]
    return head


def name_of_function(head: str) -> re.Match[str] | None:
    at = 0
    while match := CALLED.search(head, at):
        if match[1] not in NOT_NAMES:
            return match
        at = closing(head, match.end() - 1)
    return None


def _last_type(text: str) -> str:
    """WaitFor of `... detail::WaitFor<T>`; empty for constructors and macros."""
    text = text.rstrip()
    if text.endswith(">"):
        depth = 0
        for offset in range(len(text) - 1, -1, -1):
            depth += {">": 1, "<": -1}.get(text[offset], 0)
            if depth == 0:
                text = text[:offset]
                break
    match = re.search(r"(\w+)$", text)
    return match[1] if match and match[1] not in ("explicit", "constexpr", "inline") else ""


def _sentence(text: str) -> str:
    match = NODISCARD.search(text)
    return "".join(re.findall(r'"([^"\n]*)"', match[1] or '"?"')) if match else ""


def line_of(code: str, start: int) -> int:
    """Where the declaration behind `start` begins."""
    match = BLANK_OR_DIRECTIVE.match(code, start)
    return code.count("\n", 0, match.end()) + 1
