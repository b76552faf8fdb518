# SPDX-License-Identifier: MIT
"""Tasks: creation, order, awaiting, failing."""

import asyncio

from virtual_loop import fails_after, name_of, run, say, section, value_after


async def turns(name, count):
    for turn in range(count):
        say(name, turn)
        await asyncio.sleep(0)
    say(name, "ends")


async def order_of_turns():
    a = asyncio.create_task(turns("a", 3))
    b = asyncio.create_task(turns("b", 1))
    c = asyncio.create_task(turns("c", 2))
    say("created", a.done(), b.done(), c.done())
    await asyncio.sleep(0)
    say("after one turn")
    await c
    say("c is over", a.done(), b.done(), c.done())
    await a


async def created_by_a_task():
    async def parent():
        say("parent")
        child = asyncio.create_task(turns("child", 1))
        say("parent goes on")
        await asyncio.sleep(0)
        say("parent again", child.done())
        await child

    task = asyncio.create_task(parent())
    sibling = asyncio.create_task(turns("sibling", 2))
    await task
    await sibling


async def awaiting():
    async def waits(name, task):
        say(name, "waits")
        say(name, "got", await task)

    task = asyncio.create_task(value_after("task", 7, 0.01))
    others = [asyncio.create_task(waits(name, task)) for name in ("a", "b", "c")]
    say("main got", await task)
    for other in others:
        await other
    other = asyncio.create_task(turns("other", 1))
    say("again", await task, await task)
    say("no turn meanwhile")
    await other


async def coroutines_do_not_yield():
    async def deepest():
        return 1

    async def deep():
        return await deepest() + 1

    other = asyncio.create_task(turns("other", 1))
    for _ in range(3):
        say(await deep())
    await other


async def failures():
    async def waits(name, task):
        try:
            await task
        except ValueError as error:
            say(name, name_of(error))

    task = asyncio.create_task(fails_after(0.005, ValueError()))
    others = [asyncio.create_task(waits(name, task)) for name in ("a", "b")]
    await waits("main", task)
    await waits("main again", task)
    for other in others:
        await other
    say(task.done(), task.cancelled(), name_of(task.exception()))


async def failure_at_once():
    task = asyncio.create_task(fails_after(0, OSError(5)))
    await asyncio.sleep(0)
    say("not yet", task.done())
    await asyncio.sleep(0)
    say("over", task.done())
    try:
        await task
    except OSError as error:
        say(name_of(error), error.args[0])


async def names():
    async def says_name():
        say(asyncio.current_task().get_name())
        await asyncio.sleep(0)
        say(asyncio.current_task().get_name())

    first = asyncio.create_task(says_name(), name="first")
    second = asyncio.create_task(says_name(), name="second")
    await second
    say(first.get_name(), first.done())


async def number_of_tasks():
    say(len(asyncio.all_tasks()))
    a = asyncio.create_task(turns("a", 1))
    b = asyncio.create_task(value_after("b", 1, 0.002))
    say(len(asyncio.all_tasks()))
    await a
    say(len(asyncio.all_tasks()))
    await b
    say(len(asyncio.all_tasks()))


async def chain():
    async def link(depth):
        if depth == 0:
            return await value_after("deepest", 100, 0.003)
        return await asyncio.create_task(link(depth - 1)) + 1

    other = asyncio.create_task(turns("other", 5))
    say(await link(4))
    await other


async def main():
    await section("order of turns", order_of_turns)
    await section("created by a task", created_by_a_task)
    await section("awaiting", awaiting)
    await section("coroutines do not yield", coroutines_do_not_yield)
    await section("failures", failures)
    await section("failure at once", failure_at_once)
    await section("names", names)
    await section("number of tasks", number_of_tasks)
    await section("chain", chain)


run(main)
