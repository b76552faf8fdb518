# SPDX-License-Identifier: MIT
"""What other threads do to a loop: only the order is shown, threads take their own time."""

import asyncio

from virtual_loop import name_of, section


def say(*words):
    print(*words)


async def calls_of_ones_own():
    loop = asyncio.get_running_loop()
    loop.call_soon_threadsafe(say, "first")
    loop.call_soon_threadsafe(say, "second")
    say("main goes on")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    say("main again")


async def calls_from_a_thread():
    loop = asyncio.get_running_loop()

    def in_a_thread():
        for number in range(5):
            loop.call_soon_threadsafe(say, "call", number)
        return "returned"

    say(await asyncio.to_thread(in_a_thread))


async def a_call_wakes_a_task():
    loop = asyncio.get_running_loop()
    event = asyncio.Event()

    async def waits():
        await event.wait()
        say("woken")

    task = asyncio.create_task(waits())
    await asyncio.to_thread(lambda: loop.call_soon_threadsafe(event.set))
    await task


async def values():
    say(await asyncio.to_thread(lambda a, b: a + b, 20, 22))
    say(await asyncio.to_thread(lambda: "text"))
    for number in range(3):
        say(await asyncio.to_thread(lambda n: n * n, number))


async def several_threads():
    def square(number):
        return number * number

    say(*await asyncio.gather(*[asyncio.to_thread(square, number) for number in range(4)]))


async def other_tasks_run_meanwhile():
    event = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def answers():
        await event.wait()
        return "the answer"

    task = asyncio.create_task(answers())

    def asks():
        async def sets_and_awaits():
            event.set()
            return await task

        return asyncio.run_coroutine_threadsafe(sets_and_awaits(), loop).result()

    say(await asyncio.to_thread(asks))


async def coroutines_from_a_thread():
    loop = asyncio.get_running_loop()

    async def adds(a, b):
        say("adding in the loop")
        await asyncio.sleep(0)
        return a + b

    def in_a_thread():
        total = 0
        for number in range(3):
            total = asyncio.run_coroutine_threadsafe(adds(total, number), loop).result()
        return total

    say(await asyncio.to_thread(in_a_thread))


async def a_coroutine_that_fails():
    loop = asyncio.get_running_loop()

    async def fails():
        await asyncio.sleep(0)
        raise ValueError

    def in_a_thread():
        future = asyncio.run_coroutine_threadsafe(fails(), loop)
        try:
            future.result()
        except ValueError as error:
            return name_of(error)

    say(await asyncio.to_thread(in_a_thread))


async def a_coroutine_that_is_cancelled():
    loop = asyncio.get_running_loop()
    never = asyncio.Event()

    async def hangs():
        say("hangs")
        try:
            await never.wait()
        except asyncio.CancelledError:
            say("cancelled")
            raise

    async def nothing():
        say("nothing")

    def in_a_thread():
        future = asyncio.run_coroutine_threadsafe(hangs(), loop)
        asyncio.run_coroutine_threadsafe(nothing(), loop).result()
        say("is done:", future.done())
        future.cancel()
        asyncio.run_coroutine_threadsafe(nothing(), loop).result()
        say("is done:", future.done())

    await asyncio.to_thread(in_a_thread)


async def main():
    await section("calls of one's own", calls_of_ones_own)
    await section("calls from a thread", calls_from_a_thread)
    await section("a call wakes a task", a_call_wakes_a_task)
    await section("values", values)
    await section("several threads", several_threads)
    await section("other tasks run meanwhile", other_tasks_run_meanwhile)
    await section("coroutines from a thread", coroutines_from_a_thread)
    await section("a coroutine that fails", a_coroutine_that_fails)
    await section("a coroutine that is cancelled", a_coroutine_that_is_cancelled)


asyncio.run(main())  # in real time: a loop with virtual time does not wait for threads
