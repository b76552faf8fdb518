# SPDX-License-Identifier: MIT
"""The same as cancel.cpp; but a cancelled await raises, which is then caught."""

import asyncio

from asyncio_peer import Stopwatch, measure, sleeps_for_ever

COUNT = 10_000
AT_ONCE = 1_000


async def cancel_and_wait(task: asyncio.Task) -> None:
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        pass


async def one_by_one() -> None:
    for _ in range(COUNT):
        task = asyncio.create_task(sleeps_for_ever())
        await asyncio.sleep(0)
        await cancel_and_wait(task)


async def cancel_all() -> None:
    watch = Stopwatch()
    for _ in range(COUNT // AT_ONCE):
        tasks = [asyncio.create_task(sleeps_for_ever()) for _ in range(AT_ONCE)]
        await asyncio.sleep(0)
        watch.start()
        for task in tasks:
            await cancel_and_wait(task)
        watch.stop()
    watch.report("cancel + await", COUNT)


measure("create, start, cancel + await", COUNT, one_by_one)
asyncio.run(cancel_all())
