# SPDX-License-Identifier: MIT
"""Datagrams of a chip: examples/datagrams.cpp here and on the emulated lm3s6965evb, one program,
and a probe that sends and receives what the test says."""
# NEEDS: g++ qemu-system-arm arm-none-eabi-g++ cmake ninja build/lwip/fetched

import subprocess
import time
import unittest

from datagram_peers import peer
from places import (HANG_SECONDS, HOST, NETWORK_BOARD, Board, NetworkProbe, free_port,
                    network_arguments, network_program, program)

LARGEST = 1472
SOCKETS = 4  # UASYNCIO_NET_DATAGRAMS
HEADER = 8  # of each that waits


class Probe(NetworkProbe):
    """tests/target/interactive/datagram_probe.cpp."""

    def __init__(self):
        super().__init__("datagram_probe")
        self.place = ("127.0.0.1", self.port)

    def connect_to(self, its_peer):
        self.order(f"peer {its_peer.getsockname()[1]}", "at ")


def until_heard(client, place, text):
    """What is sent is lost as long as nobody listens there: again, until it is answered."""
    client.settimeout(0.2)
    end = time.monotonic() + HANG_SECONDS
    while time.monotonic() < end:
        client.sendto(text, place)
        try:
            return client.recv(2048)
        except (TimeoutError, ConnectionRefusedError):
            pass
    raise AssertionError("nobody answers")


class OneProgramTest(unittest.TestCase):
    def ask(self, place, read_until):
        with peer() as client:
            self.assertEqual(until_heard(client, place, b"one"), b"one")
            read_until("3 bytes from ")
            client.settimeout(HANG_SECONDS)
            for text, got in ((b"", b""), (b"x" * 64, b"x" * 64), (b"y" * 1000, b"y" * 64)):
                client.sendto(text, place)
                self.assertEqual(client.recv(2048), got)
            read_until("0 bytes from ")
            read_until("64 bytes from ")
            read_until("64 bytes and more from ")

    def test_on_a_chip(self):
        port = free_port()
        with Board(NETWORK_BOARD, network_program("example_datagrams"),
                   qemu_arguments=network_arguments(port, 8007)) as board:
            board.read_until("listening at port 8007")
            self.ask(("127.0.0.1", port), board.read_until)

    def test_on_this_computer(self):
        port = free_port()
        with subprocess.Popen(["stdbuf", "-oL", program("datagrams", HOST), str(port)], text=True,
                              stdout=subprocess.PIPE) as process:
            def read_until(text):
                for line in process.stdout:
                    if text in line:
                        return
                raise AssertionError(f"no {text!r}")

            try:
                read_until(f"listening at port {port}")
                self.ask(("127.0.0.1", port), read_until)
            finally:
                process.kill()


class ReceiveTest(unittest.TestCase):
    def test_datagrams_are_never_joined_and_say_what_was_cut(self):
        with Probe() as probe, peer() as client:
            probe.order("bind 7", "bound to 7")
            for text in (b"one", b"", b"three", b"12345678", b"next"):
                client.sendto(text, probe.place)
            said = probe.order("take 5 5", " next")
            self.assertEqual([line.split()[:3] for line in said.splitlines()[-5:]], [
                ["got", "3", "whole"], ["got", "0", "whole"], ["got", "5", "whole"],
                ["got", "5", "cut"], ["got", "4", "whole"]])
            probe.order("answer", "answered")
            self.assertEqual(client.recv(100), b"answer")

    def test_the_largest_that_a_frame_holds_comes_and_goes(self):
        with Probe() as probe, peer() as client:
            probe.order("limit 2000\nbind 7", "bound to 7")
            client.sendto(b"z" * LARGEST, probe.place)
            self.assertIn("got 1472 whole", probe.order("take 1 1473", "z\n"))
            probe.connect_to(client)
            probe.order(f"send 1 {LARGEST}", "sent")
            self.assertEqual(client.recv(4096), b"0" + b"." * (LARGEST - 1))
            probe.order(f"send 1 {LARGEST + 1}", "failed: OSError 122")

    def test_what_nobody_takes_waits_in_a_bounded_queue_and_the_rest_is_lost(self):
        size = 92
        fit = 1024 // (size + HEADER)
        with Probe() as probe, peer() as client:
            probe.order("bind 7", "bound to 7")
            before = probe.free()
            for number in range(3 * fit):
                client.sendto(b"%02d" % number + b"q" * (size - 2), probe.place)
            time.sleep(0.3)  # they are there, or lost
            self.assertEqual(probe.free(), before)
            for number in range(fit):
                probe.order("take 1 2", f" {number:02}\n")
            client.sendto(b"later", probe.place)
            probe.order("take 1 5", " later")

    def test_a_receive_that_is_cancelled_takes_nothing(self):
        with Probe() as probe, peer() as client:
            probe.order("bind 7", "bound to 7")
            before = probe.free()
            for _ in range(5):
                probe.order("cancel", "cancelled")
            self.assertEqual(probe.free(), before)
            client.sendto(b"kept", probe.place)
            probe.order("take 1 9", " kept")

    def test_closed_it_wakes_who_waits_and_refuses_everything(self):
        with Probe() as probe:
            probe.order("bind 7", "bound to 7")
            probe.order("close", "failed: OSError 9")
            probe.order("answer", "failed: OSError 9")
            for _ in range(2 * SOCKETS):  # it has been given back
                probe.order("bind 7", "bound to 7")
                probe.order("close", "failed: OSError 9")


class SendTest(unittest.TestCase):
    def test_a_chip_sends_first_and_hears_only_its_peer(self):
        with Probe() as probe, peer() as client, peer() as other:
            probe.connect_to(client)
            probe.order("send 3 4", "sent")
            for number in range(3):
                text, place = client.recvfrom(100)
                self.assertEqual(text, b"%d..." % number)
            other.sendto(b"stranger", place)
            client.sendto(b"peer", place)
            probe.order("take 1 100", " peer")

    def test_a_peer_that_is_not_there_is_silence(self):
        with Probe() as probe:
            probe.order(f"peer {free_port()}", "at ")
            probe.order("send 3 4", "sent")
            probe.order("cancel", "cancelled")

    def test_a_port_that_is_taken_and_no_peer_are_errors(self):
        with Probe() as probe:
            probe.order("bind 68", "failed: OSError 112")  # DHCP has it
            probe.order("bind 7", "bound to 7")
            probe.order("send 1 1", "failed: OSError 121")


if __name__ == "__main__":
    unittest.main()
