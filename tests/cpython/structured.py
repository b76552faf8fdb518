# SPDX-License-Identifier: MIT
"""TaskGroup, timeout, wait, as_completed and asynchronous generators."""

import asyncio

from virtual_loop import name_of, run, say, section, value_after


def works(name, seconds):
    return value_after(name, seconds, seconds)


async def fails(name, seconds, error):
    await asyncio.sleep(seconds)
    say(name, "fails")
    raise error


async def a_group_waits():
    async with asyncio.TaskGroup() as group:
        group.create_task(works("a", 0.003))
        group.create_task(works("b", 0.001))
        say("the body ends")
    say("over")


async def the_body_fails():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(works("a", 0.03))
            await fails("body", 0.001, OSError(5))
    except* OSError as errors:
        say(name_of(errors.exceptions[0]))


async def a_cancelled_child_is_no_failure():
    async with asyncio.TaskGroup() as group:
        child = group.create_task(works("a", 0.03))
        group.create_task(works("b", 0.004))
        await asyncio.sleep(0.001)
        child.cancel()
    say("over", child.cancelled())


async def nested_groups():
    try:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(works("outer child", 0.05))
            async with asyncio.TaskGroup() as inner:
                inner.create_task(works("inner child", 0.05))
                outer.create_task(fails("second", 0.002, RuntimeError()))
    except* RuntimeError as errors:
        say(name_of(errors.exceptions[0]))


async def timeouts():
    try:
        async with asyncio.timeout(0.005) as limit:
            await works("slow", 1)
    except TimeoutError as error:
        say(name_of(error), limit.expired())
    async with asyncio.timeout(0.005) as limit:
        await works("fast", 0.002)
    say(limit.expired())
    async with asyncio.timeout(0.005) as limit:
        await works("first", 0.004)
        limit.reschedule(asyncio.get_running_loop().time() + 0.01)
        await works("second", 0.008)
    say(limit.expired())


async def nested_timeouts():
    try:
        async with asyncio.timeout(0.01):
            try:
                async with asyncio.timeout(0.003):
                    await works("inner", 1)
            except TimeoutError:
                say("inner time-out")
            await works("outer", 1)
    except TimeoutError:
        say("outer time-out")


async def waits():
    tasks = [asyncio.create_task(works(name, length))
             for name, length in (("a", 0.003), ("b", 0.001), ("c", 0.005))]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    say("first", len(done))
    done, _ = await asyncio.wait(tasks, timeout=0.0025)
    say("after a time", len(done))
    done, _ = await asyncio.wait(tasks)
    say("all", len(done))


async def waits_for_an_exception():
    tasks = [asyncio.create_task(works("a", 0.001)),
             asyncio.create_task(fails("b", 0.003, ValueError())),
             asyncio.create_task(works("c", 0.005))]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    say("failed", len(done), name_of(tasks[1].exception()))
    await tasks[2]


async def in_the_order_of_their_ends():
    tasks = [asyncio.create_task(works(name, length / 1000))
             for name, length in (("a", 3), ("b", 1), ("c", 2))]
    for task in asyncio.as_completed(tasks):
        say("got", round(await task * 1000))


async def generators():
    async def counts(limit):
        for number in range(limit):
            await asyncio.sleep(0.001)
            yield number
        say("the generator ends")

    async for number in counts(3):
        say(number)


async def main():
    await section("a group waits", a_group_waits)
    await section("the body fails", the_body_fails)
    await section("a cancelled child is no failure", a_cancelled_child_is_no_failure)
    await section("nested groups", nested_groups)
    await section("timeouts", timeouts)
    await section("nested timeouts", nested_timeouts)
    await section("waits", waits)
    await section("waits for an exception", waits_for_an_exception)
    await section("in the order of their ends", in_the_order_of_their_ends)
    await section("generators", generators)


run(main)
