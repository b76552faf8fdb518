# SPDX-License-Identifier: MIT
"""examples/mqtt.cpp with a real broker, Mosquitto, and with one that misbehaves."""
# NEEDS: g++ cmake ninja mosquitto mosquitto_sub mosquitto_pub openssl

import contextlib
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

from certificates import Authority
from places import HANG_SECONDS, HOST, free_port, program

# First bytes of packets, or all of them.
CONNECT = 0x10
CONNACK_ACCEPTED = b"\x20\x02\x00\x00"
PUBLISH_WITH_RECEIPT = 0x32
PUBLISH_AGAIN = 0x08
PUBACK = b"\x40\x02"


@contextlib.contextmanager
def running(*command):
    """Line by line, and for a bounded time: what waits for its output ends then, too."""
    process = subprocess.Popen(["stdbuf", "-oL", *command], text=True, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
    limit = threading.Timer(HANG_SECONDS, process.kill)
    limit.start()
    try:
        yield process
    finally:
        limit.cancel()
        process.kill()
        process.communicate()


def station(port, count, *trusted):
    return running(program("mqtt", HOST), "127.0.0.1", str(port), str(count), *trusted)


def lines_until(process, last):
    """What it prints, up to and including a line that begins so."""
    lines = []
    while not lines or not lines[-1].startswith(last):
        line = process.stdout.readline()
        if not line:
            raise AssertionError(f"no {last!r} in {lines}")
        lines.append(line.rstrip("\n"))
    return lines


def rest(process):
    return process.communicate(timeout=HANG_SECONDS)[0].splitlines()


class Mosquitto:
    def __init__(self, *settings, client_options=()):
        self.client_options = client_options
        self.port = free_port()
        self.folder = tempfile.TemporaryDirectory()
        self.settings = Path(self.folder.name) / "mosquitto.conf"
        self.settings.write_text("\n".join((
            f"listener {self.port} 127.0.0.1", "allow_anonymous true", *settings, "")))
        self.start()

    def start(self):
        self.process = subprocess.Popen(["mosquitto", "-c", self.settings],
                                        stderr=subprocess.DEVNULL)
        end = time.monotonic() + HANG_SECONDS
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self.port)).close()
            except ConnectionRefusedError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        self.kill()
        self.folder.cleanup()

    @contextlib.contextmanager
    def listener(self, count):
        """Has subscribed; ends after so many messages."""
        with running("mosquitto_sub", "-p", str(self.port), *self.client_options, "-d", "-v",
                     "-q", "1", "-t", "garden/#", "-C", str(count)) as process:
            lines_until(process, "Subscribed")
            yield process

    def publish(self, topic, text):
        subprocess.run(["mosquitto_pub", "-p", str(self.port), *self.client_options, "-q", "1",
                        "-t", topic, "-m", text],
                       check=True, timeout=HANG_SECONDS)


def messages(listener):
    return [line for line in rest(listener) if line.startswith("garden/")]


class WithMosquittoTest(unittest.TestCase):
    def setUp(self):
        self.broker = Mosquitto()
        self.addCleanup(self.broker.close)

    def test_readings_are_confirmed_and_commands_come(self):
        with self.broker.listener(5) as listener:
            with station(self.broker.port, 2) as process:
                lines_until(process, "confirmed 1")
                self.broker.publish("garden/valve", "open")
                self.assertEqual(rest(process), ["garden/valve open", "confirmed 2"])
            self.assertEqual(messages(listener), [
                "garden/status online", "garden/temperature 21.1", "garden/valve open",
                "garden/temperature 22.2", "garden/status offline",
            ])

    def test_a_station_that_dies_has_a_last_will(self):
        with self.broker.listener(3) as listener:
            with station(self.broker.port, 0) as process:
                lines_until(process, "confirmed 1")
            self.assertEqual(messages(listener), [
                "garden/status online", "garden/temperature 21.1", "garden/status offline"])

    def test_its_status_stays_with_the_broker(self):
        with self.broker.listener(3) as listener, station(self.broker.port, 1) as process:
            rest(process)
            rest(listener)
        with self.broker.listener(1) as listener:
            self.assertEqual(messages(listener), ["garden/status offline"])

    def test_a_broker_that_stands_still_is_left_and_found_again(self):
        with station(self.broker.port, 3) as process:
            lines_until(process, "confirmed 1")
            self.broker.process.send_signal(signal.SIGSTOP)
            lines_until(process, "no connection: TimeoutError")
            lines_until(process, "no connection: TimeoutError")  # the next one is not answered
            self.broker.process.send_signal(signal.SIGCONT)
            self.assertEqual(rest(process)[-2:], ["confirmed 2", "confirmed 3"])

    def test_a_broker_that_goes_and_comes_again_loses_no_reading(self):
        with station(self.broker.port, 3) as process:
            lines_until(process, "confirmed 1")
            self.broker.kill()
            lines_until(process, "no connection: OSError 111")
            self.broker.start()
            with self.broker.listener(1) as listener:
                self.assertEqual(rest(process)[-2:], ["confirmed 2", "confirmed 3"])
                self.assertTrue(messages(listener))


class WithMosquittoOverTlsTest(unittest.TestCase):
    def setUp(self):
        authority = Authority()
        identity = authority.make("broker")
        self.trusted = authority.trusted
        self.stranger = authority.make("stranger")
        self.broker = Mosquitto(f"certfile {identity}", f"keyfile {identity}",
                                client_options=("--cafile", self.trusted))
        self.addCleanup(self.broker.close)

    def test_readings_commands_and_the_last_will(self):
        with self.broker.listener(5) as listener:
            with station(self.broker.port, 0, self.trusted) as process:
                lines_until(process, "confirmed 1")
                self.broker.publish("garden/valve", "open")
                self.assertEqual(lines_until(process, "confirmed 2"),
                                 ["garden/valve open", "confirmed 2"])
            self.assertEqual(messages(listener), [
                "garden/status online", "garden/temperature 21.1", "garden/valve open",
                "garden/temperature 22.2", "garden/status offline",
            ])

    def test_a_broker_that_goes_in_the_middle_of_a_handshake_is_found_again(self):
        self.broker.process.send_signal(signal.SIGSTOP)  # the system answers, the broker does not
        with station(self.broker.port, 1, self.trusted) as process:
            end = time.monotonic() + HANG_SECONDS
            while not self.has_a_client() and time.monotonic() < end:
                time.sleep(0.01)
            self.broker.kill()
            self.broker.start()
            self.assertEqual(rest(process)[-1], "confirmed 1")

    def has_a_client(self):
        port = f":{self.broker.port:04X} "
        connections = Path("/proc/net/tcp").read_text().splitlines()[1:]
        established = "01"
        return any(port in line.split(maxsplit=2)[1] + " " and line.split()[3] == established
                   for line in connections)

    def test_a_broker_that_is_not_trusted_is_named(self):
        with station(self.broker.port, 1, self.stranger) as process:
            line = lines_until(process, "no connection")[-1]
            self.assertIn("was issued by Test Issuer, whom nobody here trusts", line)


class FakeBroker:
    """Does what a test says."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(HANG_SECONDS)
        self.port = self.listener.getsockname()[1]

    @contextlib.contextmanager
    def client(self, answer=CONNACK_ACCEPTED):
        """The next one that connects, its greeting answered so."""
        connection = self.listener.accept()[0]
        connection.settimeout(HANG_SECONDS)
        with connection:
            greeting = self.packet(connection)
            assert greeting[0] == CONNECT, greeting
            connection.sendall(answer)
            yield connection

    @staticmethod
    def packet(connection):
        """All bytes of one; those of the station are shorter than 128."""
        head = connection.recv(2, socket.MSG_WAITALL)
        return head + connection.recv(head[1], socket.MSG_WAITALL)

    def reading(self, connection):
        """The next one with a receipt."""
        while True:
            packet = self.packet(connection)
            if packet[0] & ~PUBLISH_AGAIN == PUBLISH_WITH_RECEIPT:
                return packet

    @staticmethod
    def number(packet):
        begin = 4 + packet[3]
        return packet[begin:begin + 2]


class WithFakeBrokerTest(unittest.TestCase):
    def setUp(self):
        self.broker = FakeBroker()
        self.addCleanup(self.broker.listener.close)

    def test_what_was_not_confirmed_is_sent_again_and_says_so(self):
        with station(self.broker.port, 1) as process:
            with self.broker.client() as connection:
                first = self.broker.reading(connection)
                self.assertEqual(first[0], PUBLISH_WITH_RECEIPT)
            with self.broker.client() as connection:
                again = self.broker.reading(connection)
                self.assertEqual(again[0], PUBLISH_WITH_RECEIPT | PUBLISH_AGAIN)
                self.assertEqual(again[1:], first[1:])
                connection.sendall(PUBACK + b"\x12\x34")  # not the one that was sent
                connection.sendall(PUBACK + self.broker.number(again))
                self.assertEqual(rest(process)[-1:], ["confirmed 1"])

    def test_each_mistake_of_a_broker_is_told_and_the_next_connection_works(self):
        too_large = CONNACK_ACCEPTED + b"\x30\xff\xff\xff\x7f"
        endless_length = CONNACK_ACCEPTED + b"\x30\xff\xff\xff\xff\x01"
        topic_longer_than_packet = CONNACK_ACCEPTED + b"\x30\x03\x00\x09a"
        refused_subscription = CONNACK_ACCEPTED + b"\x90\x03\x00\x01\x80"
        answers = {
            b"\x20\x02\x00\x05": "5: the broker refuses us",
            b"HT" + bytes(84): "ValueError: this is no broker",
            too_large: "ValueError: too large a packet",
            endless_length: "ValueError: this is no MQTT",
            refused_subscription: "ValueError: the broker refuses our subscription",
            topic_longer_than_packet: "ValueError: a message without its text",
        }
        with station(self.broker.port, 1) as process:
            for answer, told in answers.items():
                with self.subTest(told), self.broker.client(answer):
                    line = lines_until(process, "no connection")[-1]
                    self.assertTrue(line.endswith(told), line)
            with self.broker.client() as connection:
                packet = self.broker.reading(connection)
                connection.sendall(PUBACK + self.broker.number(packet))
                self.assertEqual(rest(process)[-1:], ["confirmed 1"])

    def test_one_that_never_answers_has_a_time_limit(self):
        with station(self.broker.port, 1) as process, self.broker.client(b""):
            self.assertEqual(lines_until(process, "no connection"),
                             ["no connection: TimeoutError"])


if __name__ == "__main__":
    unittest.main()
