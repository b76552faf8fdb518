# SPDX-License-Identifier: MIT
"""What ./measure makes of figures: verdicts, the baseline and the page."""
# QUICK

import pathlib
import sys
import tempfile
import unittest
import xml.dom.minidom

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

from measuring import figures, host, page, plot, since, table  # noqa: E402
from measuring.figures import Figure  # noqa: E402

FIGURES = [Figure("switch", 5, "ns", {"asio": 60}, bare=2.5, low=4.5, high=7, wall=5.5,
                  spreads={"limit": [2, 3], "asio": [55, 80]}, walls={"limit": 3, "asio": 61}),
           Figure("bytes", 4660, "B")]


class VerdictTest(unittest.TestCase):
    def verdict(self, figure, limit, **values):
        return table.verdict(figure, limit, values)

    def test_a_value(self):
        self.assertEqual(self.verdict(FIGURES[1], {"limit": 4660}), "ok")
        self.assertEqual(self.verdict(FIGURES[1], {"limit": 4659}), "over")

    def test_a_value_with_diagnostics(self):
        limit = {"limit": 4660, "with_diagnostics": 9000}
        for with_diagnostics, expected in ((9000, "ok"), (9001, "over"), (None, "ok")):
            figure = Figure("bytes", 4660, "B", with_diagnostics=with_diagnostics)
            self.assertEqual(self.verdict(figure, limit), expected)

    def test_beside_the_bare_loop(self):
        self.assertEqual(self.verdict(FIGURES[0], {"bare": 2}), "ok")
        self.assertEqual(self.verdict(FIGURES[0], {"bare": 1.9}), "over")

    def test_beside_another_figure(self):
        self.assertEqual(self.verdict(FIGURES[0], {"of": "alone", "beside": 1.1}, alone=4.6), "ok")
        self.assertEqual(self.verdict(FIGURES[0], {"of": "alone", "beside": 1.1}, alone=4), "over")

    def test_beside_the_best_peer(self):
        self.assertEqual(self.verdict(FIGURES[0], {"times": 12}), "ok")
        self.assertEqual(self.verdict(FIGURES[0], {"times": 13}), "over")

    def test_none_if_what_it_is_compared_with_was_not_measured(self):
        self.assertEqual(self.verdict(FIGURES[1], {"bare": 2}), "")


class TableTest(unittest.TestCase):
    def test_a_brief_one_has_the_best_peer_only(self):
        figure = Figure("a", 5, "ns", {"uvloop": 60, "asio": 10})
        limit = {"of": "b", "beside": 1.1}
        for brief, head, cells, at_most in (
                (False, ["asio", "uvloop"], ["10 (2.0x)", "60 (12.0x)"], "1.10 x b"),
                (True, ["best peer"], ["asio 10 (2.0x)"], "1.10 x alone")):
            header, row = table.rows([figure], {"a": limit}, {}, brief=brief)
            self.assertEqual(header[5:-2], [*head, "at most"])
            self.assertEqual(row[5:-2], [*cells, at_most])


class RoundsTest(unittest.TestCase):
    def test_are_told_as_median_spread_and_wall_time_of_everybody(self):
        rounds = {"": [4.5, 5, 7], "limit": [2, 3, 2.5], "asio": [60, 80, 55]}
        walls = {"": [5.5], "limit": [3], "asio": [61, 60, 90]}
        self.assertEqual(host.figure_of("switch", "ns", rounds, walls), FIGURES[0])

    def test_a_line_has_wall_time_or_not(self):
        text = "figure: a, b = 5 ns, wall 6.5\nfigure: c = 7 us\nanother line\n"
        self.assertEqual(host.LINE.findall(text),
                         [("a, b", "5", "ns", "6.5"), ("c", "7", "us", "")])


class SinceTest(unittest.TestCase):
    def test_a_figure_is_the_part_of_the_time_before(self):
        now = [{"switch": value, "new": 1.0, "mallocs": 0.0} for value in (5.0, 6.0, 7.0)]
        before = [{"switch": value, "mallocs": 0.0, "gone": 1.0} for value in (10.0, 10.0, 20.0)]
        self.assertEqual(list(since.ratios(now, before)),
                         [Figure("switch", 0.6, "x", low=0.35, high=0.6)])


class PageTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.before = figures.BASELINE
        figures.BASELINE = pathlib.Path(folder.name)
        self.addCleanup(setattr, figures, "BASELINE", self.before)

    def test_a_baseline_is_read_as_it_was_saved(self):
        figures.save_baseline("host", FIGURES, complete=True)
        self.assertEqual(figures.saved("host"), FIGURES)
        figures.save_baseline("host", [Figure("bytes", 1, "B")], complete=False)
        self.assertEqual(figures.baseline("host"), {"switch": 5, "bytes": 1})

    def test_the_page_has_each_figure_with_its_spread(self):
        figures.save_baseline("host", FIGURES, complete=True)
        self.assertIn("| switch | 5 ns (4.50 to 7) | 2.50 (0.5x) | 60 (12.0x) |", page.text())

    def test_the_page_has_wall_times_and_the_spread_of_peers(self):
        figures.save_baseline("host", FIGURES, complete=True)
        self.assertIn("|  | ours | bare loop | asio |\n|---|--:|--:|--:|\n"
                      "| switch | 5.50 (4.50 to 7) | 3 (2 to 3) | 61 (55 to 80) |\n", page.text())

    def test_plots_are_xml(self):
        svg = plot.bars("a < b", {"switch": {"ours": 5, "asio": 60}}, "ns")
        self.assertEqual(xml.dom.minidom.parseString(svg).documentElement.tagName, "svg")


if __name__ == "__main__":
    unittest.main()
