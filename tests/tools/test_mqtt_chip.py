# SPDX-License-Identifier: MIT
"""examples/mqtt.cpp on the emulated lm3s6965evb: the same program, with a real broker, Mosquitto,
of this computer."""
# NEEDS: qemu-system-arm arm-none-eabi-g++ cmake ninja socat mosquitto build/lwip/fetched

import contextlib
import unittest

from places import NETWORK_BOARD, Board, network_program
from test_mqtt import FakeBroker, Mosquitto, messages



def network_with(port, port_of_broker=1883):
    """The program's 10.0.2.2 port 1883, where it looks for a broker, is this port of this computer:
    for each connection a process that passes on what comes."""
    relay = f"guestfwd=tcp:10.0.2.2:{port_of_broker}-cmd:socat -t5 - TCP:127.0.0.1:{port}"
    return ("-nic", f"user,model=stellaris,id=network,host=10.0.2.9,{relay}")


def station(port):
    return Board(NETWORK_BOARD, network_program("example_mqtt"), qemu_arguments=network_with(port))


class WithMosquittoTest(unittest.TestCase):
    def setUp(self):
        self.broker = Mosquitto()
        self.addCleanup(self.broker.close)

    def test_readings_are_confirmed_and_commands_come(self):
        with self.broker.listener(4) as listener, station(self.broker.port) as board:
            board.read_until("confirmed 1\n")
            self.broker.publish("garden/valve", "open")
            self.assertEqual(board.read_until("confirmed 2\n"), "garden/valve open\nconfirmed 2\n")
            self.assertEqual(messages(listener), [
                "garden/status online", "garden/temperature 21.1", "garden/valve open",
                "garden/temperature 22.2"])

    def test_a_station_that_dies_has_a_last_will(self):
        with self.broker.listener(3) as listener:
            with station(self.broker.port) as board:
                board.read_until("confirmed 1\n")
            self.assertEqual(messages(listener), [
                "garden/status online", "garden/temperature 21.1", "garden/status offline"])

    def test_a_broker_that_goes_and_comes_again_loses_no_reading(self):
        with station(self.broker.port) as board:
            board.read_until("confirmed 1\n")
            self.broker.kill()
            board.read_until("no connection: ")
            self.broker.start()
            with self.broker.listener(1) as listener:
                said = board.read_until("confirmed 3\n")
                self.assertIn("confirmed 2\n", said)
                self.assertTrue(messages(listener))


class WithFakeBrokerTest(unittest.TestCase):
    def setUp(self):
        self.broker = FakeBroker()
        self.addCleanup(self.broker.listener.close)

    def test_what_was_not_confirmed_is_sent_again_and_says_so(self):
        with station(self.broker.port):
            with self.broker.client() as connection:
                first = self.broker.reading(connection)
            with self.broker.client() as connection:
                again = self.broker.reading(connection)
            self.assertEqual(again[0], first[0] | 8)
            self.assertEqual(again[1:], first[1:])

    def test_it_keeps_the_connection_alive_and_leaves_one_that_does_not(self):
        """Without receipts nothing is sent but what keeps the connection."""
        with station(self.broker.port) as board, self.broker.client() as connection:
            self.broker.reading(connection)
            with contextlib.suppress(ConnectionError):
                while (packet := self.broker.packet(connection)) != b"\xc0\0":
                    self.assertTrue(packet)
            board.read_until("no connection: TimeoutError")


if __name__ == "__main__":
    unittest.main()
