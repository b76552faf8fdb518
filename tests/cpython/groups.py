# SPDX-License-Identifier: MIT
"""TaskGroup: children that end, fail, are cancelled, clean up, come late; groups in groups.

CPython gathers failures in an ExceptionGroup; here it is the first one of them that counts.
"""

import asyncio

from virtual_loop import name_of, run, say, section


async def child(name, seconds, error=None, cleanup=0.0):
    say(name, "starts")
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        await asyncio.sleep(cleanup)
        say(name, "cancelled")
        raise
    if error:
        say(name, "fails")
        raise error
    say(name, "ends")
    return name


def first_in(error):
    return name_of(error.exceptions[0])


async def said(awaitable):
    """Says how it ended."""
    try:
        await awaitable
        say("all is well")
    except ExceptionGroup as error:
        say("failed", first_in(error))
    except asyncio.CancelledError:
        say("cancelled")


async def all_end():
    async with asyncio.TaskGroup() as group:
        a = group.create_task(child("a", 0.003))
        b = group.create_task(child("b", 0.001))
        say("the body ends")
    say(a.result(), b.result())


async def no_children():
    async with asyncio.TaskGroup():
        say("the body")
    say("over")


async def a_child_fails():
    async def body():
        async with asyncio.TaskGroup() as group:
            group.create_task(child("a", 0.003, ValueError()))
            group.create_task(child("b", 1000))
            say("the body ends")

    await said(body())


async def a_child_fails_while_the_body_waits():
    async def body():
        async with asyncio.TaskGroup() as group:
            group.create_task(child("a", 0.003, ValueError()))
            group.create_task(child("b", 1000))
            await child("body", 1000)
            say("never")

    await said(body())
    await child("main", 0.001)


async def the_others_clean_up():
    async def body():
        async with asyncio.TaskGroup() as group:
            group.create_task(child("a", 1000, cleanup=0.005))
            group.create_task(child("b", 0.003, ValueError()))
            group.create_task(child("c", 1000, cleanup=0.002))

    await said(body())


async def the_body_fails():
    async def body():
        async with asyncio.TaskGroup() as group:
            group.create_task(child("a", 1000))
            await child("body", 0.003, ValueError())

    await said(body())


async def the_body_fails_before_children_start():
    async def body():
        async with asyncio.TaskGroup() as group:
            group.create_task(child("a", 1000))
            raise ValueError

    await said(body())


async def cancelled_in_the_body():
    async def body():
        async with asyncio.TaskGroup() as group:
            group.create_task(child("a", 1000, cleanup=0.005))
            await child("body", 1000)

    task = asyncio.create_task(said(body()))
    await asyncio.sleep(0.003)
    task.cancel()
    await task


async def cancelled_while_it_waits_for_children():
    async def body():
        async with asyncio.TaskGroup() as group:
            group.create_task(child("a", 1000, cleanup=0.005))
            group.create_task(child("b", 0.001))

    task = asyncio.create_task(said(body()))
    await asyncio.sleep(0.003)
    task.cancel()
    await task


async def a_child_is_cancelled():
    async def body():
        async with asyncio.TaskGroup() as group:
            a = group.create_task(child("a", 1000))
            group.create_task(child("b", 0.005))
            await asyncio.sleep(0.001)
            a.cancel()

    await said(body())


async def children_of_children():
    async def parent(group):
        await asyncio.sleep(0.002)
        group.create_task(child("late", 0.002))
        say("the parent ends")

    async def body():
        async with asyncio.TaskGroup() as group:
            group.create_task(parent(group))
            say("the body ends")

    await said(body())


async def a_group_in_a_group():
    async def inner():
        async with asyncio.TaskGroup() as group:
            group.create_task(child("inner", 0.005))
        say("the inner one is over")

    async def body():
        async with asyncio.TaskGroup() as group:
            group.create_task(inner())
            group.create_task(child("outer", 0.002))

    await said(body())


async def a_failure_outside_ends_the_group_inside():
    async def inner():
        async with asyncio.TaskGroup() as group:
            group.create_task(child("inner", 1000, cleanup=0.004))
        say("never")

    async def body():
        async with asyncio.TaskGroup() as group:
            group.create_task(inner())
            group.create_task(child("outer", 0.002, ValueError()))

    await said(body())


async def a_failure_inside_is_caught_inside():
    async def inner():
        async with asyncio.TaskGroup() as group:
            group.create_task(child("a", 0.002, ValueError()))
            group.create_task(child("b", 1000))

    async def body():
        async with asyncio.TaskGroup() as group:
            group.create_task(child("outer", 0.005))
            await said(inner())

    await said(body())


async def not_in_time():
    async def body():
        async with asyncio.TaskGroup() as group:
            group.create_task(child("a", 1000, cleanup=0.005))
            await child("body", 1000)

    try:
        await asyncio.wait_for(body(), 0.01)
    except asyncio.TimeoutError as error:
        say(name_of(error))


async def main():
    await section("all end", all_end)
    await section("no children", no_children)
    await section("a child fails", a_child_fails)
    await section("a child fails while the body waits", a_child_fails_while_the_body_waits)
    await section("the others clean up", the_others_clean_up)
    await section("the body fails", the_body_fails)
    await section("the body fails at once", the_body_fails_before_children_start)
    await section("cancelled in the body", cancelled_in_the_body)
    await section("cancelled after the body", cancelled_while_it_waits_for_children)
    await section("a child is cancelled", a_child_is_cancelled)
    await section("children of children", children_of_children)
    await section("a group in a group", a_group_in_a_group)
    await section("a failure outside", a_failure_outside_ends_the_group_inside)
    await section("a failure inside", a_failure_inside_is_caught_inside)
    await section("not in time", not_in_time)


run(main)
