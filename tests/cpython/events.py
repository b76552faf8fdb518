# SPDX-License-Identifier: MIT
"""Event and shield."""

import asyncio

from virtual_loop import fails_after, name_of, run, say, section, value_after


async def waits(name, event):
    say(name, "waits")
    try:
        await event.wait()
    except asyncio.CancelledError:
        say(name, "cancelled")
        raise
    say(name, "goes on", event.is_set())


async def all_waiters_in_order():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waits(name, event)) for name in "abcd"]
    await asyncio.sleep(0.005)
    say("set", event.is_set())
    event.set()
    event.set()
    for task in tasks:
        await task


async def a_set_event_does_not_yield():
    async def other():
        say("other")

    event = asyncio.Event()
    event.set()
    task = asyncio.create_task(other())
    for _ in range(3):
        await event.wait()
        say("at once")
    await task


async def set_and_clear():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waits(name, event)) for name in "ab"]
    await asyncio.sleep(0)
    event.set()
    event.clear()
    tasks.append(asyncio.create_task(waits("c", event)))
    await asyncio.sleep(0.003)
    say("c still waits", [task.done() for task in tasks].count(True))
    event.set()
    await tasks[2]


async def a_cancelled_waiter():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waits(name, event)) for name in "abc"]
    await asyncio.sleep(0.001)
    tasks[1].cancel()
    await asyncio.sleep(0.001)
    event.set()
    for task in tasks:
        try:
            await task
        except asyncio.CancelledError:
            say("saw it")


async def cancelled_after_the_set():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waits(name, event)) for name in "abc"]
    await asyncio.sleep(0.001)
    event.set()
    tasks[0].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    say(*(task.cancelled() for task in tasks))


async def ping_pong():
    ping, pong = asyncio.Event(), asyncio.Event()

    async def player(name, mine, other):
        for turn in range(3):
            await mine.wait()
            mine.clear()
            say(name, turn)
            await asyncio.sleep(0.001)
            other.set()

    tasks = [asyncio.create_task(player("ping", ping, pong)),
             asyncio.create_task(player("pong", pong, ping))]
    ping.set()
    for task in tasks:
        await task


async def waiting_again_at_once():
    event = asyncio.Event()

    async def twice(name):
        for turn in range(2):
            await event.wait()
            event.clear()
            say(name, turn)

    tasks = [asyncio.create_task(twice(name)) for name in "ab"]
    for _ in range(3):
        await asyncio.sleep(0.001)
        event.set()
    for task in tasks:
        await task


async def shielded_value():
    say(await asyncio.shield(value_after("shielded", 1, 0.002)))
    task = asyncio.create_task(value_after("task", 2, 0.002))
    say(await asyncio.shield(task))
    say(await asyncio.shield(task))


async def shielded_from_cancel():
    inner = asyncio.create_task(value_after("inner", 3, 0.01))

    async def outer():
        try:
            await asyncio.shield(inner)
        except asyncio.CancelledError:
            say("outer cancelled", inner.done())
            raise

    task = asyncio.create_task(outer())
    await asyncio.sleep(0.004)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        say("main saw it")
    say(await inner)


async def shielded_failure():
    try:
        await asyncio.shield(fails_after(0.001, ValueError()))
    except ValueError as error:
        say(name_of(error))


async def a_shielded_task_that_is_cancelled():
    inner = asyncio.create_task(value_after("inner", 4, 0.01))
    asyncio.get_running_loop().call_later(0.003, inner.cancel)
    try:
        await asyncio.shield(inner)
    except asyncio.CancelledError as error:
        say(name_of(error), inner.cancelled())


async def main():
    await section("all waiters in order", all_waiters_in_order)
    await section("a set event does not yield", a_set_event_does_not_yield)
    await section("set and clear", set_and_clear)
    await section("a cancelled waiter", a_cancelled_waiter)
    await section("cancelled after the set", cancelled_after_the_set)
    await section("ping pong", ping_pong)
    await section("waiting again at once", waiting_again_at_once)
    await section("shielded value", shielded_value)
    await section("shielded from cancel", shielded_from_cancel)
    await section("shielded failure", shielded_failure)
    await section("a shielded task that is cancelled", a_shielded_task_that_is_cancelled)


run(main)
