# SPDX-License-Identifier: MIT
"""Streams of a chip through its network, on the emulated lm3s6965evb: the contract that those of a
computer keep, and 1,000 connections one after the other each way, of which nothing stays."""
# NEEDS: qemu-system-arm arm-none-eabi-g++ cmake ninja build/lwip/fetched

import contextlib
import socket
import struct
import threading
import time
import unittest

from places import HANG_SECONDS, Board, free_port, network_arguments, network_program
from test_net import exchange, receive, reset

BOARD = "lm3s6965evb"
CHECKS = 16  # without those of full devices
RECONNECTIONS = 1000
MOST_STALLED = 20
STALL_SECONDS = 2


class Probe:
    """tests/target/interactive/stream_probe.cpp; `port` of this computer is its port 7."""

    def __init__(self):
        self.port = free_port()
        self.board = Board(BOARD, network_program("interactive_stream_probe"),
                           qemu_arguments=network_arguments(self.port, 7))
        self.board.read_until("ready")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.board.close()

    def order(self, command, answer):
        self.board.write(command + "\n")
        return self.board.read_until(answer)

    def free(self):
        self.board.write("free\n")
        self.board.read_until("free ")
        return int(self.board.read_until("\n"))


def pass_on(source, target):
    """All that comes, and how it ends. In small pieces, so that little is under way."""
    try:
        while data := source.recv(1024):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                each.shutdown(socket.SHUT_RDWR)


class Tie:
    """A server that ties each two clients together."""

    def __init__(self):
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2048)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen()
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError):  # it is closed
            while True:
                left = self.listener.accept()[0]
                right = self.listener.accept()[0]
                threading.Thread(target=self.tie, args=(left, right), daemon=True).start()

    @staticmethod
    def tie(left, right):
        with left, right:
            back = threading.Thread(target=pass_on, args=(right, left), daemon=True)
            back.start()
            pass_on(left, right)
            back.join()


class EchoServer:
    """Of this computer."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.count = 0
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError):  # it is closed
            while True:
                with self.listener.accept()[0] as client:
                    while data := client.recv(100):
                        client.sendall(data)
                self.count += 1


class ContractTest(unittest.TestCase):
    def test_streams_of_a_chip_keep_the_contract(self):
        tie = Tie()
        self.addCleanup(tie.listener.close)
        with Probe() as probe:
            said = probe.order(f"suite {tie.port}", "all done")
        checks = said.splitlines()[:-1]
        self.assertEqual([line for line in checks if line and not line.endswith(" holds")], [])
        self.assertEqual(len([line for line in checks if line]), CHECKS)


class ReconnectTest(unittest.TestCase):
    """lwIP has eight connections, open or on their way out, and 11 KB of heap: it would notice."""

    def test_a_chip_connects_1000_times_and_nothing_stays(self):
        server = EchoServer()
        self.addCleanup(server.listener.close)
        with Probe() as probe:
            probe.order(f"reconnect 10 {server.port}", "all done")
            before = probe.free()
            probe.order(f"reconnect {RECONNECTIONS} {server.port}", "all done")
            self.assertEqual(probe.free(), before)
            self.assertGreaterEqual(server.count, RECONNECTIONS)

    def test_1000_clients_of_a_chip_come_and_go_in_order_or_not_and_nothing_stays(self):
        with Probe() as probe:
            probe.order("listen 7", "listening")

            def connect(ends_in_order):
                """QEMU's network does not see, once in some thousand connections, that a client
                has said something, until he goes: no frame comes to the chip meanwhile."""
                client = socket.create_connection(("127.0.0.1", probe.port), timeout=STALL_SECONDS)
                with client:
                    client.sendall(b"hello")
                    try:
                        self.assertEqual(receive(client, 5), b"hello")
                    except TimeoutError:
                        return 1
                    if ends_in_order:
                        self.assertEqual(exchange(client, b"!"), b"!")
                    else:
                        reset(client)
                return 0

            before = probe.free()
            stalled = sum(connect(number % 2 == 0) for number in range(RECONNECTIONS))
            self.assertLess(stalled, MOST_STALLED)
            end = time.monotonic() + HANG_SECONDS
            while probe.free() != before:  # the last one may be on his way out
                self.assertLess(time.monotonic(), end)
                time.sleep(0.05)


if __name__ == "__main__":
    unittest.main()
