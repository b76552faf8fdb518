# SPDX-License-Identifier: MIT
"""wait, with its three modes and a limit, and as_completed."""

import asyncio

from virtual_loop import name_of, run, say, section


async def works(name, seconds, error=None):
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        say(name, "cancelled")
        raise
    if error:
        say(name, "fails")
        raise error
    say(name, "ends")
    return name


def working(a, b, c, error=None):
    """The second one may fail."""
    return [asyncio.create_task(works("a", a)), asyncio.create_task(works("b", b, error)),
            asyncio.create_task(works("c", c))]


def say_done(done, tasks):
    say(len(done), "done:", *[task.done() for task in tasks])


async def end_of(tasks):
    await asyncio.gather(*tasks, return_exceptions=True)


async def all_completed():
    tasks = working(0.003, 0.001, 0.002)
    done, _ = await asyncio.wait(tasks)
    say_done(done, tasks)
    tasks = working(0.003, 0.001, 0.002, ValueError())
    done, _ = await asyncio.wait(tasks)
    say_done(done, tasks)
    await end_of(tasks)


async def first_completed():
    tasks = working(0.003, 0.001, 0.002)
    pending = tasks
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        say_done(done, tasks)


async def first_completed_is_a_failure():
    tasks = working(0.003, 0.001, 0.002, ValueError())
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    say_done(done, tasks)
    say(name_of(tasks[1].exception()))
    await end_of(tasks)


async def first_exception():
    tasks = working(0.003, 0.002, 0.001, ValueError())
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    say_done(done, tasks)
    await end_of(tasks)
    tasks = working(0.003, 0.002, 0.001)
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    say_done(done, tasks)


async def a_cancel_is_no_exception():
    tasks = working(0.003, 0.004, 0.002)
    tasks[1].get_loop().call_later(0.001, tasks[1].cancel)
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    say_done(done, tasks)
    say(tasks[1].cancelled())


async def a_limit():
    for when in (asyncio.ALL_COMPLETED, asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION):
        tasks = working(0.015, 0.005, 0.025, ValueError())
        done, _ = await asyncio.wait(tasks, timeout=0.01, return_when=when)
        say_done(done, tasks)
        await end_of(tasks)


async def a_limit_that_is_too_short():
    tasks = working(0.015, 0.005, 0.025)
    done, _ = await asyncio.wait(tasks, timeout=0.001, return_when=asyncio.FIRST_COMPLETED)
    say_done(done, tasks)
    done, _ = await asyncio.wait(tasks, timeout=1000)
    say_done(done, tasks)


async def the_waiter_is_cancelled():
    tasks = working(0.005, 0.004, 0.003)

    async def waits():
        try:
            await asyncio.wait(tasks)
        except asyncio.CancelledError:
            say("waiter cancelled")

    waiter = asyncio.create_task(waits())
    await asyncio.sleep(0.001)
    waiter.cancel()
    await waiter
    await end_of(tasks)


async def two_wait_for_the_same_tasks():
    tasks = working(0.003, 0.001, 0.002)

    async def waits(name, when):
        done, _ = await asyncio.wait(tasks, return_when=when)
        say(name, "goes on")
        say_done(done, tasks)

    await asyncio.gather(waits("all", asyncio.ALL_COMPLETED),
                         waits("first", asyncio.FIRST_COMPLETED))


async def completed_one_by_one():
    for each in asyncio.as_completed(working(0.003, 0.001, 0.002)):
        say("got", await each)


async def completed_while_we_are_busy():
    for each in asyncio.as_completed(working(0.003, 0.001, 0.002)):
        say("got", await each)
        await asyncio.sleep(0.01)


async def completed_with_a_failure():
    for each in asyncio.as_completed(working(0.003, 0.001, 0.002, ValueError())):
        try:
            say("got", await each)
        except ValueError as error:
            say("got", name_of(error))


async def completed_with_a_cancelled_one():
    tasks = working(0.003, 0.005, 0.002)
    tasks[1].get_loop().call_later(0.001, tasks[1].cancel)
    for each in asyncio.as_completed(tasks):
        try:
            say("got", await each)
        except asyncio.CancelledError as error:
            say("got", name_of(error))


async def main():
    await section("all completed", all_completed)
    await section("first completed", first_completed)
    await section("first completed is a failure", first_completed_is_a_failure)
    await section("first exception", first_exception)
    await section("a cancel is no exception", a_cancel_is_no_exception)
    await section("a limit", a_limit)
    await section("a limit that is too short", a_limit_that_is_too_short)
    await section("the waiter is cancelled", the_waiter_is_cancelled)
    await section("two wait for the same tasks", two_wait_for_the_same_tasks)
    await section("completed one by one", completed_one_by_one)
    await section("completed while we are busy", completed_while_we_are_busy)
    await section("completed with a failure", completed_with_a_failure)
    await section("completed with a cancelled one", completed_with_a_cancelled_one)


run(main)
