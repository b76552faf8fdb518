# SPDX-License-Identifier: MIT
"""TLS with peers of others: CPython's ssl, curl, openssl s_client and s_server."""
# NEEDS: g++ cmake ninja curl openssl

import asyncio
import socket
import ssl
import subprocess
import threading
import unittest

from certificates import Authority
from places import HANG_SECONDS, HOST, ROOT, free_port, program

WRONG_HOST = """\
OSError 20008: the certificate is for example.com, not for localhost (hostname mismatch, X509 62)
"""


AUTHORITY = Authority()
GOOD = AUTHORITY.make("good")


class EchoServer:
    """Our echo server over TLS."""

    def __enter__(self):
        self.process = subprocess.Popen(
            [program("echo_server", HOST), "0", "--tls", str(GOOD)], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        words, _, port = self.process.stdout.readline().rpartition(" ")
        assert words == "serving TLS on port"
        self.port = int(port)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.reports = self.process.communicate()[1]


def trusting():
    return ssl.create_default_context(cafile=AUTHORITY.trusted)


class ServerTest(unittest.TestCase):
    def test_answers_many_clients_of_cpython(self):
        async def client(port, number):
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", port, ssl=trusting(), server_hostname="localhost")
            text = f"client {number} ".encode() * (number * 997)
            writer.write(text)
            answer = await reader.readexactly(len(text))
            writer.close()
            await writer.wait_closed()
            return answer == text

        async def all_clients(port):
            return await asyncio.gather(*(client(port, number) for number in range(1, 41)))

        with EchoServer() as server:
            self.assertEqual(asyncio.run(all_clients(server.port)), [True] * 40)
        self.assertEqual(server.reports, "")

    def test_answers_s_client_in_both_versions(self):
        with EchoServer() as server:
            for version in ("-tls1_3", "-tls1_2"):
                result = subprocess.run(
                    ["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", version,
                     "-CAfile", AUTHORITY.trusted, "-verify_return_error", "-verify_hostname",
                     "localhost", "-quiet", "-no_ign_eof"], input="hello\nQ\n", text=True,
                    capture_output=True, timeout=HANG_SECONDS)
                self.assertEqual(result.returncode, 0, result.stderr)

    def test_says_why_a_handshake_failed_and_goes_on(self):
        with EchoServer() as server:
            with self.assertRaises(ssl.SSLCertVerificationError):
                ssl.create_default_context().wrap_socket(
                    socket.create_connection(("127.0.0.1", server.port)),
                    server_hostname="localhost")
            with socket.create_connection(("127.0.0.1", server.port)) as plain:
                plain.sendall(b"GET / HTTP/1.0\r\n\r\n")
                self.assertEqual(plain.recv(100), b"")  # in order, not a reset
            with trusting().wrap_socket(socket.create_connection(("127.0.0.1", server.port)),
                                        server_hostname="localhost") as good:
                good.sendall(b"still here?")
                self.assertEqual(good.recv(100), b"still here?")
        self.assertIn("the peer has refused: unknown issuer of the certificate (alert 48)",
                      server.reports)
        self.assertIn("the peer does not speak TLS", server.reports)

    def test_a_client_that_cuts_the_line_is_reported(self):
        with EchoServer() as server:
            raw = socket.create_connection(("127.0.0.1", server.port))
            secured = trusting().wrap_socket(raw, server_hostname="localhost")
            secured.sendall(b"half of a mess")
            secured.recv(100)
            secured.detach()
            raw = None
            with trusting().wrap_socket(socket.create_connection(("127.0.0.1", server.port)),
                                        server_hostname="localhost") as other:
                other.sendall(b"x")
                self.assertEqual(other.recv(1), b"x")


class SServer:
    """openssl s_server, as a web server if the words do not say otherwise."""

    def __init__(self, *words):
        self.port = free_port()
        self.words = words

    def __enter__(self):
        self.process = subprocess.Popen(
            ["openssl", "s_server", "-accept", f"127.0.0.1:{self.port}", *self.words,
             *(() if "-rev" in self.words else ("-www",))],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        while (line := self.process.stdout.readline()) and b"ACCEPT" not in line:
            pass
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


def client_says(port, host="localhost", trusted=AUTHORITY.trusted):
    result = subprocess.run([program("tls_client", HOST), host, str(port), str(trusted)],
                            text=True, capture_output=True, timeout=HANG_SECONDS)
    return result.stdout


class ClientTest(unittest.TestCase):
    def test_talks_with_s_server_in_both_versions(self):
        for version, name in (("-tls1_3", "TLSv1.3"), ("-tls1_2", "TLSv1.2")):
            with SServer("-cert", GOOD, version) as server:
                self.assertEqual(client_says(server.port),
                                 f"localhost talks {name}\nit says HTTP/1.0 200 ok\n")

    def test_explains_a_bad_certificate_in_one_line(self):
        other = AUTHORITY.make("other", names="DNS:example.com")
        with SServer("-cert", other) as server:
            self.assertEqual(client_says(server.port), WRONG_HOST)
        with SServer("-cert", GOOD) as server:
            said = client_says(server.port, trusted=other)
            self.assertEqual(said.count("\n"), 1)
            self.assertIn("certificate of localhost was issued by Test Issuer, whom nobody here "
                          "trusts", said)

    def test_a_server_that_cuts_the_line_is_no_end(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(GOOD)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            def cut():
                connection, _ = listener.accept()
                secured = context.wrap_socket(connection, server_side=True)
                secured.recv(1000)
                secured.sendall(b"not all of a li")
                socket.socket(fileno=secured.detach()).close()

            thread = threading.Thread(target=cut, daemon=True)
            thread.start()
            said = client_says(listener.getsockname()[1])
            thread.join()
        self.assertIn("OSError 20003: the connection ended without the end of TLS", said)


class OursTest(unittest.TestCase):
    def test_our_client_talks_with_our_server(self):
        with EchoServer() as server:
            self.assertEqual(client_says(server.port),
                             "localhost talks TLSv1.3\nit says GET / HTTP/1.0\n")
        self.assertEqual(server.reports, "")


class CurlTest(unittest.TestCase):
    def test_the_echo_server_speaks_tls_to_curl(self):
        with EchoServer() as server:
            result = subprocess.run(
                ["curl", "-sS", "--http0.9", "--max-time", "0.5", "--cacert", AUTHORITY.trusted,
                 "-v", f"https://localhost:{server.port}/"], text=True, capture_output=True,
                timeout=HANG_SECONDS)
            self.assertIn("SSL certificate verify ok", result.stderr)


WITHOUT = """
#include <uasyncio.hpp>
namespace asyncio = uasyncio;
asyncio::Coro<> app() {
  const auto context = asyncio::TlsContext::client();
  asyncio::print(context.error());
  asyncio::DnsResolver names;
  const auto known = co_await asyncio::as_result(names.resolve("127.0.0.1", 80));
  const auto unknown = co_await asyncio::as_result(names.resolve("board.test", 80));
  asyncio::print(known.error(), unknown.error());
}
int main() { asyncio::run(app()); }
"""


class WithoutTest(unittest.TestCase):
    def test_a_build_without_openssl_and_c_ares_says_what_is_missing(self):
        library = program("tls_client", HOST).parents[1] / "libuasyncio.a"
        folder = AUTHORITY.folder
        (folder / "without.cpp").write_text(WITHOUT)
        subprocess.run(
            ["g++", "-std=c++20", "-DUASYNCIO_TRACE=1", "-I", ROOT / "include",  # as the library
             folder / "without.cpp", ROOT / "src/stream/tls/unavailable.cpp",
             ROOT / "src/stream/dns/unavailable.cpp", library, "-o", folder / "without"],
            check=True, timeout=10 * HANG_SECONDS)
        said = subprocess.run([folder / "without"], capture_output=True, text=True, check=True,
                              timeout=HANG_SECONDS).stdout.splitlines()
        self.assertEqual(said[0], "OSError 20000: this build has no TLS: install OpenSSL 3 "
                         "(libssl-dev) and build the library with -DUASYNCIO_TLS=ON")
        self.assertIn("OSError -4: this build asks no name servers: install c-ares "
                      "(libc-ares-dev)", said[1])


if __name__ == "__main__":
    unittest.main()
