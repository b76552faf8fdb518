# SPDX-License-Identifier: MIT
"""The I2C controller and the ADC of the lm3s6965evb, as QEMU has them: a TMP105 on the bus, whose
temperature the test sets. tests/target/interactive/thermometer_probe.cpp is asked."""
# NEEDS: qemu-system-arm arm-none-eabi-g++ cmake ninja

import unittest

from places import Board, firmware

BOARD = "lm3s6965evb"


class ThermometerTest(unittest.TestCase):
    def setUp(self):
        self.board = Board(BOARD, firmware("thermometer_probe", BOARD), fast=True,
                           qemu_arguments=["-device", "tmp105,id=sensor,address=0x48"])
        self.addCleanup(self.board.close)
        self.board.read_until("ready\n")

    def ask(self, command):
        self.board.write(f"{command}\n")
        return self.board.read_until("\n").strip()

    def test_the_bus(self):
        for milli_celsius, text in ((25_500, "255"), (-10_000, "-100"), (99_500, "995")):
            answer = self.board.emulator.qmp("qom-set", path="/machine/peripheral/sensor",
                                    property="temperature", value=milli_celsius)
            self.assertIn("return", answer)
            self.assertEqual(self.ask("temperature"), text)
        self.assertEqual(self.ask("absent"), "OSError 19")
        self.assertEqual(self.ask("register"), "OSError 95", "no repeated START")
        self.assertEqual(self.ask("scan"), "1 True")
        self.assertEqual(self.ask("cancel"), "True")
        self.assertEqual(self.ask("temperature"), "995", "the lines were freed")
        self.assertEqual(self.ask("recover"), "no error 0")
        self.assertEqual(self.ask("temperature"), "995")

    def test_the_adc(self):
        least, most = map(int, self.ask("adc").split())
        self.assertGreaterEqual(least, 512)
        self.assertGreater(most, least)
        self.assertLess(most, 520)


if __name__ == "__main__":
    unittest.main()
