# SPDX-License-Identifier: MIT
"""The network of a chip: examples/echo_server.cpp on the emulated lm3s6965evb, and clients of this
computer that are CPython's and socat's."""
# NEEDS: qemu-system-arm arm-none-eabi-g++ cmake ninja socat build/lwip/fetched

import hashlib
import random
import select
import socket
import struct
import subprocess
import sys
import threading
import time
import unittest

from places import (HANG_SECONDS, NETWORK_BOARD, ROOT, Board, NetworkProbe, free_port,
                    network_arguments, network_program)

CONNECTIONS = 4  # UASYNCIO_NET_CONNECTIONS
RUN_BOARD = ROOT / "tools" / "emulator" / "run_board.py"


class EchoServer:
    """On the board; `port` of this computer is its port."""

    def __init__(self):
        self.port = free_port()
        self.board = Board(NETWORK_BOARD, network_program("example_echo_server"),
                           qemu_arguments=network_arguments(self.port, 8007))
        self.board.read_until("serving on port 8007")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.board.close()

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=HANG_SECONDS)

    def echo(self, data):
        """Sends it and says that this is all; gives what comes until the end."""
        with self.connect() as client:
            return exchange(client, data)

    def echo_in_a_crowd(self, data):
        """The same for clients that come at once: nothing follows the first byte before it is back.

        QEMU's listener has room for two. Of more of them Linux answers some with SYN cookies: it
        keeps nothing of those, drops what they send while there is no room, and takes the packet
        that comes next for the first. What a client has sent before that one would be lost."""
        with self.connect() as client:
            client.sendall(data[:1])
            return receive(client, 1) + exchange(client, data[1:])

    def assert_serves(self, test):
        test.assertEqual(self.echo(b"still here"), b"still here")


def exchange(client, data):
    """Both directions at once."""
    sender = threading.Thread(target=send_all, args=(client, data), daemon=True)
    sender.start()
    received = receive_all(client)
    sender.join(HANG_SECONDS)
    return received


def send_all(client, data):
    client.sendall(data)
    client.shutdown(socket.SHUT_WR)


def receive_all(client):
    received = bytearray()
    while part := client.recv(65536):
        received += part
    return bytes(received)


def receive(client, count):
    received = b""
    while len(received) < count and (part := client.recv(count - len(received))):
        received += part
    return received


def reset(client):
    """Breaks it off, with a reset."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def at_once(count, function):
    """What the function gives for 0 to count - 1, in as many threads."""
    results = [None] * count

    def call(number):
        results[number] = function(number)

    threads = [threading.Thread(target=call, args=(number,), daemon=True)
               for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(HANG_SECONDS)
    return results


class NetTest(unittest.TestCase):
    def test_run_board_says_which_port_is_the_programs(self):
        command = [sys.executable, RUN_BOARD, "--board", NETWORK_BOARD, "--net", "8007",
                   network_program("example_echo_server")]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            said = process.stderr.readline().decode()
            self.assertIn("run_board: port 8007 of the program is port ", said)
            port = said.split(" is port ")[1].split()[0]
            self.assertIn(b"serving on port 8007", process.stdout.readline())
            client = subprocess.run(["socat", "-t", str(HANG_SECONDS), "-",
                                     f"TCP:127.0.0.1:{port}"], input=b"hello\n",
                                    capture_output=True, timeout=HANG_SECONDS, check=True)
            self.assertEqual(client.stdout, b"hello\n")
            process.terminate()

    def test_a_megabyte_comes_back_unchanged(self):
        data = random.Random(1).randbytes(1 << 20)
        with EchoServer() as server:
            self.assertEqual(hashlib.sha256(server.echo(data)).digest(),
                             hashlib.sha256(data).digest())

    def test_several_clients_at_once_get_their_own(self):
        parts = [random.Random(number).randbytes(50_000 + number) for number in range(CONNECTIONS)]
        with EchoServer() as server:
            answers = at_once(CONNECTIONS, lambda number: server.echo_in_a_crowd(parts[number]))
        self.assertEqual(answers, parts)

    def test_200_clients_one_after_the_other(self):
        with EchoServer() as server:
            for number in range(200):
                data = f"client {number}".encode()
                self.assertEqual(server.echo(data), data)

    def test_clients_that_break_off_leave_nothing_behind(self):
        with EchoServer() as server:
            with server.connect() as other:
                for _ in range(5 * CONNECTIONS):
                    client = server.connect()
                    client.sendall(b"x" * 5000)
                    self.assertEqual(receive(client, 1), b"x")
                    reset(client)
                self.assertEqual(exchange(other, b"unharmed"), b"unharmed")
            server.assert_serves(self)

    def test_more_clients_than_connections_wait_and_break_no_other(self):
        with EchoServer() as server:
            first = [server.connect() for _ in range(CONNECTIONS)]
            for number, client in enumerate(first):
                client.sendall(b"%d" % number)
                self.assertEqual(receive(client, 1), b"%d" % number)
            late = [server.connect() for _ in range(2)]
            for client in late:
                client.sendall(b"late")
            self.assertEqual(select.select(late, [], [], 0.3)[0], [], "one client too many")
            for client in first:
                self.assertEqual(exchange(client, b"bye"), b"bye")
                client.close()
            for client in late:
                self.assertEqual(exchange(client, b"!"), b"late!")
                client.close()

    def test_who_comes_as_others_go_is_not_reset(self):
        """A place is free when the program has given a connection back, and not before."""
        def come_again_and_again(number):
            return [server.echo_in_a_crowd(b"%d" % number) for _ in range(5)]

        with EchoServer() as server:
            answers = at_once(3 * CONNECTIONS, come_again_and_again)
        self.assertEqual(answers, [[b"%d" % number] * 5 for number in range(3 * CONNECTIONS)])

    def test_a_control_c_ends_it(self):
        with EchoServer() as server, server.connect() as client:
            client.sendall(b"hello")
            self.assertEqual(receive(client, 5), b"hello")
            server.board.interrupt()
            self.assertEqual(server.board.exit_status(), 130)


class ConnectTest(unittest.TestCase):
    def test_a_chip_connects_and_both_sides_finish(self):
        with socket.create_server(("127.0.0.1", 0)) as listener, NetworkProbe("net_probe") as probe:
            port = listener.getsockname()[1]
            probe.board.write(f"visit {port}\n")
            client = listener.accept()[0]
            with client:
                self.assertEqual(receive_all(client), b"hello\n")
                client.sendall(b"one\ntwo\n")
            said = probe.board.read_until("closed")
            self.assertIn(f"connected to 10.0.2.2:{port}", said)
            self.assertIn("got one", said)
            self.assertIn("got two", said)

    def test_nobody_there_is_an_error_and_leaves_nothing_open(self):
        with NetworkProbe("net_probe") as probe:
            port = free_port()
            for _ in range(2 * CONNECTIONS):
                probe.order(f"visit {port}", "error 111")

    def test_more_connections_than_there_are_is_an_error(self):
        with socket.create_server(("127.0.0.1", 0)) as listener, NetworkProbe("net_probe") as probe:
            port = listener.getsockname()[1]
            for number in range(1, CONNECTIONS + 1):
                probe.order(f"keep {port}", f"kept {number}")
            probe.order(f"keep {port}", "error 24")


class DeafTest(unittest.TestCase):
    def test_tiny_segments_that_nobody_reads_hold_up_nobody_else(self):
        """Each of them would hold a whole buffer of lwIP, if it were kept as it came."""
        with NetworkProbe("net_probe") as probe, socket.create_server(("127.0.0.1", 0)) as listener:
            probe.order("deaf 7", "listening")
            deaf = socket.create_connection(("127.0.0.1", probe.port), timeout=HANG_SECONDS)
            deaf.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            probe.board.read_until("deaf")
            for _ in range(1000):
                deaf.send(b"y")
                time.sleep(0.0005)  # or they would come together
            probe.board.write(f"visit {listener.getsockname()[1]}\n")
            with listener.accept()[0] as other:
                self.assertEqual(receive_all(other), b"hello\n")
            probe.board.read_until("closed")
            sender = threading.Thread(target=send_all, args=(deaf, b"y" * 100_000), daemon=True)
            sender.start()
            probe.order("hear", "heard 101000")
            sender.join(HANG_SECONDS)
            deaf.close()

    def test_the_places_of_those_who_broke_off_are_free_when_their_handlers_have_ended(self):
        with NetworkProbe("net_probe") as probe:
            probe.order("deaf 7", "listening")
            place = ("127.0.0.1", probe.port)
            for _ in range(CONNECTIONS):
                client = socket.create_connection(place, timeout=HANG_SECONDS)
                probe.board.read_until("deaf")
                reset(client)
            with socket.create_connection(place, timeout=HANG_SECONDS) as newcomer:
                self.assertEqual(select.select([newcomer], [], [], 0.3)[0], [], "answered too soon")
                probe.board.write("hear\n")
                send_all(newcomer, b"hello")
                probe.board.read_until("heard 5")


class BadLineTest(unittest.TestCase):
    def test_what_is_lost_is_sent_again(self):
        data = random.Random(3).randbytes(5_000)
        with NetworkProbe("net_probe") as probe:
            probe.order("listen 7", "listening")
            probe.order("lose 10 4", "losing")
            place = ("127.0.0.1", probe.port)
            with socket.create_connection(place, timeout=HANG_SECONDS) as client:
                self.assertEqual(exchange(client, data), data)

    def test_a_cable_is_pulled_and_put_back(self):
        with EchoServer() as server, server.connect() as client:
            client.sendall(b"before")
            self.assertEqual(receive(client, 6), b"before")
            server.board.emulator.qmp("set_link", name="network", up=False)
            client.sendall(b"after")
            self.assertEqual(select.select([client], [], [], 0.5)[0], [], "the cable is pulled")
            server.board.emulator.qmp("set_link", name="network", up=True)
            self.assertEqual(receive(client, 5), b"after")


class NetBuildTest(unittest.TestCase):
    def test_a_board_without_ethernet_is_refused(self):
        result = subprocess.run([ROOT / "run", "--board", "pyboard", "--net"], capture_output=True,
                                text=True, check=False)
        self.assertEqual(result.returncode, 2)
        self.assertIn("--net is for the board lm3s6965evb", result.stderr)


if __name__ == "__main__":
    unittest.main()
