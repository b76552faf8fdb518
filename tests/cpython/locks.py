# SPDX-License-Identifier: MIT
"""Lock, Semaphore, Condition, Barrier and Queue."""

import asyncio

from virtual_loop import name_of, run, say, section


async def holds(name, lock, seconds):
    say(name, "asks")
    try:
        async with lock:
            say(name, "holds")
            await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        say(name, "cancelled")
        raise
    say(name, "is done")


async def first_come_first_served():
    lock = asyncio.Lock()
    tasks = [asyncio.create_task(holds(name, lock, 0.002)) for name in "abcd"]
    await asyncio.sleep(0.001)
    say(lock.locked())
    await asyncio.gather(*tasks)
    say(lock.locked())


async def cancelled_holder_and_waiters():
    lock = asyncio.Lock()
    tasks = [asyncio.create_task(holds(name, lock, 0.01)) for name in "abcde"]
    await asyncio.sleep(0.002)
    tasks[2].cancel()
    await asyncio.sleep(0.001)
    tasks[0].cancel()
    await asyncio.sleep(0.003)
    tasks[4].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    say(lock.locked(), *(task.cancelled() for task in tasks))


async def cancelled_after_the_release():
    lock = asyncio.Lock()
    await lock.acquire()
    tasks = [asyncio.create_task(holds(name, lock, 0.001)) for name in "ab"]
    await asyncio.sleep(0.001)
    lock.release()
    tasks[0].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    say(lock.locked())


async def places():
    semaphore = asyncio.Semaphore(2)
    tasks = [asyncio.create_task(holds(name, semaphore, length))
             for name, length in (("a", 0.005), ("b", 0.002), ("c", 0.006), ("d", 0.001))]
    await asyncio.sleep(0.001)
    say(semaphore.locked())
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    say(semaphore.locked())


async def conditions():
    condition = asyncio.Condition()

    async def waits(name):
        async with condition:
            say(name, "waits")
            await condition.wait()
            say(name, "notified")
            await asyncio.sleep(0.001)

    tasks = [asyncio.create_task(waits(name)) for name in "abcd"]
    await asyncio.sleep(0.005)
    async with condition:
        condition.notify()
        say("one")
        await asyncio.sleep(0.002)
    await asyncio.sleep(0.005)
    tasks[1].cancel()
    await asyncio.sleep(0.001)
    async with condition:
        condition.notify_all()
        say("all")
    await asyncio.gather(*tasks, return_exceptions=True)
    say(*(task.cancelled() for task in tasks))


async def predicates():
    condition = asyncio.Condition()
    count = 0

    async def waits(wanted):
        async with condition:
            await condition.wait_for(lambda: count >= wanted)
            say(wanted, "reached")

    tasks = [asyncio.create_task(waits(wanted)) for wanted in (3, 1, 2)]
    for _ in range(3):
        await asyncio.sleep(0.002)
        async with condition:
            count += 1
            condition.notify_all()
    await asyncio.gather(*tasks)


async def barriers():
    barrier = asyncio.Barrier(3)

    async def meets(name, seconds):
        for _ in range(2):
            await asyncio.sleep(seconds)
            say(name, "arrives", barrier.n_waiting)
            await barrier.wait()
            say(name, "goes on")
            await asyncio.sleep(0.01)

    await asyncio.gather(meets("a", 0.003), meets("b", 0.001), meets("c", 0.002))


async def broken_barriers():
    barrier = asyncio.Barrier(3)

    async def meets(name):
        try:
            await barrier.wait()
        except asyncio.BrokenBarrierError as error:
            say(name, name_of(error))

    first = [asyncio.create_task(meets(name)) for name in "ab"]
    await asyncio.sleep(0.001)
    await barrier.abort()
    await asyncio.gather(*first)
    say(barrier.broken)
    await meets("c")
    await barrier.reset()
    say(barrier.broken, barrier.n_waiting)


async def queues():
    queue = asyncio.Queue(2)

    async def produces():
        for item in range(6):
            await queue.put(item)
            say("put", item, queue.qsize())

    async def consumes(name):
        while True:
            item = await queue.get()
            say(name, "got", item)
            await asyncio.sleep(0.003)
            queue.task_done()

    producer = asyncio.create_task(produces())
    consumers = [asyncio.create_task(consumes(name)) for name in "ab"]
    await asyncio.sleep(0.001)
    say(queue.full(), queue.empty(), queue.maxsize)
    await producer
    await queue.join()
    say("joined", queue.qsize())
    for consumer in consumers:
        consumer.cancel()
    await asyncio.gather(*consumers, return_exceptions=True)


async def getters_in_order():
    queue = asyncio.Queue()

    async def gets(name):
        say(name, await queue.get())

    tasks = [asyncio.create_task(gets(name)) for name in "abc"]
    await asyncio.sleep(0.001)
    tasks[0].cancel()
    queue.put_nowait(1)
    queue.put_nowait(2)
    await asyncio.gather(*tasks, return_exceptions=True)
    say(queue.empty())


async def other_orders():
    for queue in (asyncio.LifoQueue(), asyncio.PriorityQueue()):
        for item in (3, 1, 4, 1, 5):
            queue.put_nowait(item)
        while not queue.empty():
            say(await queue.get())


async def main():
    await section("first come first served", first_come_first_served)
    await section("cancelled holder and waiters", cancelled_holder_and_waiters)
    await section("cancelled after the release", cancelled_after_the_release)
    await section("places", places)
    await section("conditions", conditions)
    await section("predicates", predicates)
    await section("barriers", barriers)
    await section("broken barriers", broken_barriers)
    await section("queues", queues)
    await section("getters in order", getters_in_order)
    await section("other orders", other_orders)


run(main)
