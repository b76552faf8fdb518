# SPDX-License-Identifier: MIT
"""The same as switch.cpp."""

import asyncio

from asyncio_peer import measure


async def yields(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def run_all(tasks: int, count: int) -> None:
    for task in [asyncio.create_task(yields(count)) for _ in range(tasks)]:
        await task


measure("switch, 1 task", 20_000, run_all, 1, 20_000)
measure("switch, 1,000 tasks", 200_000, run_all, 1_000, 200)
