# SPDX-License-Identifier: MIT
"""The same as tls.cpp, whose client and certificate it uses: CPython's ssl."""

import asyncio
import os
import ssl
import subprocess
import tempfile
from pathlib import Path

from asyncio_peer import Stopwatch

PROGRAM = Path(os.environ["BENCH_PROGRAMS"]) / "bench_tls"
HANDSHAKES = 400
PIECE = b"x" * 64 * 1024
PIECES = 2 * 1024


def context() -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(subprocess.run([PROGRAM, "identity"], text=True, check=True,
                                  stdout=subprocess.PIPE).stdout)
        file.flush()
        made.load_cert_chain(file.name)
    return made


async def serve(handle: object, times: int) -> None:
    """Until a client has come so often and gone."""
    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context())
    port = server.sockets[0].getsockname()[1]
    client = subprocess.Popen([PROGRAM, "client", str(port), str(times)])
    await asyncio.get_running_loop().run_in_executor(None, client.wait)
    server.close()


async def shake_hands() -> None:
    clients = 0
    watch = Stopwatch()

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal clients
        if clients == 0:
            watch.start()
        elif clients == HANDSHAKES:
            watch.stop()
            watch.report("TLS 1.3 handshake, P-256, CPU", HANDSHAKES)
        clients += 1
        writer.close()

    await serve(greet, HANDSHAKES + 1)


async def send_bulk() -> None:
    async def feed(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        watch = Stopwatch()
        watch.start()
        for _ in range(PIECES):
            writer.write(PIECE)
            await writer.drain()
        watch.stop()
        watch.report("bulk over TLS, 64 KB, CPU", PIECES)
        writer.close()

    await serve(feed, 1)


asyncio.run(shake_hands())
asyncio.run(send_bulk())
