# SPDX-License-Identifier: MIT
"""asyncio.timeout: in and out of time, moved, nested, cancelled; what `when` and `expired` say."""

import asyncio

from virtual_loop import cleanup, name_of, run, say, section


async def sleeps(name, seconds):
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        say(name, "cancelled")
        raise
    say(name, "slept")


async def said(awaitable):
    """Says how it ended."""
    try:
        await awaitable
        say("all is well")
    except (TimeoutError, ValueError) as error:
        say(name_of(error))
    except asyncio.CancelledError:
        say("cancelled")


def time():
    return asyncio.get_running_loop().time()


async def in_time():
    async with asyncio.timeout(0.01) as timeout:
        await sleeps("body", 0.005)
    say(timeout.expired())


async def out_of_time():
    try:
        async with asyncio.timeout(0.005) as timeout:
            await sleeps("body", 0.01)
            say("never")
    except TimeoutError as error:
        say(name_of(error), timeout.expired())
    await sleeps("main", 0.01)


async def without_a_limit():
    async with asyncio.timeout(None) as timeout:
        say(timeout.when() is None)
        await sleeps("body", 1000)
    say(timeout.expired())


async def no_time_at_all():
    async def body(seconds):
        async with asyncio.timeout(seconds):
            say("the body starts")
            await sleeps("body", 0.01)

    await said(body(0))
    await said(body(-1))


async def a_body_that_never_waits():
    async with asyncio.timeout(0) as timeout:
        say("the body")
    await asyncio.sleep(0.001)
    say(timeout.expired())


async def later_and_earlier():
    async def moved(first, second):
        async with asyncio.timeout(first) as timeout:
            await asyncio.sleep(0.002)
            timeout.reschedule(None if second is None else time() + second)
            say(timeout.when() is None, timeout.expired())
            await sleeps("body", 0.02)

    await said(moved(0.01, 0.03))
    await said(moved(0.03, 0.01))
    await said(moved(0.01, None))
    await said(moved(None, 0.01))
    await said(moved(0.01, 0))


async def moved_by_another_task():
    async def moves(timeout):
        for _ in range(3):
            await asyncio.sleep(0.004)
            timeout.reschedule(time() + 0.005)
            say("moved")

    async def body():
        async with asyncio.timeout(0.005) as timeout:
            asyncio.create_task(moves(timeout))
            await sleeps("body", 1000)

    await said(body())


async def too_late_to_move():
    async with asyncio.timeout(0.01) as timeout:
        pass
    try:
        timeout.reschedule(time() + 1)
    except RuntimeError as error:
        say(name_of(error))


async def at_an_instant():
    async def body(instant):
        async with asyncio.timeout_at(instant) as timeout:
            say(timeout.when() == instant)
            await sleeps("body", 0.01)

    await said(body(time() + 0.005))
    await said(body(time() + 0.015))
    await said(body(time() - 1))


async def the_inner_one_runs_out():
    async def body():
        async with asyncio.timeout(0.02) as outer:
            try:
                async with asyncio.timeout(0.005) as inner:
                    await sleeps("body", 0.01)
            except TimeoutError as error:
                say(name_of(error), inner.expired(), outer.expired())
            await sleeps("outer", 0.01)
        say(outer.expired())

    await said(body())


async def the_outer_one_runs_out():
    async def body():
        async with asyncio.timeout(0.005) as outer:
            try:
                async with asyncio.timeout(0.02) as inner:
                    await sleeps("body", 0.01)
            except TimeoutError:
                say("never")
            finally:
                say(inner.expired(), outer.expired())

    await said(body())


async def the_body_fails():
    async def body():
        async with asyncio.timeout(0.01) as timeout:
            try:
                await asyncio.sleep(0.005)
                raise ValueError
            finally:
                say(timeout.expired())

    await said(body())


async def cancelled_from_outside():
    async def body():
        async with asyncio.timeout(0.01) as timeout:
            try:
                await sleeps("body", 1000)
            finally:
                say(timeout.expired())

    task = asyncio.create_task(said(body()))
    await asyncio.sleep(0.005)
    task.cancel()
    await task


async def a_slow_cleanup():
    async def body():
        async with asyncio.timeout(0.005):
            try:
                await asyncio.sleep(1000)
            finally:
                await cleanup(0.01)

    await said(body())


async def while_it_waits_for_a_queue():
    queue = asyncio.Queue()

    async def body():
        async with asyncio.timeout(0.005):
            await queue.get()

    await said(body())
    queue.put_nowait(1)
    await said(body())
    say(queue.qsize())


async def main():
    await section("in time", in_time)
    await section("out of time", out_of_time)
    await section("without a limit", without_a_limit)
    await section("no time at all", no_time_at_all)
    await section("a body that never waits", a_body_that_never_waits)
    await section("later and earlier", later_and_earlier)
    await section("moved by another task", moved_by_another_task)
    await section("too late to move", too_late_to_move)
    await section("at an instant", at_an_instant)
    await section("the inner one runs out", the_inner_one_runs_out)
    await section("the outer one runs out", the_outer_one_runs_out)
    await section("the body fails", the_body_fails)
    await section("cancelled from outside", cancelled_from_outside)
    await section("a slow cleanup", a_slow_cleanup)
    await section("while it waits for a queue", while_it_waits_for_a_queue)


run(main)
