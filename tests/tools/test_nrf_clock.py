# SPDX-License-Identifier: MIT
"""The micro:bit with its real-time counter for a clock, which QEMU's has not.

It builds, and the counter's interrupt is the port's.
"""
# NEEDS: arm-none-eabi-g++ cmake ninja

import subprocess
import unittest

from places import firmware


class NrfClockTest(unittest.TestCase):
    def addresses(self, clock):
        """{name: where it is}."""
        elf = firmware("board_probe", "microbit", f"UASYNCIO_NRF_CLOCK={clock}")
        lines = subprocess.run(["arm-none-eabi-nm", elf], capture_output=True, text=True,
                               check=True).stdout.splitlines()
        return {line.split()[-1]: line.split()[0] for line in lines}

    def test_the_counter_is_the_clock(self):
        for clock in ("rtc", "rtc_crystal"):
            with self.subTest(clock):
                address = self.addresses(clock)
                unused = {at for name, at in address.items() if name.startswith("unused_vector")}
                self.assertNotIn(address["rtc0_handler"], unused)
                self.assertIn(address["timer0_handler"], unused)


if __name__ == "__main__":
    unittest.main()
