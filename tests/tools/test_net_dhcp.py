# SPDX-License-Identifier: MIT
"""How a chip comes to its address: the emulated lm3s6965evb on a wire of the test's own, whose DHCP
server is silent, refuses what it has offered, and gives an address in the end."""
# NEEDS: qemu-system-arm arm-none-eabi-g++ cmake ninja build/lwip/fetched

import socket
import struct
import unittest

from places import HANG_SECONDS, NETWORK_BOARD, Board, network_program

DISCOVER, OFFER, REQUEST, ACK, NAK = 1, 2, 3, 5, 6
CHIP, SERVER = bytes([10, 9, 8, 7]), bytes([10, 9, 8, 1])
SERVER_HARDWARE = bytes([2, 0, 0, 0, 0, 1])
HEADERS = 14 + 20 + 8  # of Ethernet, IP and UDP
OPTIONS = HEADERS + 240


def checksum(header):
    total = sum(struct.unpack(f">{len(header) // 2}H", header))
    return 0xFFFF - (total % 0xFFFF or 0xFFFF)


class Wire:
    """Each frame is a datagram. Whom the chip asks is this."""

    def __init__(self):
        self.socket = socket.socket(type=socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(HANG_SECONDS)
        with socket.socket(type=socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1", 0))
            self.chip = other.getsockname()
        here, there = (f"127.0.0.1:{place[1]}" for place in (self.socket.getsockname(), self.chip))
        self.arguments = ("-nic", f"socket,model=stellaris,id=network,udp={here},localaddr={there}")

    def question(self, kind):
        """The next one of DHCP, which is of this kind."""
        while True:
            frame = self.socket.recv(2_000)
            if frame[12:14] == b"\x08\0" and frame[23] == 17 and frame[36:38] == b"\0\x43":
                assert frame[OPTIONS:OPTIONS + 3] == bytes([53, 1, kind]), frame[OPTIONS:]
                return frame

    def answer(self, question, kind):
        options = bytes([53, 1, kind, 54, 4, *SERVER])
        if kind != NAK:
            options += bytes([51, 4, 0, 1, 0, 0, 1, 4, 255, 255, 255, 0, 3, 4, *SERVER])
        asked = question[HEADERS:]
        text = (b"\2\1\6\0" + asked[4:8] + bytes(8) + (bytes(4) if kind == NAK else CHIP) + SERVER
                + bytes(4) + asked[28:44] + bytes(192) + b"\x63\x82\x53\x63" + options + b"\xff")
        udp = struct.pack(">HHHH", 67, 68, 8 + len(text), 0) + text
        start = struct.pack(">BBHHHBB", 0x45, 0, 20 + len(udp), 0, 0, 64, 17)
        places = SERVER + b"\xff\xff\xff\xff"
        header = start + checksum(start + bytes(2) + places).to_bytes(2, "big") + places
        frame = b"\xff" * 6 + SERVER_HARDWARE + b"\x08\0" + header + udp
        self.socket.sendto(frame, self.chip)


class DhcpTest(unittest.TestCase):
    def test_silence_and_a_refusal_make_it_ask_again(self):
        wire = Wire()
        self.addCleanup(wire.socket.close)
        with Board(NETWORK_BOARD, network_program("example_echo_server"),
                   qemu_arguments=wire.arguments) as board:
            first = wire.question(DISCOVER)
            again = wire.question(DISCOVER)  # nobody has answered
            self.assertEqual(again[6:12], first[6:12])
            wire.answer(again, OFFER)
            wire.answer(wire.question(REQUEST), NAK)
            wire.answer(wire.question(DISCOVER), OFFER)
            request = wire.question(REQUEST)
            self.assertIn(bytes([50, 4, *CHIP]), request[OPTIONS:])
            wire.answer(request, ACK)
            self.assertEqual(board.read_until("\n"), "serving on port 8007\n")


if __name__ == "__main__":
    unittest.main()
