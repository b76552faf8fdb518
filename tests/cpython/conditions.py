# SPDX-License-Identifier: MIT
"""Conditions: notifying one, some, all; predicates; who is cancelled has the lock again; misuse."""

import asyncio

from virtual_loop import name_of, run, say, section


async def waits(name, condition):
    async with condition:
        say(name, "waits")
        try:
            await condition.wait()
        except asyncio.CancelledError:
            say(name, "cancelled", condition.locked())
            raise
        say(name, "notified", condition.locked())


def waiting(names, condition):
    return [asyncio.create_task(waits(name, condition)) for name in names]


async def end_of(tasks):
    await asyncio.gather(*tasks, return_exceptions=True)


async def one_at_a_time():
    condition = asyncio.Condition()
    tasks = waiting("abc", condition)
    for _ in range(3):
        await asyncio.sleep(0.005)
        async with condition:
            condition.notify()
            say("main notifies")
    await end_of(tasks)
    say(condition.locked())


async def some_and_all():
    condition = asyncio.Condition()
    tasks = waiting("abcdef", condition)
    await asyncio.sleep(0.005)
    async with condition:
        condition.notify(2)
    await asyncio.sleep(0.005)
    async with condition:
        condition.notify_all()
        say("main holds it a while")
        await asyncio.sleep(0.005)
    await end_of(tasks)


async def nobody_waits():
    condition = asyncio.Condition()
    async with condition:
        condition.notify()
        condition.notify_all()
    tasks = waiting("a", condition)
    await asyncio.sleep(0.005)
    say("still", tasks[0].done())
    async with condition:
        condition.notify(5)
    await end_of(tasks)


async def one_holds_the_lock_after_the_other():
    condition = asyncio.Condition()

    async def works(name):
        async with condition:
            await condition.wait()
            say(name, "begins")
            await asyncio.sleep(0.01)
            say(name, "ends")

    tasks = [asyncio.create_task(works(name)) for name in "abc"]
    await asyncio.sleep(0.005)
    async with condition:
        condition.notify_all()
    await end_of(tasks)


async def a_predicate():
    condition = asyncio.Condition()
    stock = 0

    async def takes(name, count):
        nonlocal stock
        async with condition:
            value = await condition.wait_for(lambda: stock if stock >= count else 0)
            stock -= count
            say(name, "takes", count, "of", value)

    async def brings(count):
        nonlocal stock
        async with condition:
            stock += count
            say("brings", count)
            condition.notify_all()

    tasks = [asyncio.create_task(takes(*each)) for each in (("a", 3), ("b", 1), ("c", 2))]
    for count in (1, 1, 5):
        await asyncio.sleep(0.005)
        await brings(count)
    await end_of(tasks)
    say(stock, "left")
    async with condition:
        say(await condition.wait_for(lambda: 7))


async def waiters_are_cancelled():
    condition = asyncio.Condition()
    tasks = waiting("abcd", condition)
    await asyncio.sleep(0.005)
    tasks[2].cancel()
    tasks[0].cancel()
    await asyncio.sleep(0.005)
    async with condition:
        condition.notify_all()
    await end_of(tasks)
    say([task.cancelled() for task in tasks].count(True), "cancelled")


async def cancelled_while_another_one_holds_the_lock():
    condition = asyncio.Condition()
    tasks = waiting("ab", condition)
    await asyncio.sleep(0.005)
    async with condition:
        tasks[0].cancel()
        await asyncio.sleep(0.01)
        say("main lets go", tasks[0].done())
    await asyncio.sleep(0.005)
    async with condition:
        condition.notify()
    await end_of(tasks)


async def cancelled_while_it_waits_for_the_lock_again():
    condition = asyncio.Condition()
    tasks = waiting("a", condition)
    await asyncio.sleep(0.005)
    async with condition:
        condition.notify()
        await asyncio.sleep(0.005)
        tasks[0].cancel()
        await asyncio.sleep(0.005)
        say("main lets go")
    await end_of(tasks)
    say(tasks[0].cancelled(), condition.locked())


async def waiting_for_so_long():
    condition = asyncio.Condition()
    async with condition:
        try:
            await asyncio.wait_for(condition.wait(), 0.01)
        except asyncio.TimeoutError as error:
            say(name_of(error), condition.locked())
    say(condition.locked())


async def two_conditions_of_one_lock():
    lock = asyncio.Lock()
    is_full, is_empty = asyncio.Condition(lock), asyncio.Condition(lock)
    tasks = waiting("ab", is_full) + waiting("cd", is_empty)
    await asyncio.sleep(0.005)
    async with lock:
        say(is_full.locked(), is_empty.locked())
        is_empty.notify()
    await asyncio.sleep(0.005)
    async with is_empty:
        is_full.notify_all()
        is_empty.notify_all()
    await end_of(tasks)


async def without_the_lock():
    condition = asyncio.Condition()
    for misuse in (condition.notify, condition.notify_all, condition.release):
        try:
            misuse()
        except RuntimeError as error:
            say(name_of(error))
    try:
        await condition.wait()
    except RuntimeError as error:
        say(name_of(error), condition.locked())


async def main():
    await section("one at a time", one_at_a_time)
    await section("some and all", some_and_all)
    await section("nobody waits", nobody_waits)
    await section("one after the other", one_holds_the_lock_after_the_other)
    await section("a predicate", a_predicate)
    await section("waiters are cancelled", waiters_are_cancelled)
    await section("cancelled, the lock is held", cancelled_while_another_one_holds_the_lock)
    await section("cancelled, notified", cancelled_while_it_waits_for_the_lock_again)
    await section("waiting for so long", waiting_for_so_long)
    await section("two conditions of one lock", two_conditions_of_one_lock)
    await section("without the lock", without_the_lock)


run(main)
