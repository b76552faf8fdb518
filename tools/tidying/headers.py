# SPDX-License-Identifier: MIT
"""Which awaitable types and functions the public headers declare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tidying.declarations import Declaration, name_of_function, read
from tidying.source import Source

# Whoever makes one has started a task, which goes on by itself.
MAY_BE_DROPPED = {"Task", "FindableTask", "NamedTask", "Cancellable"}
# Functions with the return type `auto` that give a task, or something that is not awaited.
GIVE_SOMETHING_ELSE = {"create_task", "launch", "run_coroutine_threadsafe"}

NODISCARD = re.compile(r'\[\[nodiscard(?:\(((?:\s*"[^"\n]*")+)\s*\))?\]\]')


@dataclass(frozen=True)
class Named:
    """A class or function, and what its nodiscard says; empty if it has none."""
    declared: Declaration
    sentence: str

    @property
    def source(self) -> Source:
        return self.declared.source

    @property
    def line(self) -> int:
        return self.declared.line

    @property
    def path(self) -> tuple[str, ...]:
        return self.declared.path

    @property
    def word(self) -> str:
        """As wait_for, Lock::acquire, QueueOf::put."""
        names = (name for name in self.path if name not in ("uasyncio", "detail"))
        return "::".join(names).removesuffix("()")


class Headers:
    _last: tuple[list[Source], Headers] | None = None

    @classmethod
    def of(cls, sources: list[Source]) -> Headers:
        """Several rules ask for those of the same sources."""
        if cls._last is None or cls._last[0] is not sources:
            cls._last = (sources, cls(sources))
        return cls._last[1]

    def __init__(self, sources: list[Source]) -> None:
        self.all = [each for source in sources if source.path.startswith("include/uasyncio/")
                    for each in read(source)]
        self.classes = [each for each in self.all if each.is_class]
        self.class_names = {each.name for each in self.classes}
        self._awaiters = self._with_member("await_resume")
        self._awaitable = self._awaiters | self._with_member("operator co_await")

    def _with_member(self, name: str) -> set[int]:
        return {id(each.around) for each in self.all
                if each.kind == "function" and each.name == name}

    def is_awaiter(self, declared: Declaration) -> bool:
        """What an await calls, not the user."""
        return id(declared) in self._awaiters

    def awaitable_types(self) -> list[Named]:
        return [_named(each) for each in self.classes
                if id(each) in self._awaitable and each.name not in MAY_BE_DROPPED]

    def words(self) -> Iterator[Named]:
        """What users call to get something that must be awaited."""
        awaitable = {each.path[-1] for each in self.awaitable_types()}
        for each in self.all:
            if each.kind != "function" or each.name == "operator co_await" or \
                    not self.is_for_users(each):
                continue
            returns = returned_type(each)
            if returns in awaitable or (
                    returns == "auto" and each.name not in GIVE_SOMETHING_ELSE):
                yield _named(each)

    def is_for_users(self, declared: Declaration) -> bool:
        """Public, and outside of `detail` or a member of a base of what is outside."""
        return declared.is_public and (
            "detail" not in declared.path or declared.path[-2] in self.classes_of_users())

    def classes_of_users(self) -> set[str]:
        """Those outside of `detail`, and their bases."""
        if not hasattr(self, "_users"):
            found = {each.name for each in self.classes if "detail" not in each.path}
            while more := {base for each in self.classes if each.name in found
                           for base in each.bases} - found - {"detail"}:
                found |= more
            self._users = found
        return self._users

    def is_public(self, declared: Declaration) -> bool:
        """Public all the way up, and outside of `detail` or in a base of what is."""
        if not declared.is_public:
            return False
        if declared.around:
            return self.is_public(declared.around)
        return "detail" not in declared.path or declared.name in self.public_bases()

    def public_bases(self) -> set[str]:
        """What the public words outside of `detail` have their members from."""
        if not hasattr(self, "_public_bases"):
            found = {base for each in self.classes if "detail" not in each.path
                     and not self.is_awaiter(each) for base in each.public_bases}
            while more := {base for each in self.classes if each.name in found
                           for base in each.public_bases} - found:
                found |= more
            self._public_bases = found
        return self._public_bases


def returned_type(function: Declaration) -> str:
    """WaitFor of `... detail::WaitFor<T>`, without namespaces and arguments; empty for constructors
    and macros."""
    called = name_of_function(function.head)
    text = function.head[:called.start()].rstrip() if called else ""
    if text.endswith(">"):
        depth = 0
        for offset in range(len(text) - 1, -1, -1):
            depth += {">": 1, "<": -1}.get(text[offset], 0)
            if depth == 0:
                text = text[:offset]
                break
    match = re.search(r"(\w+)$", text)
    return match[1] if match and match[1] not in ("explicit", "constexpr", "inline") else ""


def _named(declared: Declaration) -> Named:
    match = NODISCARD.search(declared.source.text[declared.start:declared.end])
    return Named(declared, "".join(re.findall(r'"([^"\n]*)"', match[1] or '"?"')) if match else "")
