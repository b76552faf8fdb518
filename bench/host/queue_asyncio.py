# SPDX-License-Identifier: MIT
"""The same as queue.cpp."""

import asyncio

from asyncio_peer import measure

COUNT = 50_000


async def produce(queue: asyncio.Queue) -> None:
    for item in range(COUNT):
        await queue.put(item)


async def consume(queue: asyncio.Queue) -> None:
    for _ in range(COUNT):
        await queue.get()


async def play(size: int) -> None:
    queue: asyncio.Queue = asyncio.Queue(size)
    await asyncio.gather(produce(queue), consume(queue))


measure("queue item, room for 16", COUNT, play, 16)
measure("queue item, room for 1", COUNT, play, 1)
