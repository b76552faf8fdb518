# SPDX-License-Identifier: MIT
"""The same as echo.cpp, whose client it uses."""

import asyncio
import os
import resource
import subprocess
from pathlib import Path

from asyncio_peer import Stopwatch, arguments

CLIENT = Path(os.environ["BENCH_PROGRAMS"]) / "bench_echo"
CONNECTION_COUNTS = (1, 100, 1_000, 10_000)
ROUND_TRIPS = 50_000


class Count:
    """Counts a server's messages; the first one of each connection is not measured."""

    def __init__(self, connections: int, round_trips: int) -> None:
        self.first = connections
        self.rounds = round_trips // connections + 1
        self.last = connections * self.rounds
        self.messages = 0
        self.is_over = asyncio.Event()
        self.watch = Stopwatch()

    def add(self) -> None:
        self.messages += 1
        if self.messages == self.first:
            self.watch.start()
        if self.messages == self.last:
            self.is_over.set()


async def serve(connections: int, round_trips: int) -> None:
    count = Count(connections, round_trips)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while text := await reader.read(1024):
            writer.write(text)
            await writer.drain()
            count.add()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=4096)
    port = server.sockets[0].getsockname()[1]
    client = subprocess.Popen([CLIENT, "client", str(port), str(connections), str(count.rounds)])
    await count.is_over.wait()
    count.watch.stop()
    count.watch.report(f"TCP echo, connections: {connections}", count.last - count.first)
    await asyncio.get_running_loop().run_in_executor(None, client.wait)
    server.close()


def main() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if arguments:
        asyncio.run(serve(*map(int, arguments)))
        return
    for connections in CONNECTION_COUNTS:
        if most >= connections + 64:
            asyncio.run(serve(connections, ROUND_TRIPS))


main()
