# SPDX-License-Identifier: MIT
"""Sleeping: order, ties, zero and negative lengths, and calls of the loop."""

import asyncio

from virtual_loop import run, say, section


async def sleeps(name, seconds):
    await asyncio.sleep(seconds)
    say(name)


async def wait_for_all(tasks):
    for task in tasks:
        await task


async def order_of_deadlines():
    lengths = {"five": 0.005, "one": 0.001, "three": 0.003, "two": 0.002, "four": 0.004}
    tasks = [asyncio.create_task(sleeps(name, length)) for name, length in lengths.items()]
    say("created")
    await wait_for_all(tasks)


async def ties():
    tasks = [asyncio.create_task(sleeps(name, 0.01)) for name in "abcdef"]
    await asyncio.sleep(0.004)
    tasks += [asyncio.create_task(sleeps(name, 0.006)) for name in "ghi"]
    tasks.append(asyncio.create_task(sleeps("early", 0.005)))
    await wait_for_all(tasks)


async def sums_of_fractions():
    async def steps(name, lengths):
        for length in lengths:
            await asyncio.sleep(length)
        say(name)

    await wait_for_all([
        asyncio.create_task(steps("a", (0.1, 0.2))),
        asyncio.create_task(steps("b", (0.3,))),
        asyncio.create_task(steps("c", (0.15, 0.15))),
        asyncio.create_task(steps("d", (0.2, 0.1))),
    ])


async def zero_yields_once():
    async def counts(name, length):
        for turn in range(3):
            say(name, turn)
            await asyncio.sleep(length)

    await wait_for_all([
        asyncio.create_task(counts("zero", 0)),
        asyncio.create_task(counts("negative", -1)),
        asyncio.create_task(counts("also zero", 0.0)),
    ])
    say("no time has passed")


async def ready_before_due():
    tasks = [asyncio.create_task(sleeps("due at 2", 0.002))]
    await asyncio.sleep(0)

    async def ready():
        say("ready")

    await asyncio.sleep(0.001)
    tasks.append(asyncio.create_task(ready()))
    say("before")
    await asyncio.sleep(0)
    say("after")
    await wait_for_all(tasks)


async def periods():
    async def ticks(name, period, count):
        for tick in range(count):
            await asyncio.sleep(period)
            say(name, tick)

    await wait_for_all([
        asyncio.create_task(ticks("slow", 0.007, 3)),
        asyncio.create_task(ticks("fast", 0.002, 8)),
    ])


async def cancelled_timers():
    tasks = [asyncio.create_task(sleeps(name, 0.01)) for name in "abcdefg"]
    await asyncio.sleep(0.001)
    for index in (0, 3, 6):
        tasks[index].cancel()
    await asyncio.sleep(0.02)
    say("over", *(task.cancelled() for task in tasks))


async def an_hour():
    task = asyncio.create_task(sleeps("a day", 86400))
    await asyncio.sleep(3600)
    say("an hour")
    await task


async def calls_soon():
    loop = asyncio.get_running_loop()

    async def task():
        say("task")

    loop.call_soon(say, "first")
    other = asyncio.create_task(task())
    loop.call_soon(say, "second", 2)
    never = loop.call_soon(say, "never")
    never.cancel()
    say("called")
    await other
    say("main")


async def calls_later():
    loop = asyncio.get_running_loop()
    start = loop.time()
    loop.call_later(0.003, say, "at 3")
    loop.call_later(0.001, say, "at 1")
    loop.call_at(start + 0.002, say, "at 2")
    loop.call_later(0.002, say, "at 2 too")
    never = loop.call_later(0.002, say, "never")

    def again(count):
        say("again", count)
        if count > 0:
            loop.call_later(0.004, again, count - 1)

    loop.call_later(0.004, again, 2)
    await asyncio.sleep(0.0015)
    never.cancel()
    await asyncio.sleep(0.02)
    say("over")


async def main():
    await section("order of deadlines", order_of_deadlines)
    await section("ties", ties)
    await section("sums of fractions", sums_of_fractions)
    await section("zero yields once", zero_yields_once)
    await section("ready before due", ready_before_due)
    await section("periods", periods)
    await section("cancelled timers", cancelled_timers)
    await section("an hour", an_hour)
    await section("calls soon", calls_soon)
    await section("calls later", calls_later)


run(main)
