# SPDX-License-Identifier: MIT
"""The same as create.cpp."""

import asyncio

from asyncio_peer import empty, measure

COUNT = 20_000
AT_ONCE = 1_000


async def one_by_one() -> None:
    for _ in range(COUNT):
        await asyncio.create_task(empty())


async def gathered() -> None:
    for _ in range(COUNT // AT_ONCE):
        await asyncio.gather(*[asyncio.create_task(empty()) for _ in range(AT_ONCE)])


measure("create + await a task", COUNT, one_by_one)
measure("gather of 1,000, each", COUNT, gathered)
