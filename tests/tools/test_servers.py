# SPDX-License-Identifier: MIT
"""The examples that are servers, with clients of others: CPython's asyncio, curl and socat."""
# NEEDS: g++ cmake ninja curl socat

import asyncio
import itertools
import os
import select
import signal
import socket
import subprocess
import time
import unittest

from places import HANG_SECONDS, HOST, free_port, program

STATUS_INTERRUPTED = 130


class Server:
    """An example that prints "serving on port N" first."""

    def __init__(self, example):
        self.process = subprocess.Popen([program(example, HOST), "0"], text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.port = int(self.process.stdout.readline().rpartition(" ")[2])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def interrupt(self):
        """Sends SIGINT; gives the exit status."""
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=HANG_SECONDS)
        return self.process.returncode


class EchoServerTest(unittest.TestCase):
    def test_answers_many_clients_of_cpython_and_ends_in_order(self):
        async def client(port, number):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            text = f"client {number} ".encode() * (number * 97)
            writer.write(text)
            writer.write_eof()
            answer = await reader.read(-1)
            writer.close()
            await writer.wait_closed()
            return answer == text

        async def all_clients(port):
            return await asyncio.gather(*(client(port, number) for number in range(1, 101)))

        with Server("echo_server") as server:
            self.assertEqual(asyncio.run(all_clients(server.port)), [True] * 100)
            self.assertEqual(server.interrupt(), STATUS_INTERRUPTED)


    def test_answers_socat_to_the_last_byte_after_a_half_close(self):
        text = bytes(range(256)) * 4096
        with Server("echo_server") as server:
            client = subprocess.run(["socat", "-t", str(HANG_SECONDS), "-",
                                     f"TCP:127.0.0.1:{server.port}"], input=text,
                                    capture_output=True, timeout=HANG_SECONDS, check=True)
        self.assertEqual(client.stdout, text)


class HttpServerTest(unittest.TestCase):
    def ask(self, server, *parts):
        """Sends them with pauses, and no more; gives all that comes."""
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            for part in parts:
                connection.sendall(part)
                time.sleep(0.01)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while received := connection.recv(65536):
                answer += received
            return answer.decode()

    def curl(self, server, *arguments):
        result = subprocess.run(["curl", "-sS", *arguments], capture_output=True, text=True,
                                check=True, timeout=HANG_SECONDS)
        return result.stdout

    def test_answers_curl(self):
        with Server("http_server") as server:
            place = f"http://127.0.0.1:{server.port}"
            self.assertEqual(self.curl(server, f"{place}/"), "/echo and /count\n")
            self.assertEqual(self.curl(server, f"{place}/count"), "1\n2\n3\n")
            self.assertEqual(self.curl(server, "--data", "x" * 60_000, f"{place}/echo"),
                             "x" * 60_000)
            chunked = ("-H", "Transfer-Encoding: chunked", "-d", "hello")
            self.assertEqual(self.curl(server, *chunked, f"{place}/echo"), "hello")
            both = self.curl(server, "-w", "%{num_connects}", f"{place}/", f"{place}/")
            self.assertEqual(both, "/echo and /count\n1/echo and /count\n0", "kept alive")

    def test_refuses_what_is_wrong_or_too_much(self):
        get = b"GET / HTTP/1.1\r\nHost: a\r\n"
        post = b"POST /echo HTTP/1.1\r\nHost: a\r\n"
        requests = {
            b"nonsense\r\n\r\n": "400",
            b"GET / HTTP/3.0\r\n\r\n": "505",
            b"GET / HTTP/1.0\r\n\r\n": "200",
            b"GET / HTTP/1.1\r\n\r\n": "400",
            get + b"host: b\r\n\r\n": "400",
            b"GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n": "400",
            get + b"no colon\r\n\r\n": "400",
            b"GET /none HTTP/1.1\r\nHost: a\r\n\r\n": "404",
            b"PUT / HTTP/1.1\r\nHost: a\r\n\r\n": "405",
            post + b"Content-Length: 65537\r\n\r\n": "413",
            post + b"Content-Length: -1\r\n\r\n": "400",
            post + b"Transfer-Encoding: chunked\r\n\r\nfffffff\r\n": "413",
            post + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n": "400",
            post + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc": "400",
            get + b"a: b\r\n" * 64 + b"\r\n": "431",
            b"GET / HTTP/1.1\nHost: a\n\n": "400",
            b" / HTTP/1.1\r\nHost: a\r\n\r\n": "400",
            b"GET  HTTP/1.1\r\nHost: a\r\n\r\n": "400",
            b"G(T / HTTP/1.1\r\nHost: a\r\n\r\n": "400",
            b"GET / http/1.1\r\nHost: a\r\n\r\n": "400",
            b"GET / HTTP/1.1x\r\nHost: a\r\n\r\n": "400",
            b"GET / HTTP/1.2\r\nHost: a\r\n\r\n": "200",
            get + b"a\xffb: c\r\n\r\n": "400",
            get + b"a: \x7f\r\n\r\n": "400",
            get + b"a: b\r\n folded\r\n\r\n": "400",
            b"GET /echo HTTP/1.1\r\nHost: a\r\n\r\n": "405",
            b"PUT /none HTTP/1.1\r\nHost: a\r\n\r\n": "404",
            b"GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n": "400",
            post + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab": "400",
            post + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n": "400",
            b"GET /" + b"x" * 5_000: "431",
        }
        with Server("http_server") as server:
            for request, status in requests.items():
                with self.subTest(request=request[:60]):
                    self.assertEqual(self.ask(server, request).split()[1], status)
            self.assertIn("\r\nAllow: GET, HEAD\r\n",
                          self.ask(server, b"PUT / HTTP/1.1\r\nHost: a\r\n\r\n"))
            in_parts = self.ask(server, b"GET / HT", b"TP/1.1\r", b"\nHost: a\r\n\r\n")
            self.assertEqual(in_parts.split()[1], "200")

    def test_a_request_that_never_ends_has_a_time_limit(self):
        with (Server("http_server") as server,
              socket.create_connection(("127.0.0.1", server.port)) as connection):
            start = time.monotonic()
            answer = b""
            for byte in itertools.cycle(b"GET / HTTP/1.1\r\nx: y\r\nz"):
                connection.sendall(bytes([byte]))
                if select.select([connection], [], [], 0.2)[0]:
                    answer = connection.recv(65536)
                    break
            self.assertEqual(answer.split()[1], b"408")
            self.assertLess(time.monotonic() - start, HANG_SECONDS)


class ClientServerTest(unittest.TestCase):
    def command(self):
        """The program with a port that nobody has."""
        return [program("client_server", HOST), str(free_port())]

    def test_the_client_comes_again_until_the_server_is_there(self):
        result = subprocess.run(self.command(), capture_output=True, text=True,
                                timeout=HANG_SECONDS, check=True)
        lines = result.stdout.splitlines()
        self.assertEqual(lines[0], "client: OSError")
        talk = [line for line in lines if line != "client: OSError"]
        self.assertEqual(talk, [
            'server got {"temperature": 20}', 'client got {"lines": 1}',
            'server got {"temperature": 21}', 'client got {"lines": 2}',
            'server got {"temperature": 22}', 'client got {"lines": 3}',
        ])

    def test_it_goes_on_when_nobody_reads_what_it_prints(self):
        reads, writes = os.pipe()
        os.close(reads)
        try:
            result = subprocess.run(self.command(), stdout=writes,
                                    timeout=HANG_SECONDS, check=False)
        finally:
            os.close(writes)
        self.assertEqual(result.returncode, 0)


if __name__ == "__main__":
    unittest.main()
