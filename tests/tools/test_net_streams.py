# SPDX-License-Identifier: MIT
"""Streams of a chip through its network, on the emulated lm3s6965evb: the contract that those of a
computer keep, and 1,000 connections one after the other each way, of which nothing stays."""
# NEEDS: qemu-system-arm arm-none-eabi-g++ cmake ninja build/lwip/fetched

import collections
import contextlib
import socket
import struct
import tempfile
import threading
import time
import unittest

from places import HANG_SECONDS, NetworkProbe
from test_net import exchange, receive, reset

CHECKS = 16  # without those of full devices
RECONNECTIONS = 1000
IPV4, ARP, IPV6 = 0x0800, 0x0806, 0x86DD


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
        with NetworkProbe("stream_probe") as probe:
            said = probe.order(f"suite {tie.port}", "all done")
        checks = said.splitlines()[:-1]
        self.assertEqual([line for line in checks if line and not line.endswith(" holds")], [])
        self.assertEqual(len([line for line in checks if line]), CHECKS)


class ReconnectTest(unittest.TestCase):
    """lwIP has eight connections, open or on their way out, and 11 KB of heap: it would notice."""

    def test_a_chip_connects_1000_times_and_nothing_stays(self):
        server = EchoServer()
        self.addCleanup(server.listener.close)
        with NetworkProbe("stream_probe") as probe:
            probe.order(f"reconnect 10 {server.port}", "all done")
            before = probe.free()
            probe.order(f"reconnect {RECONNECTIONS} {server.port}", "all done")
            self.assertEqual(probe.free(), before)
            self.assertGreaterEqual(server.count, RECONNECTIONS)

    def test_1000_clients_of_a_chip_come_and_go_in_order_or_not_and_nothing_stays(self):
        with NetworkProbe("stream_probe") as probe:
            probe.order("listen 7", "listening")
            before = probe.free()
            for number in range(RECONNECTIONS):
                self.come_and_go(probe.port, ends_in_order=number % 2 == 0)
                probe.board.receive(0)  # it reports each reset, and stands still if nobody reads
            end = time.monotonic() + HANG_SECONDS
            while probe.free() != before:  # the last one may be on his way out
                self.assertLess(time.monotonic(), end)
                time.sleep(0.05)

    def come_and_go(self, port, ends_in_order):
        with socket.create_connection(("127.0.0.1", port), timeout=HANG_SECONDS) as client:
            client.sendall(b"hello")
            self.assertEqual(receive(client, 5), b"hello")
            if ends_in_order:
                self.assertEqual(exchange(client, b"!"), b"!")
            else:
                reset(client)


@contextlib.contextmanager
def storm(place):
    """Datagrams that nobody waits for, about one in a tenth of a millisecond."""
    is_over = threading.Event()

    def send():
        with socket.socket(type=socket.SOCK_DGRAM) as sender:
            sender.connect(place)
            while not is_over.wait(0.0001):
                with contextlib.suppress(OSError):  # the chip says that nobody is there
                    sender.send(b"?")

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    yield
    is_over.set()
    thread.join()


def ethertypes(path):
    """Of all frames in a file of QEMU's filter-dump, and how often each is there."""
    counts = collections.Counter()
    with open(path, "rb") as file:
        file.read(24)  # the file's header
        while header := file.read(16):
            frame = file.read(struct.unpack("=4I", header)[2])
            counts[struct.unpack(">H", frame[12:14])[0]] += 1
    return counts


class FramesTest(unittest.TestCase):
    def test_what_comes_while_a_chip_sends_tears_no_frame(self):
        """Its controller has one interrupt for all, and forgets half a frame if the handler answers
        more than it was asked."""
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/frames"
            dump = ("-object", f"filter-dump,id=dump,netdev=network,file={path}")
            with NetworkProbe("stream_probe", dump) as probe:
                probe.order("listen 7", "listening")
                place = ("127.0.0.1", probe.port)
                with storm(place), socket.create_connection(place, HANG_SECONDS) as client:
                    for _ in range(1500):
                        client.sendall(b"hello")
                        self.assertEqual(receive(client, 5), b"hello")
            counts = ethertypes(path)
        self.assertGreater(counts[IPV4], 2 * 1500)
        self.assertLessEqual(counts.keys(), {IPV4, ARP, IPV6})


if __name__ == "__main__":
    unittest.main()
