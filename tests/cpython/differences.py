# SPDX-License-Identifier: MIT
"""Where uasyncio differs on purpose: see differences.difference and docs/reference."""

import asyncio

from virtual_loop import fails_after, name_of, run, say, section, value_after


async def no_time_at_all():
    async def body():
        say("the body starts")
        return 5

    try:
        say(await asyncio.wait_for(body(), 0))
    except asyncio.TimeoutError as error:
        say(name_of(error))


async def a_late_value():
    async def body():
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            say("a value all the same")
            return 5

    try:
        say(await asyncio.wait_for(body(), 0.01))
    except asyncio.TimeoutError as error:
        say(name_of(error))


async def a_call_just_when_time_is_out():
    event = asyncio.Event()
    asyncio.get_running_loop().call_later(0.01, event.set)
    try:
        await asyncio.wait_for(event.wait(), 0.01)
        say("set")
    except asyncio.TimeoutError as error:
        say(name_of(error))


async def a_gather_of_coroutines_fails():
    try:
        await asyncio.gather(value_after("a", 1, 0.02), fails_after(0.01, ValueError()))
    except ValueError as error:
        say(name_of(error))
    await asyncio.sleep(0.02)
    say("later")


async def a_gather_is_cancelled():
    async def slow_cleanup():
        try:
            await asyncio.sleep(1000)
        finally:
            await asyncio.sleep(0.005)
            say("cleaned up")

    async def gathers():
        await asyncio.gather(value_after("a", 1, 1000), slow_cleanup())

    task = asyncio.create_task(gathers())
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    say("gather over", task.cancelled())
    await asyncio.sleep(0.01)


async def a_cancelled_task_is_awaited():
    task = asyncio.create_task(value_after("task", 1, 1000))

    async def waits():
        await task

    waiter = asyncio.create_task(waits())
    await asyncio.sleep(0.001)
    task.cancel()
    await asyncio.gather(waiter, return_exceptions=True)
    say("the waiter is cancelled too:", waiter.cancelled())


async def a_timer_and_a_sleep_at_once():
    async def sleeps():
        await asyncio.sleep(0.01)
        say("slept")

    task = asyncio.create_task(sleeps())
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_later(0.01, say, "called")
    await task


async def main():
    await section("no time at all", no_time_at_all)
    await section("a late value", a_late_value)
    await section("a call just when time is out", a_call_just_when_time_is_out)
    await section("a gather of coroutines fails", a_gather_of_coroutines_fails)
    await section("a gather is cancelled", a_gather_is_cancelled)
    await section("a cancelled task is awaited", a_cancelled_task_is_awaited)
    await section("a timer and a sleep at once", a_timer_and_a_sleep_at_once)


run(main)
