# SPDX-License-Identifier: MIT
"""GPS_Timer on the Pico, held against the emulator's own time of each edge.

The program is tests/target/interactive/pulse_probe.cpp, and receiver.mjs its receiver.
"""
# NEEDS: node arm-none-eabi-g++ cmake ninja

import subprocess
import unittest
from pathlib import Path

from places import LIBRARY, PICO_IS_HERE, firmware

RECEIVER = Path(__file__).with_name("receiver.mjs")
SECONDS = 12
UNKNOWN = 4  # from the third sentence on that comes behind the second pulse
SECOND_US = 1_000_000
EVENT_US = 543_210.987
LENGTH_OF_A_SECOND = 1.000_007_351
BEGIN_US = 1_306_605_600 * SECOND_US  # 2011-05-28 18:00:00


@unittest.skipUnless(PICO_IS_HERE, "rp2040js is missing: ./run --board pico fetches it")
class PulseTest(unittest.TestCase):
    def rows(self, delay_ms):
        """What was told, by its first word."""
        result = subprocess.run(
            ["node", RECEIVER, LIBRARY, firmware("pulse_probe", "pico"), str(SECONDS),
             str(delay_ms)], capture_output=True, text=True, timeout=100, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        rows = {}
        for line in result.stdout.splitlines():
            word, *numbers = line.split()
            rows.setdefault(word, []).append([float(number) for number in numbers])
        self.assertEqual(list(rows)[0], "ready", result.stdout)
        return rows

    def assert_stamps_are_right(self, delay_ms):
        rows = self.rows(delay_ms)
        for edges, stamps in (("edge", "pulse"), ("happens", "event")):
            self.assertEqual(len(rows[edges]), SECONDS)
            self.assertEqual(len(rows[stamps]), SECONDS)
            for (edge_ns,), (stamp_us, _) in zip(rows[edges], rows[stamps]):
                # The clock rounds down to a microsecond.
                self.assertGreater(stamp_us * 1000 - edge_ns, -1_000)
                self.assertLessEqual(stamp_us * 1000 - edge_ns, 2_000)
        pulses, events = rows["pulse"][UNKNOWN:], rows["event"][UNKNOWN:]
        for second, ((_, utc_us), (_, event_us)) in enumerate(zip(pulses, events), UNKNOWN):
            self.assertEqual(utc_us, BEGIN_US + second * SECOND_US)
            self.assertLess(abs(event_us - utc_us - EVENT_US / LENGTH_OF_A_SECOND), 4)

    def test_a_stamp_is_within_two_microseconds_of_its_edge(self):
        self.assert_stamps_are_right(delay_ms=120)

    def test_so_it_is_while_a_sentence_comes_in(self):
        self.assert_stamps_are_right(delay_ms=960)


if __name__ == "__main__":
    unittest.main()
