# SPDX-License-Identifier: MIT
"""Asynchronous generators and iterators: values, waits, failures, cancels, one behind the other."""

import asyncio
from contextlib import aclosing

from virtual_loop import name_of, run, say, section


async def counts(name, count, seconds=0.001):
    say(name, "starts")
    try:
        for number in range(count):
            await asyncio.sleep(seconds)
            yield number
        say(name, "ends")
    finally:
        say(name, "finally")


async def all_values():
    async for number in counts("generator", 3):
        say(number)
    say("over")


async def nothing_runs_before_the_first_value_is_asked_for():
    generator = counts("generator", 2)
    await asyncio.sleep(0.005)
    say("main asks")
    say(await anext(generator))
    await asyncio.sleep(0.005)
    say(await anext(generator))
    say(await anext(generator, "no more"))
    say(await anext(generator, "no more"))


async def no_values():
    async for number in counts("generator", 0):
        say(number)
    say("over")


async def without_waits():
    async def squares(count):
        for number in range(count):
            yield number * number

    async def turns():
        for turn in range(2):
            say("other task", turn)
            await asyncio.sleep(0)

    task = asyncio.create_task(turns())
    async for number in squares(3):
        say(number)
    await task


async def several_at_once():
    async def consumes(name, seconds):
        async for number in counts(name, 3, seconds):
            say(name, "gives", number)

    await asyncio.gather(consumes("a", 0.003), consumes("b", 0.002), consumes("c", 0.0015))


async def one_behind_the_other():
    async def doubled(numbers):
        async for number in numbers:
            await asyncio.sleep(0.002)
            yield 2 * number

    async def odd(numbers):
        async for number in numbers:
            if number % 4:
                yield number

    async for number in odd(doubled(counts("source", 5))):
        say(number)


async def left_in_the_middle():
    async with aclosing(counts("generator", 1000)) as generator:
        async for number in generator:
            say(number)
            if number == 2:
                break
    say("main goes on")


async def it_fails():
    async def fails():
        yield 1
        await asyncio.sleep(0.001)
        raise ValueError

    generator = fails()
    try:
        async for number in generator:
            say(number)
    except ValueError as error:
        say(name_of(error))
    say(await anext(generator, "no more"))


async def the_consumer_is_cancelled():
    async def consumes():
        try:
            async for number in counts("generator", 1000, 0.002):
                say(number)
        except asyncio.CancelledError:
            say("consumer cancelled")

    task = asyncio.create_task(consumes())
    await asyncio.sleep(0.005)
    task.cancel()
    await task


async def a_value_in_time():
    generator = counts("generator", 3, 0.002)
    say(await asyncio.wait_for(anext(generator), 0.005))
    try:
        async with asyncio.timeout(0.001):
            await anext(generator)
    except TimeoutError as error:
        say(name_of(error))
    say(await anext(generator, "no more"))


async def two_take_turns():
    generator = counts("generator", 4)
    for _ in range(2):
        for name in "ab":
            say(name, await anext(generator))
    say(await anext(generator, "no more"))


async def fed_by_a_queue():
    queue = asyncio.Queue()

    async def items():
        while (item := await queue.get()) >= 0:
            yield item

    async def feeds():
        for item in (1, 2, 3, -1):
            await asyncio.sleep(0.002)
            queue.put_nowait(item)

    task = asyncio.create_task(feeds())
    async for item in items():
        say(item)
    await task


class Ticker:
    """An iterator of one's own."""

    def __init__(self, count):
        self.left = count

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.left == 0:
            raise StopAsyncIteration
        self.left -= 1
        await asyncio.sleep(0.001)
        return self.left


async def an_iterator_of_ones_own():
    ticker = Ticker(3)
    async for number in ticker:
        say(number)
    async for number in ticker:
        say("never")
    say("over")


async def main():
    await section("all values", all_values)
    await section("not before it is asked", nothing_runs_before_the_first_value_is_asked_for)
    await section("no values", no_values)
    await section("without waits", without_waits)
    await section("several at once", several_at_once)
    await section("one behind the other", one_behind_the_other)
    await section("left in the middle", left_in_the_middle)
    await section("it fails", it_fails)
    await section("the consumer is cancelled", the_consumer_is_cancelled)
    await section("a value in time", a_value_in_time)
    await section("two take turns", two_take_turns)
    await section("fed by a queue", fed_by_a_queue)
    await section("an iterator of one's own", an_iterator_of_ones_own)


run(main)
