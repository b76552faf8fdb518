# SPDX-License-Identifier: MIT
"""gather: order of values, failures, return_exceptions, cancelling."""

import asyncio

from virtual_loop import cleanup, name_of, run, say, section, value_after


async def fails_after(name, error, seconds):
    await asyncio.sleep(seconds)
    say(name, "fails")
    raise error


async def hangs(name):
    try:
        await asyncio.sleep(1000)
    except asyncio.CancelledError:
        say(name, "cancelled")
        raise


def name_or_value(result):
    return name_of(result) if isinstance(result, BaseException) else result


async def order_of_values():
    a, b, c = await asyncio.gather(value_after("a", 1, 0.03), value_after("b", 2, 0.01),
                                   value_after("c", 3, 0.02))
    say(a, b, c)


async def of_tasks():
    tasks = [asyncio.create_task(value_after(name, value, 0.01))
             for value, name in enumerate("abcd")]
    await tasks[1]
    a, b, c, d = await asyncio.gather(tasks[3], tasks[1], tasks[0], tasks[2])
    say(a, b, c, d)


async def of_finished_ones():
    a = asyncio.create_task(value_after("a", 1, 0))
    b = asyncio.create_task(value_after("b", 2, 0))
    await asyncio.sleep(0.001)
    first, second = await asyncio.gather(a, b)
    say(first, second)


async def the_same_task_twice():
    task = asyncio.create_task(value_after("task", 5, 0.002))
    first, second = await asyncio.gather(task, task)
    say(first, second)


async def mixed():
    task = asyncio.create_task(value_after("task", "text", 0.005))
    first, second, third = await asyncio.gather(value_after("a", 1, 0.002), task,
                                                value_after("b", 7, 0.009))
    say(first, second, third)


async def the_first_failure_wins():
    slow = asyncio.create_task(value_after("slow", 1, 0.03))
    bad = asyncio.create_task(fails_after("bad", ValueError(), 0.01))
    worse = asyncio.create_task(fails_after("worse", OSError(5), 0.02))
    try:
        await asyncio.gather(slow, worse, bad)
    except ValueError as error:
        say("gather", name_of(error))
    say(slow.done(), bad.done(), worse.done())
    try:
        await worse
    except OSError as error:
        say(name_of(error))
    say("the slow one goes on", await slow)


async def results_instead_of_failures():
    results = await asyncio.gather(
        value_after("a", 1, 0.02), fails_after("b", ValueError(), 0.01),
        fails_after("c", RuntimeError(), 0.03), value_after("d", 4, 0.01),
        return_exceptions=True)
    say(*map(name_or_value, results))


async def a_cancelled_child():
    tasks = [asyncio.create_task(hangs("a")), asyncio.create_task(value_after("b", 2, 0.01))]
    asyncio.get_running_loop().call_later(0.005, tasks[0].cancel)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    say(*map(name_or_value, results))


async def a_cancelled_child_is_a_failure():
    tasks = [asyncio.create_task(hangs("a")), asyncio.create_task(value_after("b", 2, 0.01))]
    asyncio.get_running_loop().call_later(0.005, tasks[0].cancel)
    try:
        await asyncio.gather(*tasks)
    except asyncio.CancelledError as error:
        say(name_of(error))
    say(await tasks[1])


async def cancelling_it():
    async def slow_cleanup():
        try:
            await asyncio.sleep(1000)
        finally:
            await cleanup(0.004)

    async def gathers():
        try:
            await asyncio.gather(hangs("a"), slow_cleanup(), hangs("b"), return_exceptions=True)
        except asyncio.CancelledError:
            say("gather cancelled")
            raise

    task = asyncio.create_task(gathers())
    await asyncio.sleep(0.005)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        say("main saw it", task.cancelled())


async def nested():
    async def two(name, first, second):
        a, b = await asyncio.gather(value_after(name, first, 0.01 * first),
                                    value_after(name, second, 0.01 * second))
        say(name, "sum")
        return a + b

    x, y = await asyncio.gather(two("x", 1, 4), two("y", 2, 3))
    say(x, y)


async def main():
    await section("order of values", order_of_values)
    await section("of tasks", of_tasks)
    await section("of finished ones", of_finished_ones)
    await section("the same task twice", the_same_task_twice)
    await section("mixed", mixed)
    await section("the first failure wins", the_first_failure_wins)
    await section("results instead of failures", results_instead_of_failures)
    await section("a cancelled child", a_cancelled_child)
    await section("a cancelled child is a failure", a_cancelled_child_is_a_failure)
    await section("cancelling it", cancelling_it)
    await section("nested", nested)


run(main)
