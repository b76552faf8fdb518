# SPDX-License-Identifier: MIT
"""./run --trace: a file that Perfetto reads, of a program that knows nothing of it."""
# NEEDS: g++ cmake ninja

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

from places import ROOT

PROGRAM = """
#include <board.hpp>
#include <uasyncio.hpp>
namespace asyncio = uasyncio;

asyncio::Coro<> blinks(int times) {
  for (int n = 0; n != times; ++n) {
    co_await asyncio::sleep_ms(100);
    board::led1.toggle();
  }
}

asyncio::Coro<> app() { co_await asyncio::create_task(blinks(3), {.name = "blink"}); }

int main(int count, char**) {
  asyncio::run(app());
  return count - 1;
}
"""


def run(*arguments):
    return subprocess.run([ROOT / "run", *arguments], capture_output=True, text=True, timeout=300)


class TraceTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.program = self.folder / "program.cpp"
        self.program.write_text(PROGRAM)
        self.trace = self.folder / "trace.json"

    def test_has_a_slice_for_each_turn_and_each_sleep(self):
        result = run(self.program, "--board", "sim", "--trace", self.trace, "--", "x")
        self.assertEqual(result.returncode, 1, result.stderr)  # the program's own
        events = json.loads(self.trace.read_text())
        slices = [event for event in events if event["ph"] == "X"]
        self.assertEqual([event["name"] for event in slices],
                         ["main", "blink", *["asleep", "blink"] * 3, "main"])
        self.assertEqual([event["dur"] // 1000 for event in slices if event["name"] == "asleep"],
                         [100] * 3)
        tracks = {event["args"]["name"]: event["tid"] for event in events if event["ph"] == "M"}
        self.assertEqual(tracks.keys(), {"loop", "main", "blink"})
        self.assertEqual({event["tid"] for event in slices if event["name"] == "blink"},
                         {tracks["blink"]})

    def test_pins_are_recorded_beside_it(self):
        pins = self.folder / "pins.vcd"
        result = run(self.program, "--board", "sim", "--trace", self.trace, "--pins", pins,
                     "--", "x")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("#100000\n1!\n#200000\n0!\n#300000\n1!\n", pins.read_text())
        self.assertIn("$var wire 1 ! led1 $end", pins.read_text())

    def test_a_file_that_cannot_be_written_is_told_before_the_program_runs(self):
        result = run(self.program, "--board", "sim", "--trace", self.folder / "no" / "file")
        self.assertEqual(result.returncode, 1)
        self.assertIn("uasyncio: cannot write the trace to ", result.stderr)

    def test_boards_are_refused(self):
        result = run(self.program, "--board", "microbit", "--trace", self.trace)
        self.assertEqual(result.returncode, 2)
        self.assertIn("--trace is for host and sim", result.stderr)


if __name__ == "__main__":
    unittest.main()
