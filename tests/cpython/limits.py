# SPDX-License-Identifier: MIT
"""wait_for: values, time-outs, failures, cancels, cleanups, races."""

import asyncio

from virtual_loop import cleanup, fails_after, name_of, run, say, section, value_after


async def hangs(name):
    try:
        await asyncio.sleep(1000)
    except asyncio.CancelledError:
        say(name, "cancelled")
        raise


async def in_time():
    say(await asyncio.wait_for(value_after("the body", 5, 0.01), 0.02))
    say(await asyncio.wait_for(value_after("the body", 6, 0.01), None))
    say(await asyncio.wait_for(value_after("the body", 7, 0.01), 1000))


async def out_of_time():
    try:
        await asyncio.wait_for(hangs("body"), 0.01)
    except asyncio.TimeoutError as error:
        say(name_of(error))
    say("goes on")


async def a_failure_passes():
    for error in (ValueError(), OSError(5), RuntimeError()):
        try:
            await asyncio.wait_for(fails_after(0.002, error), 0.01)
        except Exception as caught:
            say(name_of(caught))


async def cancelling_the_waiter():
    async def waits():
        try:
            await asyncio.wait_for(hangs("body"), 0.01)
        except asyncio.CancelledError:
            say("waiter cancelled")
            raise

    task = asyncio.create_task(waits())
    await asyncio.sleep(0.005)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        say("over", task.cancelled())
    await asyncio.sleep(0.01)


async def waits_for_the_cleanup():
    async def body():
        try:
            await asyncio.sleep(1000)
        finally:
            await cleanup(0.007)

    try:
        await asyncio.wait_for(body(), 0.003)
    except asyncio.TimeoutError as error:
        say(name_of(error))


async def of_a_task():
    task = asyncio.create_task(hangs("task"))
    try:
        await asyncio.wait_for(task, 0.004)
    except asyncio.TimeoutError as error:
        say(name_of(error), task.cancelled())
    task = asyncio.create_task(value_after("the body", 3, 0.002))
    say(await asyncio.wait_for(task, 0.004))
    say(await asyncio.wait_for(task, 0.004))


async def of_a_shielded_task():
    task = asyncio.create_task(value_after("the body", 4, 0.01))
    try:
        await asyncio.wait_for(asyncio.shield(task), 0.004)
    except asyncio.TimeoutError as error:
        say(name_of(error), task.done())
    say(await task)


async def of_an_event():
    event = asyncio.Event()
    asyncio.get_running_loop().call_later(0.008, event.set)
    for limit in (0.003, 0.003, 0.010, 0.001):
        try:
            await asyncio.wait_for(event.wait(), limit)
            say("set")
        except asyncio.TimeoutError:
            say("not set")


async def nested():
    async def inner(limit):
        try:
            await asyncio.wait_for(hangs("body"), limit)
        except asyncio.TimeoutError:
            say("inner time-out")

    await asyncio.wait_for(inner(0.004), 0.01)
    say("inner was first")
    try:
        await asyncio.wait_for(inner(0.02), 0.01)
    except asyncio.TimeoutError:
        say("outer was first")


async def a_dead_heat():
    try:
        await asyncio.wait_for(value_after("the body", 5, 0.01), 0.01)
    except asyncio.TimeoutError as error:
        say(name_of(error))
    event = asyncio.Event()

    async def sets():
        await asyncio.sleep(0.01)
        event.set()

    setter = asyncio.create_task(sets())
    await asyncio.sleep(0)
    try:
        await asyncio.wait_for(event.wait(), 0.01)
        say("set")
    except asyncio.TimeoutError as error:
        say(name_of(error), event.is_set())
    await setter


async def many():
    async def limited(name, length, limit):
        try:
            await asyncio.wait_for(asyncio.sleep(length), limit)
            say(name, "slept")
        except asyncio.TimeoutError:
            say(name, "timed out")

    await asyncio.gather(limited("a", 0.010, 0.012), limited("b", 0.009, 0.003),
                         limited("c", 0.001, 0.008), limited("d", 0.007, 0.004),
                         limited("e", 0.005, 0.006))


async def main():
    await section("in time", in_time)
    await section("out of time", out_of_time)
    await section("a failure passes", a_failure_passes)
    await section("cancelling the waiter", cancelling_the_waiter)
    await section("waits for the cleanup", waits_for_the_cleanup)
    await section("of a task", of_a_task)
    await section("of a shielded task", of_a_shielded_task)
    await section("of an event", of_an_event)
    await section("nested", nested)
    await section("a dead heat", a_dead_heat)
    await section("many", many)


run(main)
