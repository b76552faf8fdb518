# SPDX-License-Identifier: MIT
"""PriorityQueue and LifoQueue: which item comes out, also to waiting getters and from full ones."""

import asyncio

from virtual_loop import run, say, section


async def drained(queue):
    while not queue.empty():
        say(*queue.get_nowait())


async def the_smallest_first():
    queue = asyncio.PriorityQueue()
    for item in ((5, "e"), (1, "a"), (4, "d"), (2, "b"), (3, "c")):
        await queue.put(item)
    await drained(queue)


async def mixed():
    queue = asyncio.PriorityQueue()
    number = 7
    for _ in range(6):
        for _ in range(3):
            number = number * 29 % 101
            queue.put_nowait((number, "n"))
        say(*await queue.get())
    await drained(queue)


async def waiting_getters():
    queue = asyncio.PriorityQueue()

    async def gets(name):
        say(name, *await queue.get())

    tasks = [asyncio.create_task(gets(name)) for name in "ab"]
    await asyncio.sleep(0.005)
    for item in ((3, "late"), (1, "early"), (2, "middle")):
        queue.put_nowait(item)
    for task in tasks:
        await task
    await drained(queue)


async def a_full_one():
    queue = asyncio.PriorityQueue(2)

    async def puts(number):
        await queue.put((number, "item"))
        say("put", number)

    tasks = [asyncio.create_task(puts(number)) for number in (4, 3, 2, 1)]
    await asyncio.sleep(0.005)
    say(queue.full(), queue.qsize())
    for _ in range(4):
        say(*await queue.get())
        await asyncio.sleep(0.005)
    for task in tasks:
        await task


async def the_last_first():
    queue = asyncio.LifoQueue()
    for number in range(4):
        await queue.put((number, "item"))
    say(*await queue.get())
    queue.put_nowait((9, "item"))
    await drained(queue)


async def a_full_stack():
    queue = asyncio.LifoQueue(2)

    async def puts(number):
        await queue.put((number, "item"))
        say("put", number)

    tasks = [asyncio.create_task(puts(number)) for number in range(4)]
    await asyncio.sleep(0.005)
    try:
        queue.put_nowait((9, "item"))
    except asyncio.QueueFull:
        say("full")
    for _ in range(4):
        say(*await queue.get())
        await asyncio.sleep(0.005)
    for task in tasks:
        await task
    say(queue.empty())


async def joined():
    queue = asyncio.PriorityQueue()

    async def works():
        while True:
            number, name = await queue.get()
            await asyncio.sleep(number / 1000)
            say(name, "is done")
            queue.task_done()

    for item in ((3, "c"), (1, "a"), (2, "b")):
        queue.put_nowait(item)
    worker = asyncio.create_task(works())
    await queue.join()
    say("joined")
    worker.cancel()


async def main():
    await section("the smallest first", the_smallest_first)
    await section("mixed", mixed)
    await section("waiting getters", waiting_getters)
    await section("a full one", a_full_one)
    await section("the last first", the_last_first)
    await section("a full stack", a_full_stack)
    await section("joined", joined)


run(main)
