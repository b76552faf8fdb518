# SPDX-License-Identifier: MIT
"""What the benchmarks of Python's asyncio share; bench/harness.hpp says how a figure is reported.

NAME_asyncio.py does the same as NAME.cpp. ./measure runs it with CPython's own loop, and with
`--loop uvloop`.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from time import perf_counter_ns, process_time_ns

arguments = sys.argv[1:]  # without those that choose the loop
if arguments[:2] == ["--loop", "uvloop"]:
    import uvloop
    uvloop.install()
    arguments = arguments[2:]


class Stopwatch:
    """The CPU time of this process, and the time of the wall."""

    def __init__(self) -> None:
        self.cpu = self.wall = 0

    def start(self) -> None:
        self._cpu, self._wall = process_time_ns(), perf_counter_ns()

    def stop(self) -> None:
        """Adds what has passed since the start."""
        self.cpu += process_time_ns() - self._cpu
        self.wall += perf_counter_ns() - self._wall

    def report(self, name: str, count: int) -> None:
        # Line and end at once: a client writes to the same pipe.
        print(f"figure: {name} = {self.cpu / count:.6g} ns, wall {self.wall / count:.6g}\n",
              end="", flush=True)


def measure(name: str, count: int, main: Callable[..., Coroutine], *arguments: object) -> None:
    """Runs `main(*arguments)`, which makes `count` steps, in a loop of its own."""
    watch = Stopwatch()
    watch.start()
    asyncio.run(main(*arguments))
    watch.stop()
    watch.report(name, count)


async def empty() -> None:
    pass


async def sleeps_for_ever() -> None:
    while True:
        await asyncio.sleep(1_000_000)
