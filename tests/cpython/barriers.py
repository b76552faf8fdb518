# SPDX-License-Identifier: MIT
"""Barriers: rounds, indexes, abort and reset, cancelled and impatient waiters."""

import asyncio

from virtual_loop import name_of, run, say, section


async def arrives(name, barrier, seconds=0.0):
    await asyncio.sleep(seconds)
    say(name, "arrives", barrier.n_waiting)
    try:
        index = await barrier.wait()
        say(name, "goes on", index)
    except asyncio.BrokenBarrierError as error:
        say(name, name_of(error))
    except asyncio.CancelledError:
        say(name, "cancelled")


def arriving(names, barrier):
    return [asyncio.create_task(arrives(name, barrier)) for name in names]


async def end_of(tasks):
    for task in tasks:
        await task


async def three_parties():
    barrier = asyncio.Barrier(3)
    say(barrier.parties, barrier.n_waiting, barrier.broken)
    tasks = [asyncio.create_task(arrives(*each))
             for each in (("a", barrier, 0.003), ("b", barrier, 0.001), ("c", barrier, 0.002))]
    await end_of(tasks)
    say(barrier.n_waiting)


async def all_at_once():
    barrier = asyncio.Barrier(4)
    await end_of(arriving("abcd", barrier))


async def one_party():
    barrier = asyncio.Barrier(1)
    task = asyncio.create_task(arrives("task", barrier))
    for _ in range(2):
        say(await barrier.wait())
    await task


async def rounds():
    barrier = asyncio.Barrier(3)

    async def works(name, seconds):
        for number in range(3):
            await asyncio.sleep(seconds)
            index = await barrier.wait()
            say(name, "round", number, "index", index)

    await asyncio.gather(works("a", 0.003), works("b", 0.001), works("c", 0.002))


async def two_rounds_of_four_tasks():
    barrier = asyncio.Barrier(2)
    tasks = arriving("abc", barrier)
    await asyncio.sleep(0.005)
    await end_of(arriving("d", barrier))
    await end_of(tasks)


async def aborted():
    barrier = asyncio.Barrier(3)
    tasks = arriving("ab", barrier)
    await asyncio.sleep(0.005)
    await barrier.abort()
    await end_of(tasks)
    say(barrier.broken, barrier.n_waiting)
    await end_of(arriving("c", barrier))
    await barrier.reset()
    say(barrier.broken)
    await end_of(arriving("def", barrier))


async def reset_while_some_wait():
    barrier = asyncio.Barrier(3)
    tasks = arriving("ab", barrier)
    await asyncio.sleep(0.005)
    await barrier.reset()
    await end_of(tasks)
    say(barrier.broken, barrier.n_waiting)
    await end_of(arriving("cde", barrier))


async def reset_while_nobody_waits():
    barrier = asyncio.Barrier(2)
    await barrier.reset()
    await end_of(arriving("ab", barrier))


async def the_last_one_to_wait_is_cancelled():
    barrier = asyncio.Barrier(3)
    tasks = arriving("ab", barrier)
    await asyncio.sleep(0.005)
    say(barrier.n_waiting)
    tasks[1].cancel()
    await asyncio.sleep(0.005)
    say(barrier.n_waiting)
    await end_of(tasks[1:])
    await end_of(arriving("cd", barrier) + tasks[:1])


async def all_are_cancelled():
    barrier = asyncio.Barrier(3)
    tasks = arriving("ab", barrier)
    await asyncio.sleep(0.005)
    for task in tasks:
        task.cancel()
    await end_of(tasks)
    say(barrier.n_waiting, barrier.broken)
    await end_of(arriving("cde", barrier))


async def waiting_for_so_long():
    barrier = asyncio.Barrier(2)
    try:
        await asyncio.wait_for(barrier.wait(), 0.01)
    except asyncio.TimeoutError as error:
        say(name_of(error), barrier.n_waiting)
    await end_of(arriving("ab", barrier))


async def main():
    await section("three parties", three_parties)
    await section("all at once", all_at_once)
    await section("one party", one_party)
    await section("rounds", rounds)
    await section("two rounds of four tasks", two_rounds_of_four_tasks)
    await section("aborted", aborted)
    await section("reset while some wait", reset_while_some_wait)
    await section("reset while nobody waits", reset_while_nobody_waits)
    await section("the last one is cancelled", the_last_one_to_wait_is_cancelled)
    await section("all are cancelled", all_are_cancelled)
    await section("waiting for so long", waiting_for_so_long)


run(main)
