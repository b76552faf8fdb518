# SPDX-License-Identifier: MIT
"""The same as wait_for.cpp."""

import asyncio
from collections.abc import Callable, Coroutine

from asyncio_peer import measure

COUNT = 10_000
AWAIT_COUNT = 200_000


async def ready() -> int:
    return 7


async def suspends_once() -> int:
    await asyncio.sleep(0)
    return 7


async def limited(body: Callable[[], Coroutine]) -> None:
    for _ in range(COUNT):
        await asyncio.wait_for(body(), 10)


async def unlimited() -> None:
    for _ in range(AWAIT_COUNT):
        await ready()


measure("wait_for of something ready", COUNT, limited, ready)
measure("wait_for of something that suspends once", COUNT, limited, suspends_once)
measure("await a coroutine", AWAIT_COUNT, unlimited)
