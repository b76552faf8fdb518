# SPDX-License-Identifier: MIT
"""Exact figures, instructions and bytes on the M3 with GCC and in a user's project, are those of
bench/baseline, without diagnostics and with them.

One that is further from it than TOLERANCE fails here, with both numbers: mend it, or say in the
commit why, and run `./measure --save`. Times never fail.
"""
# NEEDS: qemu-system-arm arm-none-eabi-g++ cmake ninja gcc

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

from measuring import firmware, reach, size  # noqa: E402
from measuring.figures import saved  # noqa: E402

TOLERANCE = 0.01
LEAST_CHANGE = 2  # instructions or bytes: half of a region's edges


def differences(figures, expected):
    """A line for each figure that is not what it should be."""
    for figure in figures:
        if figure.name not in expected:
            continue
        should_be = expected[figure.name]
        for value, wanted, column in ((figure.value, should_be.value, ""),
                                      (figure.with_diagnostics, should_be.with_diagnostics,
                                       " with diagnostics")):
            if wanted is not None and abs(value - wanted) > max(LEAST_CHANGE, TOLERANCE * wanted):
                yield (f"{figure.name}{column}: {value:g} {figure.unit}, "
                       f"the baseline has {wanted:g}")


class FiguresTest(unittest.TestCase):
    def check(self, group, figures):
        expected = {figure.name: figure for figure in saved(group)}
        self.assertEqual(list(differences(figures, expected)), [])

    def test_instructions_are_those_of_the_baseline(self):
        firmware.BUILDS = [build for build in firmware.BUILDS if build[1:3] == ("M3", "gcc")]
        firmware.ON_THE_PICO = ()
        self.check("firmware", firmware.measure(""))

    def test_bytes_are_those_of_the_baseline(self):
        size.BUILDS = [build for build in size.BUILDS if build[1:3] == ("M3", "gcc")]
        self.check("size", size.measure(""))

    def test_what_a_user_gets_is_that_of_the_baseline(self):
        self.check("reach", reach.exact(""))


if __name__ == "__main__":
    unittest.main()
