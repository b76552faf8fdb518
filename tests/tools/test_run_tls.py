# SPDX-License-Identifier: MIT
"""The commands of the tutorial, as they stand there, and one client for all of them, which knows
nothing of us: CPython's."""
# NEEDS: g++ qemu-system-arm arm-none-eabi-g++ cmake ninja openssl build/mbedtls/fetched

import contextlib
import os
import select
import signal
import socket
import ssl
import subprocess
import time
import unittest

from places import HANG_SECONDS, ROOT

IDENTITY = ROOT / "build" / "tls" / "localhost.pem"  # ./run --tls makes it
ON_HOST = "./run examples/echo_server.cpp"
ON_CHIP = "./run --board lm3s6965evb --net examples/echo_server.cpp"
TLS_ON_HOST = "./run examples/echo_server.cpp --tls"
TLS_ON_CHIP = "./run --board lm3s6965evb --net --tls examples/echo_server.cpp"
PAGES = {
    ON_HOST: ("examples/echo_server.cpp",),
    ON_CHIP: ("docs/tutorial/network_on_a_chip.md",),
    TLS_ON_HOST: ("examples/echo_server.cpp", "docs/tutorial/tls.md"),
    TLS_ON_CHIP: ("docs/tutorial/network_on_a_chip.md",),
}


class Running:
    """A command, and the port at which its program serves."""

    def __init__(self, command, says="serving "):
        self.process = subprocess.Popen(command.split(), cwd=ROOT, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        start_new_session=True)
        said = self.read_until(says)
        self.port = int(said.rpartition(" on port ")[2])
        if " is port " in said:  # of this computer
            self.port = int(said.partition(" is port ")[2].split()[0])

    def read_until(self, says):
        """Up to a line that has this in it; a build may have to come first."""
        said, end = "", time.monotonic() + 5 * HANG_SECONDS
        while says not in said or not said.endswith("\n"):
            if not select.select([self.process.stdout], [], [], end - time.monotonic())[0]:
                raise AssertionError(f"no {says!r} in {said!r}")
            part = os.read(self.process.stdout.fileno(), 65_536).decode()
            if not part:
                raise AssertionError(f"no {says!r} in {said!r}")
            said += part
        return said.rstrip("\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()


def trusting():
    return ssl.create_default_context(cafile=IDENTITY)


def connect(port, secure):
    client = socket.create_connection(("127.0.0.1", port), timeout=HANG_SECONDS)
    if not secure:
        return client
    return trusting().wrap_socket(client, server_hostname="localhost")


def echo(client, text):
    client.sendall(text)
    heard = b""
    while len(heard) < len(text):
        part = client.recv(65_536)
        assert part, f"an end after {len(heard)} of {len(text)} bytes"
        heard += part
    assert heard == text


def finish(client):
    """The end comes in order."""
    if isinstance(client, ssl.SSLSocket):
        client.unwrap().close()
    else:
        client.shutdown(socket.SHUT_WR)
        assert client.recv(100) == b""


def talk(port, secure):
    """The stranger's script: a line, and much at once, come back as they were sent. The second one
    comes while the first is there, and has its turn at the latest when that has gone."""
    with connect(port, secure) as first:
        echo(first, b"first\n")
        with socket.create_connection(("127.0.0.1", port), timeout=HANG_SECONDS) as waiting:
            echo(first, bytes(15_000))
            finish(first)
            second = trusting().wrap_socket(waiting, server_hostname="localhost") if secure \
                else waiting
            with second:
                echo(second, b"second\n")
                finish(second)


class CommandTest(unittest.TestCase):
    def test_the_commands_stand_where_they_are_shown(self):
        for command, pages in PAGES.items():
            for page in pages:
                text = (ROOT / page).read_text()
                self.assertIn(command.split(None, 1)[1], text, page)

    def test_one_client_for_all_of_them(self):
        for command in PAGES:
            with self.subTest(command), Running(command) as server:
                talk(server.port, "--tls" in command)

    def test_a_client_of_ours_as_well(self):
        with Running(TLS_ON_HOST) as server:
            client = f"./run examples/tls_client.cpp -- localhost {server.port} {IDENTITY}"
            said = subprocess.run(client.split(), cwd=ROOT, text=True, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, timeout=5 * HANG_SECONDS, check=True)
        self.assertEqual(said.stdout, "localhost talks TLSv1.3\nit says GET / HTTP/1.0\n")


if __name__ == "__main__":
    unittest.main()
