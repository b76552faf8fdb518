# SPDX-License-Identifier: MIT
"""The same as event.cpp."""

import asyncio

from asyncio_peer import measure

COUNT = 20_000


async def answer(ping: asyncio.Event, pong: asyncio.Event) -> None:
    for _ in range(COUNT):
        await ping.wait()
        ping.clear()
        pong.set()


async def ask(ping: asyncio.Event, pong: asyncio.Event) -> None:
    for _ in range(COUNT):
        ping.set()
        await pong.wait()
        pong.clear()


async def play() -> None:
    ping, pong = asyncio.Event(), asyncio.Event()
    await asyncio.gather(answer(ping, pong), ask(ping, pong))


measure("event ping-pong", COUNT, play)
