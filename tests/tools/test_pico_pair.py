# SPDX-License-Identifier: MIT
"""Two Picos on four wires, with the same program each.

It is tests/target/interactive/syncom_probe.cpp.
"""
# NEEDS: node arm-none-eabi-g++ cmake ninja

import subprocess
import unittest

from places import LIBRARY, PICO_IS_HERE, ROOT, firmware

PAIR = ROOT / "tools" / "emulator" / "rp2040" / "pair.mjs"
DATA, CLOCK = "18:20", "19:21"


@unittest.skipUnless(PICO_IS_HERE, "rp2040js is missing: ./run --board pico fetches it")
class PicoPairTest(unittest.TestCase):
    def test_twenty_texts_go_each_way(self):
        elf = firmware("syncom_probe", "pico")
        result = subprocess.run(["node", PAIR, LIBRARY, elf, elf, DATA, CLOCK],
                                capture_output=True, text=True, timeout=100, check=False)
        self.assertEqual(sorted(result.stdout.splitlines()), [
            "1 active: 20 right, lost 0 times, dropped 0 damaged 0",
            "2 passive: 20 right, lost 0 times, dropped 0 damaged 0"], result.stderr)
        self.assertEqual(result.returncode, 0)


if __name__ == "__main__":
    unittest.main()
