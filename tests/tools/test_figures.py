# SPDX-License-Identifier: MIT
"""Exact figures, instructions and bytes on the M3 with GCC, of a chip's network and in a user's
project, are those of bench/baseline, without diagnostics and with them.

One that is further from it than TOLERANCE fails here, with both numbers, and so does one that is no
longer measured: mend it, or say in the commit why, and run `./measure --save`. Times never fail.
"""
# NEEDS: qemu-system-arm arm-none-eabi-g++ cmake ninja gcc

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

from measuring import firmware, network, reach, size  # noqa: E402
from measuring.figures import Figure, saved  # noqa: E402

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
            if value is None or wanted is None:
                continue
            if abs(value - wanted) > max(LEAST_CHANGE, TOLERANCE * abs(wanted)):
                yield (f"{figure.name}{column}: {value:g} {figure.unit}, "
                       f"the baseline has {wanted:g}")


def lost(figures, expected, part):
    """A line for each figure with `part` in its name that is not measured any more."""
    measured = {figure.name for figure in figures}
    for name in expected:
        if part in name and name not in measured:
            yield f"{name}: not measured, the baseline has {expected[name].value:g}"


class FiguresTest(unittest.TestCase):
    def check(self, group, figures, part):
        expected = {figure.name: figure for figure in saved(group)}
        figures = list(figures)
        self.assertEqual([*differences(figures, expected), *lost(figures, expected, part)], [])

    def test_what_has_changed_or_gone_is_told_with_its_numbers(self):
        before = {"a, M3 gcc": Figure("a, M3 gcc", 100, "insns", with_diagnostics=200),
                  "b, M3 gcc": Figure("b, M3 gcc", 5, "B")}
        now = [Figure("a, M3 gcc", 102, "insns", with_diagnostics=203)]
        self.assertEqual(list(differences(now, before)),
                         ["a, M3 gcc with diagnostics: 203 insns, the baseline has 200"])
        less = {"a, M3 gcc": Figure("a, M3 gcc", -900, "B")}
        for value, count in ((-909, 0), (-910, 1)):  # a feature that takes something away
            self.assertEqual(len([*differences([Figure("a, M3 gcc", value, "B")], less)]), count)
        self.assertEqual(list(lost(now, before, "M3 gcc")),
                         ["b, M3 gcc: not measured, the baseline has 5"])

    def test_instructions_are_those_of_the_baseline(self):
        firmware.BUILDS = [build for build in firmware.BUILDS if build[1:3] == ("M3", "gcc")]
        firmware.ON_THE_PICO = ()
        self.check("firmware", firmware.measure(""), "M3 gcc")

    def test_bytes_are_those_of_the_baseline(self):
        size.BUILDS = [build for build in size.BUILDS if build[1:3] == ("M3", "gcc")]
        self.check("size", size.measure(""), "M3 gcc")

    def test_what_a_network_takes_is_that_of_the_baseline(self):
        if (network.LWIP / "fetched").exists():
            self.check("network", network.exact(""), "+ server")

    def test_what_a_user_gets_is_that_of_the_baseline(self):
        self.check("reach", reach.exact(""), "plain blink")


if __name__ == "__main__":
    unittest.main()
