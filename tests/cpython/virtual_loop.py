# SPDX-License-Identifier: MIT
"""CPython's event loop in virtual time: time moves only when nothing is ready.

CPython leaves open which of two timers with the same deadline comes first (a heap decides); here it
is the one that was set first, as in MicroPython and uasyncio. Nothing else is changed.

A scenario says what happens; each line begins with the milliseconds since its section began. The
same words in C++ are in transcript.hpp.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import selectors
import sys
from collections.abc import Awaitable, Callable
from typing import Any


class Deadlock(BaseException):
    """Nothing can ever happen again."""


class VirtualSelector(selectors.DefaultSelector):
    """Instead of sleeping it moves the loop's clock; it really waits for threads only."""

    loop: VirtualLoop

    def select(self, timeout: float | None = None) -> list[Any]:
        loop = self.loop
        if loop.jobs:
            return super().select(0 if timeout == 0 else None)
        if timeout is None:
            raise Deadlock
        loop.now = microseconds(loop.now + max(timeout, 0))
        return super().select(0)


def microseconds(seconds: float) -> float:
    """Rounded, so that equal times are equal: 0.1 + 0.2 is 0.3."""
    return round(seconds, 6)


class OrderedTimer(asyncio.TimerHandle):
    numbers = itertools.count()

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.number = next(self.numbers)

    def __lt__(self, other: Any) -> bool:
        return (self.when(), self.number) < (other.when(), other.number)


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.now = 0.0
        self.jobs = 0  # of threads that have not reported yet
        selector = VirtualSelector()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: Callable[..., Any], *args: Any,
                context: Any = None) -> asyncio.TimerHandle:
        timer = OrderedTimer(microseconds(when), callback, args, self, context)
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer

    def run_in_executor(self, executor: Any, function: Any, *args: Any) -> asyncio.Future[Any]:
        self.jobs += 1
        future = super().run_in_executor(executor, function, *args)
        future.add_done_callback(self._job_ended)
        return future

    def _job_ended(self, _: asyncio.Future[Any]) -> None:
        self.jobs -= 1


_section_start = 0.0


def now_ms() -> int:
    return round((asyncio.get_running_loop().time() - _section_start) * 1_000_000) // 1000


def say(*words: object) -> None:
    print(now_ms(), *words)


def name_of(error: BaseException) -> str:
    return type(error).__name__


async def value_after(name: str, value: Any, seconds: float) -> Any:
    """Says when it ends, or that it was cancelled."""
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        say(name, "cancelled")
        raise
    say(name, "ends")
    return value


async def cleanup(seconds: float) -> None:
    say("cleanup {")
    await asyncio.sleep(seconds)
    say("} cleanup")


async def fails_after(seconds: float, error: BaseException) -> None:
    await asyncio.sleep(seconds)
    raise error


async def section(name: str, body: Callable[[], Awaitable[None]]) -> None:
    """A part of a scenario, with a clock of its own."""
    global _section_start
    _section_start = asyncio.get_running_loop().time()
    print("==", name)
    await body()


def run(main: Callable[[], Awaitable[None]]) -> None:
    try:
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            runner.run(main())  # type: ignore[arg-type]
    except Deadlock:
        print("deadlock")
        sys.stdout.flush()
        sys.exit(1)
