# SPDX-License-Identifier: MIT
"""Cancelling: before the start, while waiting, after the end, through others, with cleanups."""

import asyncio

from virtual_loop import cleanup, name_of, run, say, section


async def hangs(name):
    say(name, "starts")
    try:
        await asyncio.sleep(1000)
    except asyncio.CancelledError:
        say(name, "cancelled")
        raise
    say("never")


async def waits_for(name, task):
    try:
        say(name, "got", await task)
    except asyncio.CancelledError as error:
        say(name, "saw", name_of(error))


async def before_the_start():
    task = asyncio.create_task(hangs("task"))
    say(task.cancel(), task.done())
    await waits_for("main", task)
    say(task.done(), task.cancelled())


async def while_waiting():
    task = asyncio.create_task(hangs("task"))
    await asyncio.sleep(0.005)
    say(task.cancel(), task.done(), task.cancelled())
    await asyncio.sleep(0)
    say(task.done(), task.cancelled())
    await waits_for("main", task)


async def after_the_end():
    async def ends():
        return 5

    task = asyncio.create_task(ends())
    await asyncio.sleep(0)
    say(task.done(), task.cancel(), task.cancelled())
    await waits_for("main", task)


async def twice():
    task = asyncio.create_task(hangs("task"))
    await asyncio.sleep(0)
    say(task.cancel(), task.cancel())
    await waits_for("main", task)
    say(task.cancel(), task.cancelled())


async def from_the_inside_out():
    async def inner():
        try:
            await hangs("innermost")
        finally:
            say("inner finally")

    async def outer():
        try:
            await inner()
        finally:
            say("outer finally")

    task = asyncio.create_task(outer())
    await asyncio.sleep(0.001)
    task.cancel()
    await waits_for("main", task)


async def passes_on_to_the_awaited_task():
    inner = asyncio.create_task(hangs("inner"))

    async def outer():
        say("outer waits")
        await inner

    task = asyncio.create_task(outer())
    await asyncio.sleep(0.002)
    task.cancel()
    await waits_for("main", task)
    say(inner.cancelled(), task.cancelled())


async def a_cancelled_task_has_several_waiters():
    task = asyncio.create_task(hangs("task"))
    others = [asyncio.create_task(waits_for(name, task)) for name in "abc"]
    await asyncio.sleep(0.001)
    task.cancel()
    for other in others:
        await other


async def several_at_once():
    tasks = [asyncio.create_task(hangs(name)) for name in "abcd"]
    await asyncio.sleep(0.003)
    for index in (2, 0, 3, 1):
        tasks[index].cancel()
    for name, task in zip("abcd", tasks):
        await waits_for(name, task)


async def a_cleanup_that_awaits():
    async def body():
        try:
            await hangs("body")
        finally:
            await cleanup(0.005)

    task = asyncio.create_task(body())
    await asyncio.sleep(0.001)
    task.cancel()
    await waits_for("main", task)


async def swallowed():
    async def stubborn():
        for _ in range(2):
            try:
                await asyncio.sleep(1000)
            except asyncio.CancelledError:
                say("not yet")
        say("well then")
        return "done"

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0.001)
    task.cancel()
    await asyncio.sleep(0.001)
    task.cancel()
    await waits_for("main", task)
    say(task.cancelled())


async def oneself():
    async def suicidal():
        asyncio.current_task().cancel()
        say("still here")
        try:
            await asyncio.sleep(0)
        finally:
            say("it is gone")

    task = asyncio.create_task(suicidal())
    await waits_for("main", task)


async def a_ready_task_keeps_its_place():
    async def turns(name):
        try:
            for turn in range(3):
                say(name, turn)
                await asyncio.sleep(0)
        except asyncio.CancelledError:
            say(name, "cancelled")

    tasks = [asyncio.create_task(turns(name)) for name in "abc"]
    await asyncio.sleep(0)
    tasks[1].cancel()
    for task in tasks:
        await task


async def main():
    await section("before the start", before_the_start)
    await section("while waiting", while_waiting)
    await section("after the end", after_the_end)
    await section("twice", twice)
    await section("from the inside out", from_the_inside_out)
    await section("passes on to the awaited task", passes_on_to_the_awaited_task)
    await section("several waiters", a_cancelled_task_has_several_waiters)
    await section("several at once", several_at_once)
    await section("a cleanup that awaits", a_cleanup_that_awaits)
    await section("swallowed", swallowed)
    await section("oneself", oneself)
    await section("a ready task keeps its place", a_ready_task_keeps_its_place)


run(main)
