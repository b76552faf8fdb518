# SPDX-License-Identifier: MIT
"""Semaphores: places in the order of asking, whoever is cancelled; bounded ones; misuse."""

import asyncio

from virtual_loop import name_of, run, say, section


async def holds(name, semaphore, seconds=0.01):
    try:
        async with semaphore:
            say(name, "has a place", semaphore.locked())
            await asyncio.sleep(seconds)
            say(name, "leaves")
    except asyncio.CancelledError:
        say(name, "cancelled")


def held_by(names, semaphore):
    return [asyncio.create_task(holds(name, semaphore)) for name in names]


async def end_of(tasks):
    for task in tasks:
        await task


async def two_at_a_time():
    semaphore = asyncio.Semaphore(2)
    say(semaphore.locked())
    await end_of(held_by("abcde", semaphore))
    say(semaphore.locked())


async def free_places_are_taken_without_yielding():
    semaphore = asyncio.Semaphore(2)
    asyncio.create_task(holds("task", semaphore))
    await semaphore.acquire()
    say("one", semaphore.locked())
    await semaphore.acquire()
    say("two", semaphore.locked())
    semaphore.release()
    await asyncio.sleep(0.02)


async def none_in_the_beginning():
    semaphore = asyncio.Semaphore(0)
    tasks = held_by("abc", semaphore)
    await asyncio.sleep(0.005)
    say(semaphore.locked())
    semaphore.release()
    await asyncio.sleep(0.005)
    semaphore.release()
    await end_of(tasks)
    say(semaphore.locked())


async def more_than_in_the_beginning():
    semaphore = asyncio.Semaphore(1)
    semaphore.release()
    semaphore.release()
    await end_of(held_by("abcd", semaphore))


async def holders_are_cancelled():
    semaphore = asyncio.Semaphore(2)
    tasks = held_by("abcd", semaphore)
    await asyncio.sleep(0.005)
    tasks[1].cancel()
    tasks[0].cancel()
    await end_of(tasks)


async def waiters_are_cancelled():
    semaphore = asyncio.Semaphore(1)
    tasks = held_by("abcde", semaphore)
    await asyncio.sleep(0.005)
    tasks[3].cancel()
    tasks[1].cancel()
    await end_of(tasks)
    say(semaphore.locked())


async def the_next_one_is_cancelled_before_it_runs():
    semaphore = asyncio.Semaphore(0)
    tasks = held_by("abc", semaphore)
    await asyncio.sleep(0.005)
    semaphore.release()
    tasks[0].cancel()
    await end_of(tasks)
    say(semaphore.locked())


async def the_only_one_is_cancelled_before_it_runs():
    semaphore = asyncio.Semaphore(0)
    tasks = held_by("a", semaphore)
    await asyncio.sleep(0.005)
    semaphore.release()
    say(semaphore.locked())
    tasks[0].cancel()
    await end_of(tasks)
    say(semaphore.locked())


async def waiting_for_so_long():
    semaphore = asyncio.Semaphore(1)
    tasks = held_by("ab", semaphore)
    await asyncio.sleep(0)
    try:
        await asyncio.wait_for(semaphore.acquire(), 0.015)
    except asyncio.TimeoutError as error:
        say(name_of(error))
    await end_of(tasks)
    say(semaphore.locked())


async def nobody_overtakes():
    semaphore = asyncio.Semaphore(1)
    tasks = held_by("ab", semaphore)
    await asyncio.sleep(0.005)
    semaphore.release()
    say("main asks", semaphore.locked())
    await semaphore.acquire()
    say("main has a place")
    semaphore.release()
    await end_of(tasks)


async def bounded():
    semaphore = asyncio.BoundedSemaphore(2)
    for _ in range(2):
        await end_of(held_by("abc", semaphore))
    try:
        semaphore.release()
    except ValueError as error:
        say(name_of(error))
    await semaphore.acquire()
    await semaphore.acquire()
    say(semaphore.locked())
    semaphore.release()
    semaphore.release()
    say(semaphore.locked())


async def main():
    await section("two at a time", two_at_a_time)
    await section("free places", free_places_are_taken_without_yielding)
    await section("none in the beginning", none_in_the_beginning)
    await section("more than in the beginning", more_than_in_the_beginning)
    await section("holders are cancelled", holders_are_cancelled)
    await section("waiters are cancelled", waiters_are_cancelled)
    await section("the next one is cancelled", the_next_one_is_cancelled_before_it_runs)
    await section("the only one is cancelled", the_only_one_is_cancelled_before_it_runs)
    await section("waiting for so long", waiting_for_so_long)
    await section("nobody overtakes", nobody_overtakes)
    await section("bounded", bounded)


run(main)
