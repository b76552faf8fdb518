# SPDX-License-Identifier: MIT
"""Where uasyncio's primitives differ on purpose: see docs/reference/differences.md."""

import asyncio

from virtual_loop import name_of, run, say, section


async def a_lock_on_its_way():
    lock = asyncio.Lock()
    await lock.acquire()
    task = asyncio.create_task(lock.acquire())
    await asyncio.sleep(0)
    lock.release()
    say(lock.locked())
    await task


async def places_on_their_way():
    semaphore = asyncio.Semaphore(0)

    async def acquires(name):
        await semaphore.acquire()
        say(name)

    tasks = [asyncio.create_task(acquires(name)) for name in "ab"]
    await asyncio.sleep(0)
    for _ in range(3):
        semaphore.release()
    say(semaphore.locked())
    await acquires("main")
    await asyncio.gather(*tasks)


async def an_item_on_its_way():
    queue = asyncio.Queue()

    async def gets():
        say("task got", await queue.get())

    task = asyncio.create_task(gets())
    await asyncio.sleep(0)
    queue.put_nowait(1)
    try:
        say("main got", queue.get_nowait())
    except asyncio.QueueEmpty:
        say("empty")
    queue.put_nowait(2)
    await task


async def a_notification_for_a_cancelled_waiter():
    condition = asyncio.Condition()

    async def waits(name):
        async with condition:
            await condition.wait()
            say(name, "notified")

    tasks = [asyncio.create_task(waits(name)) for name in "ab"]
    await asyncio.sleep(0.001)
    async with condition:
        condition.notify()
        tasks[0].cancel()
    await asyncio.sleep(0.001)
    say(tasks[0].cancelled(), tasks[1].done())
    async with condition:
        condition.notify_all()
    await asyncio.gather(*tasks, return_exceptions=True)


async def arrives(name, barrier):
    say(name, await barrier.wait())


async def indexes_after_a_cancel():
    barrier = asyncio.Barrier(3)
    tasks = [asyncio.create_task(arrives(name, barrier)) for name in "ab"]
    await asyncio.sleep(0.001)
    tasks[0].cancel()
    await asyncio.sleep(0.001)
    tasks += [asyncio.create_task(arrives(name, barrier)) for name in "cd"]
    await asyncio.gather(*tasks, return_exceptions=True)


async def the_next_round_of_a_barrier():
    barrier = asyncio.Barrier(2)
    await asyncio.gather(*[arrives(name, barrier) for name in "abcd"])


class Ranked:
    def __init__(self, rank, name):
        self.rank = rank
        self.name = name

    def __lt__(self, other):
        return self.rank < other.rank


async def equal_items():
    queue = asyncio.PriorityQueue()
    for name in "abcd":
        queue.put_nowait(Ranked(1, name))
    while not queue.empty():
        say(queue.get_nowait().name)


async def a_child_of_a_group_fails():
    async def fails():
        raise ValueError

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails())
    except Exception as error:
        say(name_of(error))


async def a_child_fails_when_it_is_cancelled():
    async def fails_in_the_end():
        try:
            await asyncio.sleep(1000)
        finally:
            raise ValueError

    async def body():
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(fails_in_the_end())
        except (Exception, asyncio.CancelledError) as error:
            say("cancelled" if isinstance(error, asyncio.CancelledError) else "failed")

    task = asyncio.create_task(body())
    await asyncio.sleep(0.001)
    task.cancel()
    await task


async def calls_from_anywhere():
    loop = asyncio.get_running_loop()
    loop.call_soon_threadsafe(say, "from anywhere")
    loop.call_soon(say, "from the loop")
    await asyncio.sleep(0.001)


async def main():
    await section("a lock on its way", a_lock_on_its_way)
    await section("places on their way", places_on_their_way)
    await section("an item on its way", an_item_on_its_way)
    await section("a notification for a cancelled waiter", a_notification_for_a_cancelled_waiter)
    await section("indexes after a cancel", indexes_after_a_cancel)
    await section("the next round of a barrier", the_next_round_of_a_barrier)
    await section("equal items", equal_items)
    await section("a child of a group fails", a_child_of_a_group_fails)
    await section("a child fails when it is cancelled", a_child_fails_when_it_is_cancelled)
    await section("calls from anywhere", calls_from_anywhere)


run(main)
