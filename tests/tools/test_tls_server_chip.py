# SPDX-License-Identifier: MIT
"""A TLS server on a chip: examples/echo_server.cpp on the emulated lm3s6965evb, and clients of this
computer that are OpenSSL's and CPython's."""
# NEEDS: qemu-system-arm arm-none-eabi-g++ cmake ninja openssl curl build/mbedtls/fetched

import contextlib
import socket
import ssl
import subprocess
import threading
import unittest

from places import (HANG_SECONDS, NETWORK_BOARD, ROOT, Board, free_port, network_arguments,
                    network_program)

IDENTITY = ROOT / "build" / "tls" / "localhost.pem"  # build_network.py makes it
RECORD = 4_096  # UASYNCIO_TLS_RECORD


class ServerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.port = free_port()
        cls.board = Board(NETWORK_BOARD, network_program("example_echo_server", "tls"),
                          qemu_arguments=network_arguments(cls.port, 8007))
        cls.addClassCleanup(cls.board.close)
        cls.board.read_until("serving TLS on port 8007\n")

    def context(self):
        return ssl.create_default_context(cafile=IDENTITY)

    def raw(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=HANG_SECONDS)

    def connect(self, context=None, session=None):
        return (context or self.context()).wrap_socket(self.raw(), server_hostname="localhost",
                                                       session=session)

    def assert_echo(self, client, text=b"hello"):
        client.sendall(text)
        received = b""
        while len(received) < len(text) and (part := client.recv(65_536)):
            received += part
        self.assertEqual(received, text)

    def finish(self, client):
        """In order: the server says its end, too."""
        client.unwrap().close()

    def test_cpython_talks_to_it_and_goes_on_with_its_session(self):
        context = self.context()
        client = self.connect(context)
        self.assertEqual((client.version(), client.session_reused), ("TLSv1.2", False))
        self.assert_echo(client)
        session = client.session
        self.finish(client)
        client = self.connect(context, session)
        self.assertTrue(client.session_reused)
        self.assert_echo(client)
        self.finish(client)

    def test_records_as_long_as_it_has_room_for_come_back(self):
        client = self.connect()
        for _ in range(5):
            self.assert_echo(client, bytes(range(256)) * (RECORD // 256))
        self.finish(client)

    def test_a_record_that_is_longer_ends_this_connection_alone(self):
        client = self.connect()
        client.sendall(bytes(RECORD + 1_000))
        with contextlib.suppress(OSError):
            while client.recv(100):
                pass
        client.close()
        self.board.read_until("the handler of a client failed: task 'client': OSError 20016: a "
                              "record of the peer is longer than there is room for\n")
        client = self.connect()
        self.assert_echo(client)
        self.finish(client)

    def test_s_client_and_curl_talk_to_it(self):
        said = subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{self.port}", "-CAfile", IDENTITY,
             "-verify_return_error", "-verify_hostname", "localhost", "-quiet", "-no_ign_eof"],
            input="hello\nQ\n", text=True, capture_output=True, timeout=HANG_SECONDS, check=False)
        self.assertEqual(said.returncode, 0, said.stderr)
        said = subprocess.run(
            ["curl", "-sS", "--http0.9", "--max-time", "10", "--cacert", IDENTITY,
             f"https://localhost:{self.port}/", "-o", "/dev/null", "-v"],
            text=True, capture_output=True, timeout=HANG_SECONDS, check=False)
        self.assertIn("SSL certificate verify ok", said.stderr)

    def test_a_client_that_does_not_speak_tls_is_told_of(self):
        with self.raw() as client:
            client.sendall(b"GET / HTTP/1.0\r\n\r\n")
            self.assertEqual(client.recv(100), b"")  # in order, not a reset
        self.board.read_until("the TLS handshake of a client failed: task 'client': OSError "
                              "20002: the peer does not speak TLS\n")

    def test_one_that_does_not_trust_it_says_so(self):
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.connect(ssl.create_default_context())
        self.board.read_until("OSError 20304: the peer has refused\n")

    def test_who_comes_while_there_is_no_memory_waits(self):
        first = self.connect()
        self.assert_echo(first)
        heard = []

        def come_later():
            second = self.connect()
            second.sendall(b"second")
            heard.append(second.recv(100))
            self.finish(second)

        waiting = threading.Thread(target=come_later, daemon=True)
        waiting.start()
        waiting.join(0.3)
        self.assertEqual(heard, [])
        self.assert_echo(first, b"still mine")
        self.finish(first)
        waiting.join(HANG_SECONDS)
        self.assertEqual(heard, [b"second"])

    def test_who_says_nothing_or_little_holds_up_nobody_for_long(self):
        """Memory for TLS is there for one client, connections for four."""
        silent = self.raw()
        client = self.connect()  # at once: who has said nothing has no memory for TLS
        self.assert_echo(client)
        self.finish(client)
        others = [silent, *(self.raw() for _ in range(3))]
        for other in others[1:3]:
            other.sendall(b"\x16")
        client = self.connect()
        self.assert_echo(client)
        self.finish(client)
        for other in others:
            with contextlib.suppress(ConnectionResetError):
                self.assertEqual(other.recv(100), b"")
            other.close()
        for _ in others:
            self.board.read_until("the TLS handshake of a client failed: task 'client': "
                                  "TimeoutError: the TLS handshake took too long\n")

    def test_many_in_turn_leave_nothing_behind(self):
        context = self.context()
        for number in range(8):
            client = self.connect(context)
            self.assert_echo(client, b"%d" % number)
            if number % 2:
                self.finish(client)
            else:
                client.close()  # without the end of TLS


if __name__ == "__main__":
    unittest.main()
