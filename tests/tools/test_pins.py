# SPDX-License-Identifier: MIT
"""Pin interrupts of the boards: each pin has its own handler, and what a chip cannot do is refused.

tests/target/interactive/pin_probe.cpp watches the pins that it is told: "a3" is pin 3 of port A.
"""
# NEEDS: qemu-system-arm arm-none-eabi-g++ cmake ninja

import unittest

from places import Board, firmware

from boards import Pin


class PinsTest(unittest.TestCase):
    def start(self, name):
        board = Board(name, firmware("pin_probe", name), fast=True)
        self.addCleanup(board.close)
        board.read_until("ready\n")
        return board

    def command(self, board, text):
        board.write(f"{text}\n")
        return board.read_until("\n").strip()

    def edge(self, board, pin, level):
        """The line that a change of this pin brings."""
        board.set_pin(pin, level)
        return board.read_until("\n").strip()

    def test_every_pin_of_every_port_of_the_lm3s(self):
        board = self.start("lm3s6965evb")
        pins = {"a": (2, 3, 4, 5, 6, 7),  # PA0 and PA1 are the console's
                "b": range(7), "c": range(4, 8), "d": range(8), "e": range(4), "f": range(4),
                "g": range(2)}
        first_port = 8  # of QEMU's devices
        places = {f"{port}{number}": Pin(f"/machine/unattached/device[{device}]", number)
                  for device, (port, numbers) in enumerate(pins.items(), first_port)
                  for number in numbers}
        for name in places:
            self.assertEqual(self.command(board, name), "watching", name)
        for level, word in ((1, "high"), (0, "low")):
            for name, pin in places.items():
                if level == 1 and (name == "f1" or pin in board.kind.pulled_up):
                    continue  # the button and what a resistor pulls up: high already
                self.assertEqual(self.edge(board, pin, level), f"edge {name[0]} {name[1]} {word}")
        for name in ("b7", "c0", "c3", "e4", "g2"):
            self.assertEqual(self.command(board, name), "no such pin", name)

    def test_every_line_of_the_stm32_is_for_one_port(self):
        board = self.start("pyboard")
        for line in range(16):
            self.assertEqual(self.command(board, f"c{line}"), "watching", line)
            self.assertEqual(self.command(board, f"a{line}"), "busy", line)
        for line in range(16):
            pin = Pin("/machine/unattached/device[0]/exti", line)
            board.set_pin(pin, 1)
            self.assertEqual(self.edge(board, pin, 0), f"edge c {line} low")
        self.assertEqual(self.command(board, "-a9"), "ended", "not its own")
        self.assertEqual(self.command(board, "a9"), "busy")
        self.assertEqual(self.command(board, "-c9"), "ended")
        self.assertEqual(self.command(board, "a9"), "watching")
        self.assertEqual(self.command(board, "a16"), "no such pin")

    def test_the_fifth_pin_of_the_nrf_is_refused(self):
        board = self.start("microbit")
        numbers = (0, 17, 26, 30)
        for number in numbers:
            board.set_pin(Pin("/machine/nrf51", number), 1)
            self.assertEqual(self.command(board, f"a{number}"), "watching", number)
        self.assertEqual(self.command(board, "a1"), "busy")
        self.assertEqual(self.command(board, "a31"), "no such pin")
        for number in numbers:
            self.assertEqual(self.edge(board, Pin("/machine/nrf51", number), 0),
                             f"edge a {number} low")
        self.assertEqual(self.command(board, "-a26"), "ended")
        self.assertEqual(self.command(board, "a1"), "watching")


if __name__ == "__main__":
    unittest.main()
