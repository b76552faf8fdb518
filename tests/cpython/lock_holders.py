# SPDX-License-Identifier: MIT
"""Locks: who is next, whoever is cancelled; async with; misuse."""

import asyncio

from virtual_loop import name_of, run, say, section


async def holds(name, lock, seconds=0.01):
    say(name, "asks", lock.locked())
    try:
        async with lock:
            say(name, "has it", lock.locked())
            await asyncio.sleep(seconds)
            say(name, "gives it")
    except asyncio.CancelledError:
        say(name, "cancelled")


def held_by(names, lock):
    return [asyncio.create_task(holds(name, lock)) for name in names]


async def end_of(tasks):
    for task in tasks:
        await task


async def first_come_first_served():
    lock = asyncio.Lock()
    await end_of(held_by("abcd", lock))
    say(lock.locked())


async def a_free_lock_is_taken_without_yielding():
    lock = asyncio.Lock()
    asyncio.create_task(holds("task", lock, 0))
    await lock.acquire()
    say("main has it")
    lock.release()
    await lock.acquire()
    say("main has it again")
    await asyncio.sleep(0)
    lock.release()
    await lock.acquire()
    say("main is served last")
    lock.release()


async def the_holder_is_cancelled():
    lock = asyncio.Lock()
    tasks = held_by("abc", lock)
    await asyncio.sleep(0.005)
    tasks[0].cancel()
    await end_of(tasks)


async def waiters_are_cancelled():
    lock = asyncio.Lock()
    tasks = held_by("abcdef", lock)
    await asyncio.sleep(0.005)
    for index in (3, 1, 5):
        tasks[index].cancel()
    await end_of(tasks)
    say(lock.locked())


async def the_next_one_is_cancelled_before_it_runs():
    lock = asyncio.Lock()
    await lock.acquire()
    tasks = held_by("abc", lock)
    await asyncio.sleep(0.005)
    lock.release()
    tasks[0].cancel()
    await end_of(tasks)
    say(lock.locked())


async def the_last_one_is_cancelled_before_it_runs():
    lock = asyncio.Lock()
    await lock.acquire()
    tasks = held_by("a", lock)
    await asyncio.sleep(0.005)
    lock.release()
    tasks[0].cancel()
    await end_of(tasks)
    say(lock.locked())


async def the_body_fails():
    lock = asyncio.Lock()

    async def body():
        async with lock:
            say(lock.locked())
            raise ValueError

    try:
        await body()
    except ValueError as error:
        say(name_of(error), lock.locked())


async def waiting_for_so_long():
    lock = asyncio.Lock()
    tasks = held_by("ab", lock)
    await asyncio.sleep(0)
    try:
        await asyncio.wait_for(lock.acquire(), 0.005)
    except asyncio.TimeoutError as error:
        say(name_of(error))
    await end_of(tasks)
    await asyncio.wait_for(lock.acquire(), 0.005)
    say(lock.locked())


async def released_while_free():
    lock = asyncio.Lock()
    try:
        lock.release()
    except RuntimeError as error:
        say(name_of(error))
    say(lock.locked())


async def released_by_another_task():
    lock = asyncio.Lock()
    await lock.acquire()

    async def releases():
        lock.release()

    tasks = held_by("ab", lock)
    await asyncio.sleep(0.005)
    await asyncio.create_task(releases())
    await end_of(tasks)


async def main():
    await section("first come, first served", first_come_first_served)
    await section("a free lock", a_free_lock_is_taken_without_yielding)
    await section("the holder is cancelled", the_holder_is_cancelled)
    await section("waiters are cancelled", waiters_are_cancelled)
    await section("the next one is cancelled", the_next_one_is_cancelled_before_it_runs)
    await section("the last one is cancelled", the_last_one_is_cancelled_before_it_runs)
    await section("the body fails", the_body_fails)
    await section("waiting for so long", waiting_for_so_long)
    await section("released while free", released_while_free)
    await section("released by another task", released_by_another_task)


run(main)
