# SPDX-License-Identifier: MIT
"""TLS on a chip: a probe on the emulated lm3s6965evb, and servers of this computer that are
OpenSSL's and CPython's."""
# NEEDS: g++ qemu-system-arm arm-none-eabi-g++ cmake openssl mosquitto socat build/mbedtls/fetched

import contextlib
import socket
import ssl
import struct
import subprocess
import threading
import time
import unittest

from certificates import Authority, openssl
from datagram_peers import DatagramServer
from places import (HANG_SECONDS, HOST, NETWORK_BOARD, ROOT, SIM, Board, NetworkProbe,
                    network_program, program)
from test_mqtt import Mosquitto, messages
from test_mqtt_chip import network_with
from test_tls import SServer

AUTHORITY = Authority()
GOOD = AUTHORITY.make("good", names="DNS:localhost,IP:10.0.2.2")
FROM_1900_TO_1970 = 2_208_988_800
LONG = (b"x" * 99 + b"\n") * 60  # more than the longest record of the chip
DAY_S = 86_400


def time_answer(question, utc=None, first=0x24, stratum=2):
    seconds = int(time.time() if utc is None else utc) + FROM_1900_TO_1970
    return (bytes([first, stratum, 0, 0]) + bytes(20) + question[40:48] + bytes(8)
            + struct.pack(">II", seconds % 2**32, 0))


class Server:
    """Gives each client's connection to a function, after a handshake by CPython's ssl."""

    def __init__(self, identity, talk, version=ssl.TLSVersion.TLSv1_2):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(identity)
        self.context.maximum_version = version
        self.talk = talk
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError):  # it is closed, or a client has refused it
            while True:
                raw = self.listener.accept()[0]
                raw.settimeout(HANG_SECONDS)
                with contextlib.suppress(ssl.SSLError):
                    self.talk(self.context.wrap_socket(raw, server_side=True))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()


def echo(client):
    client.sendall(client.recv(100))
    client.unwrap().close()


def end_without_a_word(client):
    client.sendall(b"not all\n")
    while client.recv(100):  # all of it: what is left unread makes a reset of the end
        pass
    socket.socket(fileno=client.detach()).close()


def answer_at_length(client):
    client.sendall(LONG)
    client.recv(100)
    client.unwrap().close()


@contextlib.contextmanager
def without_tls(says):
    """A server that says this to whoever comes, and no more. Gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener, contextlib.ExitStack() as clients:
        def serve():
            with contextlib.suppress(OSError):  # it is closed
                while True:
                    clients.enter_context(client := listener.accept()[0])
                    client.sendall(says)

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]


def limit_of(identity):
    """The second in which a certificate ends to be valid."""
    said = subprocess.run(["openssl", "x509", "-in", identity, "-noout", "-enddate"], text=True,
                          capture_output=True, check=True).stdout
    return ssl.cert_time_to_seconds(said.strip().partition("=")[2])


class TlsProbe(NetworkProbe):
    """tests/target/interactive/tls_probe.cpp, which trusts AUTHORITY."""

    def __init__(self, fast=False):
        super().__init__("tls_probe", fast=fast)
        self.said_at_first = self.trust(AUTHORITY.trusted)

    def trust(self, file):
        text = file.read_text()
        certificate = text[:text.index("-----END")] + "-----END CERTIFICATE-----"
        return self.order("trust\n" + certificate, "context: no error\n")

    def set_time(self, **answer):
        with DatagramServer(lambda question: [time_answer(question, **answer)]) as server:
            self.order(f"sntp {server.port}", "it is ")
            return self.board.read_until("UTC\n")

    def visit(self, port, host=""):
        """What is said of it."""
        self.board.write(f"visit {port} {host}\n".replace(" \n", "\n"))
        said = ""
        while "closed\n" not in said and "failed: " not in said:
            said += self.board.read_until("\n")
        return said

    def memory(self):
        """Bytes of mbedTLS's: those in use, and the most that ever were."""
        self.order("memory", "memory ")
        return [int(word) for word in self.board.read_until("\n").split()]


class TlsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.probe = TlsProbe()
        cls.addClassCleanup(cls.probe.board.close)

    def setUp(self):
        self.probe.set_time()

    def assert_fails(self, port, why, host="localhost"):
        self.assertEqual(self.probe.visit(port, host).splitlines()[-1], f"failed: {why}")

    def assert_serves(self):
        with Server(GOOD, echo) as server:
            self.assertIn("got hello\nclosed\n", self.probe.visit(server.port, "localhost"))

    def test_s_server_answers(self):
        with SServer("-cert", GOOD, "-tls1_2", "-rev") as server:
            for host in ("localhost", ""):  # the name, and the number
                self.assertIn("got olleh\nclosed\n", self.probe.visit(server.port, host))

    def test_an_open_stream_goes_on_with_tls(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(GOOD)
        for words, wanted in ((b"go\n", "got hello\nclosed\n"),
                              (b"go\nnot TLS\n", "failed: RuntimeError: start_tls: bytes without "
                               "TLS are on their way\n")):
            with socket.create_server(("127.0.0.1", 0)) as listener:
                self.probe.board.write(f"upgrade {listener.getsockname()[1]} localhost\n")
                raw = listener.accept()[0]
                raw.settimeout(HANG_SECONDS)
                raw.sendall(b"220 ready\n")
                self.assertEqual(raw.recv(100), b"STARTTLS\n")
                raw.sendall(words)
                if words == b"go\n":
                    echo(context.wrap_socket(raw, server_side=True))
                self.probe.board.read_until(wanted)
                raw.close()

    def test_a_session_goes_on_and_nothing_is_left_behind(self):
        with Server(GOOD, echo) as server:
            self.probe.visit(server.port, "localhost")
            before = self.probe.memory()[0]
            self.assertIn("resumed yes", self.probe.visit(server.port, "localhost"))
            self.assertEqual(self.probe.memory()[0], before)

    def test_a_server_is_asked_for_short_records(self):
        with Server(GOOD, answer_at_length) as server:
            said = self.probe.visit(server.port, "localhost")
            self.assertEqual(said.count(f"got {'x' * 99}\n"), 60)

    def test_what_is_lost_is_sent_again(self):
        """One frame in ten, both ways."""
        with Server(GOOD, echo) as server:
            for seed in (1, 2, 3):
                self.probe.order(f"lose 10 {seed}", "losing")
                said = self.probe.visit(server.port, "localhost")
                self.probe.order("lose 0 0", "losing")
                self.assertIn("got hello\nclosed\n", said)

    def test_a_wrong_host(self):
        with Server(GOOD, echo) as server:
            self.assert_fails(server.port, "OSError 20008: the certificate is for localhost, not "
                              "for example.com (mbedTLS 0x0004)", "example.com")
        self.assert_serves()

    def test_an_unknown_issuer(self):
        self.probe.trust(Authority().trusted)
        with Server(GOOD, echo) as server:
            self.assert_fails(server.port, "OSError 20007: certificate of localhost was issued by "
                              "Test Issuer, whom nobody here trusts (mbedTLS 0x0008)")
        self.probe.trust(AUTHORITY.trusted)
        self.assert_serves()

    def test_a_certificate_that_has_expired_or_is_not_valid_yet(self):
        end = limit_of(GOOD)
        with Server(GOOD, echo) as server:
            self.probe.set_time(utc=end + 1)
            self.assert_fails(server.port, "OSError 20004: certificate of localhost expired "
                              f"{time.strftime('%Y-%m-%d', time.gmtime(end))} (mbedTLS 0x0001)")
            begin = time.strftime("%Y-%m-%d", time.gmtime(end - DAY_S))
            self.probe.set_time(utc=end - 2 * DAY_S)
            said = self.probe.visit(server.port, "localhost")
            self.assertIn(f"is not valid before {begin} (mbedTLS 0x0200)", said)

    def test_a_server_that_says_nothing_has_a_time_limit(self):
        self.probe.order("limit 200", "limited")
        with without_tls(b"") as port:
            self.assert_fails(port, "TimeoutError: the TLS handshake took too long")
        self.probe.order("limit 60000", "limited")

    def test_a_server_that_speaks_something_else(self):
        with without_tls(b"220 ready\r\n") as port:
            self.assert_fails(port, "OSError 20002: the peer does not speak TLS")

    def test_records_that_are_too_long(self):
        with without_tls(b"\x16\x03\x03\x20\0" + bytes(100)) as port:
            self.assert_fails(port, "OSError 20016: a record of the peer is longer than there is "
                              "room for")

    def test_a_server_that_has_a_key_of_rsa_only(self):
        key = ("-newkey", "rsa:2048", "-nodes", "-keyout", "rsa.pem")
        openssl("req", "-x509", *key, "-subj", "/CN=rsa", "-out", "rsa.crt",
                folder=AUTHORITY.folder)
        words = ("-cert", AUTHORITY.folder / "rsa.crt", "-key", AUTHORITY.folder / "rsa.pem")
        with SServer(*words) as server:
            self.assert_fails(server.port, "OSError 20296: the peer has refused")

    def test_an_end_that_was_not_said_is_none(self):
        with Server(GOOD, end_without_a_word) as server:
            said = self.probe.visit(server.port, "localhost")
            self.assertIn("got not all\n", said)
            self.assertIn("failed: OSError 20003: the connection ended without the end of TLS: "
                          "what came may not be all", said)

    def test_others_wait_for_a_step_of_a_handshake_at_most(self):
        """By a clock that counts instructions: 64 ns are one. A whole product of a point takes more
        than ten millions of them."""
        with TlsProbe(fast=True) as probe, Server(GOOD, echo) as server:
            probe.set_time()
            said = probe.visit(server.port, "localhost")
            instructions = int(said.partition("longest turn ")[2].split()[0]) * 1000 // 64
            self.assertLess(instructions, 2_000_000)

    def test_others_wait_for_a_step_of_a_servers_handshake_at_most(self):
        with TlsProbe(fast=True) as probe:
            probe.order("serve", "serving: no error\n")
            client = ssl.create_default_context(
                cafile=ROOT / "build" / "tls" / "localhost.pem").wrap_socket(
                    socket.create_connection(("127.0.0.1", probe.port), timeout=HANG_SECONDS),
                    server_hostname="localhost")
            client.sendall(b"hello")
            self.assertEqual(client.recv(100), b"hello")
            client.unwrap().close()
            probe.order("longest", "longest turn ")
            instructions = int(probe.board.read_until("\n")) * 1000 // 64
            self.assertLess(instructions, 2_000_000)

    def test_without_the_time_no_certificate_is_valid(self):
        with TlsProbe() as probe, Server(GOOD, echo) as server:
            self.assertIn("TLS without a source of chance: anybody can read it. For tests only\n",
                          probe.said_at_first)
            self.assertEqual(probe.visit(server.port), "failed: OSError 20015: time not set: is a "
                             "certificate valid today?\n")


class MqttTest(unittest.TestCase):
    """examples/mqtt.cpp, as ./run --board lm3s6965evb --net --tls builds it."""

    def test_a_station_talks_with_a_broker_over_tls(self):
        station = network_program("example_mqtt", "tls")
        identity = ROOT / "build" / "tls" / "localhost.pem"
        broker = Mosquitto("user root", f"certfile {identity}", f"keyfile {identity}",
                           client_options=("--cafile", identity))
        self.addCleanup(broker.close)
        with broker.listener(5) as listener:
            with Board(NETWORK_BOARD, station,
                       qemu_arguments=network_with(broker.port, 8883)) as board:
                board.read_until("confirmed 1\n")
                broker.publish("garden/valve", "open")
                self.assertEqual(board.read_until("confirmed 2\n"),
                                 "garden/valve open\nconfirmed 2\n")
            self.assertEqual(messages(listener), [
                "garden/status online", "garden/temperature 21.1", "garden/valve open",
                "garden/temperature 22.2", "garden/status offline"])


class TimeTest(unittest.TestCase):
    def assert_told(self, says, wanted):
        """On this computer, whose program is that of the chip."""
        with DatagramServer(says) as server:
            said = subprocess.run([program("sntp", HOST), "127.0.0.1", str(server.port)], text=True,
                                  capture_output=True, timeout=HANG_SECONDS, check=True).stdout
            self.assertIn(wanted, said)

    def test_the_time_is_told(self):
        self.assert_told(lambda question: [time_answer(question, utc=1_772_323_199.0)],
                         "it is 2026-02-28 23:59:59 UTC\n")

    def test_the_seconds_begin_again_in_2036(self):
        self.assert_told(lambda question: [time_answer(question, utc=2_085_978_595)],
                         "it is 2036-02-07 06:29:55 UTC\n")

    def test_what_is_no_answer_is_not_taken_for_one(self):
        def says(question):
            other = bytes(47) + b"x"
            wrong = ({"stratum": 0}, {"stratum": 16}, {"first": 0xE4}, {"first": 0x23})
            return [b"", time_answer(question)[:47], time_answer(other, utc=0),
                    *(time_answer(question, utc=0, **mistake) for mistake in wrong),
                    time_answer(question, utc=951_782_400)]

        self.assert_told(says, "it is 2000-02-29 00:00:00 UTC\n")

    def test_nobody_tells(self):
        said = subprocess.run([program("sntp", SIM)], text=True, capture_output=True,
                              timeout=HANG_SECONDS, check=True).stdout
        self.assertEqual(said, "no time: OSError 111\n")


class BuildTest(unittest.TestCase):
    def test_a_board_without_chance_must_be_told_to_go_without(self):
        result = subprocess.run(
            ["cmake", "-S", ROOT, "-B", AUTHORITY.folder / "build", "-G", "Ninja",
             "-DUASYNCIO_BOARD=lm3s6965evb", f"-DUASYNCIO_MBEDTLS={ROOT / 'build' / 'mbedtls'}"],
            text=True, capture_output=True, timeout=HANG_SECONDS, check=False)
        self.assertNotEqual(result.returncode, 0)
        said = " ".join(result.stderr.split())
        self.assertIn("UASYNCIO_MBEDTLS: without UASYNCIO_ENTROPY_SOURCES anybody can read what a "
                      "chip encrypts", said)


if __name__ == "__main__":
    unittest.main()
