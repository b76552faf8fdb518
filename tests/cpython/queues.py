# SPDX-License-Identifier: MIT
"""Queues: order, full and empty ones, producers and consumers, cancels, join."""

import asyncio

from virtual_loop import name_of, run, say, section


async def gets(name, queue):
    try:
        say(name, "got", await queue.get())
    except asyncio.CancelledError:
        say(name, "cancelled")


async def puts(name, queue, item):
    try:
        await queue.put(item)
        say(name, "put", item)
    except asyncio.CancelledError:
        say(name, "cancelled")


def getting(names, queue):
    return [asyncio.create_task(gets(name, queue)) for name in names]


def putting(names, queue):
    return [asyncio.create_task(puts(name, queue, index)) for index, name in enumerate(names)]


async def end_of(tasks):
    for task in tasks:
        await task


async def without_waiting():
    queue = asyncio.Queue(2)
    say(queue.maxsize, queue.qsize(), queue.empty(), queue.full())
    try:
        queue.get_nowait()
    except asyncio.QueueEmpty:
        say("empty")
    queue.put_nowait(1)
    say(queue.qsize(), queue.empty(), queue.full())
    await queue.put(2)
    say(queue.qsize(), queue.empty(), queue.full())
    try:
        queue.put_nowait(3)
    except asyncio.QueueFull:
        say("full")
    say(await queue.get(), queue.get_nowait(), queue.empty())


async def without_a_size():
    queue = asyncio.Queue()
    for item in range(100):
        queue.put_nowait(item)
    say(queue.maxsize, queue.qsize(), queue.full())
    say(sum([await queue.get() for _ in range(100)]), queue.empty())


async def getters_in_order():
    queue = asyncio.Queue()
    tasks = getting("abc", queue)
    await asyncio.sleep(0.005)
    for item in (1, 2):
        await queue.put(item)
    await asyncio.sleep(0.005)
    queue.put_nowait(3)
    await end_of(tasks)


async def putters_in_order():
    queue = asyncio.Queue(1)
    tasks = putting("abcd", queue)
    await asyncio.sleep(0.005)
    for _ in range(4):
        say("main got", await queue.get())
        await asyncio.sleep(0.005)
    await end_of(tasks)


async def a_getter_is_cancelled():
    queue = asyncio.Queue()
    tasks = getting("abc", queue)
    await asyncio.sleep(0.005)
    tasks[1].cancel()
    for item in (1, 2):
        queue.put_nowait(item)
    await end_of(tasks)


async def a_getter_is_cancelled_before_it_runs():
    queue = asyncio.Queue()
    tasks = getting("ab", queue)
    await asyncio.sleep(0.005)
    queue.put_nowait(1)
    tasks[0].cancel()
    await end_of(tasks)
    tasks = getting("c", queue)
    await asyncio.sleep(0.005)
    queue.put_nowait(2)
    tasks[0].cancel()
    await end_of(tasks)
    say(queue.qsize(), await queue.get())


async def a_putter_is_cancelled():
    queue = asyncio.Queue(1)
    tasks = putting("abcd", queue)
    await asyncio.sleep(0.005)
    tasks[2].cancel()
    await asyncio.sleep(0.005)
    for _ in range(3):
        say("main got", await queue.get())
        await asyncio.sleep(0.005)
    await end_of(tasks)
    say(queue.empty())


async def a_putter_is_cancelled_before_it_runs():
    queue = asyncio.Queue(1)
    tasks = putting("abc", queue)
    await asyncio.sleep(0.005)
    say("main got", queue.get_nowait())
    tasks[1].cancel()
    await end_of(tasks)
    say("main got", queue.get_nowait(), queue.empty())


async def producers_and_consumers():
    queue = asyncio.Queue(2)

    async def produces(name, count, seconds):
        for item in range(count):
            await asyncio.sleep(seconds)
            await queue.put((name, item))
            say(name, "put", item)

    async def consumes(name, count, seconds):
        for _ in range(count):
            producer, item = await queue.get()
            say(name, "got", producer, item)
            await asyncio.sleep(seconds)

    await asyncio.gather(produces("p", 4, 0.0011), produces("q", 3, 0.0017),
                         consumes("x", 3, 0.005), consumes("y", 4, 0.0043))


async def joined():
    queue = asyncio.Queue()

    async def works(name):
        while True:
            item = await queue.get()
            await asyncio.sleep(0.005)
            say(name, "has done", item)
            queue.task_done()

    async def joins():
        await queue.join()
        say("joined")

    await queue.join()
    for item in range(5):
        queue.put_nowait(item)
    workers = [asyncio.create_task(works(name)) for name in "ab"]
    joiner = asyncio.create_task(joins())
    await queue.join()
    say("main joined")
    await joiner
    for worker in workers:
        worker.cancel()


async def done_too_often():
    queue = asyncio.Queue()
    queue.put_nowait(1)
    queue.get_nowait()
    queue.task_done()
    try:
        queue.task_done()
    except ValueError as error:
        say(name_of(error))


async def waiting_for_so_long():
    queue = asyncio.Queue(1)
    try:
        await asyncio.wait_for(queue.get(), 0.01)
    except asyncio.TimeoutError as error:
        say(name_of(error), queue.qsize())
    await queue.put(1)
    try:
        await asyncio.wait_for(queue.put(2), 0.01)
    except asyncio.TimeoutError as error:
        say(name_of(error), queue.qsize())
    say(await asyncio.wait_for(queue.get(), 0.01), queue.empty())


async def main():
    await section("without waiting", without_waiting)
    await section("without a size", without_a_size)
    await section("getters in order", getters_in_order)
    await section("putters in order", putters_in_order)
    await section("a getter is cancelled", a_getter_is_cancelled)
    await section("cancelled with an item", a_getter_is_cancelled_before_it_runs)
    await section("a putter is cancelled", a_putter_is_cancelled)
    await section("cancelled with a place", a_putter_is_cancelled_before_it_runs)
    await section("producers and consumers", producers_and_consumers)
    await section("joined", joined)
    await section("done too often", done_too_often)
    await section("waiting for so long", waiting_for_so_long)


run(main)
