# SPDX-License-Identifier: MIT
"""The same as lock.cpp."""

import asyncio

from asyncio_peer import measure

COUNT = 20_000
FREE_COUNT = 100_000


async def holds_in_turn(lock: asyncio.Lock) -> None:
    await lock.acquire()
    await asyncio.sleep(0)
    for _ in range(COUNT // 2):
        lock.release()
        await lock.acquire()
    lock.release()


async def hand_over() -> None:
    lock = asyncio.Lock()
    await asyncio.gather(holds_in_turn(lock), holds_in_turn(lock))


async def uncontended() -> None:
    lock = asyncio.Lock()
    for _ in range(FREE_COUNT):
        await lock.acquire()
        lock.release()


measure("lock hand-over", COUNT, hand_over)
measure("lock and release, uncontended", FREE_COUNT, uncontended)
