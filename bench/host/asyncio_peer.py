# SPDX-License-Identifier: MIT
"""What the benchmarks of Python's asyncio share; bench/harness.hpp says how a figure is reported.

NAME_asyncio.py does the same as NAME.cpp. ./measure runs it with CPython's own loop, and with
`--loop uvloop`.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from time import process_time_ns

arguments = sys.argv[1:]  # without those that choose the loop
if arguments[:2] == ["--loop", "uvloop"]:
    import uvloop
    uvloop.install()
    arguments = arguments[2:]


def report(name: str, nanoseconds: int, count: int) -> None:
    print(f"figure: {name} = {nanoseconds / count:.6g} ns", flush=True)


def measure(name: str, count: int, main: Callable[..., Coroutine], *arguments: object) -> None:
    """Runs `main(*arguments)`, which makes `count` steps, in a loop of its own."""
    start = process_time_ns()
    asyncio.run(main(*arguments))
    report(name, process_time_ns() - start, count)


async def empty() -> None:
    pass


async def sleeps_for_ever() -> None:
    while True:
        await asyncio.sleep(1_000_000)
