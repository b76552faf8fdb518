# SPDX-License-Identifier: MIT
"""./run --panel: by a script without a terminal, in virtual time, and by keys in a terminal."""
# NEEDS: g++ cmake ninja node arm-none-eabi-g++

import os
import pathlib
import pty
import select
import subprocess
import sys
import tempfile
import time
import unittest

from places import HANG_SECONDS, PICO_IS_HERE, ROOT, SIM, program

PANEL = [sys.executable, "-B", ROOT / "tools" / "emulator" / "panel.py"]
RULE = "  +----------------+\n"


class ScriptTest(unittest.TestCase):
    def play(self, example, script, board=SIM, status=0):
        """The frames, and what the program printed."""
        source = next(ROOT.glob(f"examples/**/{example}.cpp"))
        result = subprocess.run([*PANEL, "--board", board, "--wiring", source,
                                 program(example, board)], input=script,
                                capture_output=True, text=True, timeout=HANG_SECONDS)
        self.assertEqual(result.returncode, status, result.stderr)
        frames, _, output = result.stdout.partition("--- output\n")
        return frames.split("---\n")[1:], output

    def test_shows_what_a_display_shows(self):
        frames, _ = self.play("lcd", "2700 show\n1200 show\n")
        for frame, moment, left in zip(frames, ("01.200", "02.700"), (1, 0), strict=True):
            self.assertTrue(frame.startswith(f"sim  00:{moment}\nlcd\n{RULE}  |Counting down:  |\n"
                                             f"  |{left}               |\n{RULE}"), frame)

    def test_presses_the_boards_button(self):
        frames, output = self.play("button", "500 press button\n1000 press button 300\n"
                                             "700 show\n1200 show\n1400 show\n2000 end\n")
        for frame, led, button in zip(frames, "*  ", " # ", strict=True):
            self.assertIn(f"pins    ({led}) led1\ninputs  1 [{button}] button\n", frame)
        self.assertIn("Press 2 was seen", output)
        self.assertNotIn("Press 3", output)

    def test_turns_an_encoder_beside_the_example_itself(self):
        frames, output = self.play("encoder", "100 turn 2\n400 turn -1\n1500 show\n")
        self.assertIn("volume 9 by 2\n", output)
        self.assertNotIn("knob", frames[0])  # nobody listens any more

    def test_sets_what_a_sensor_measures(self):
        frames, output = self.play("htu21d", "2500 set temperature 3000\n2600 set humidity 99999\n"
                                             "6500 show\n")
        self.assertIn("30 C,", output)
        self.assertIn(" 3000\n", frames[0])
        self.assertTrue(frames[0].endswith("O 10000\n"), frames[0])

    def test_sets_what_a_converter_reads(self):
        _, output = self.play("aadc", "20 set adc 9000\n")
        self.assertEqual(output, "  the knob is at 9000\n")

    def test_presses_the_keys_of_a_keypad_beside_the_example_itself(self):
        frames, output = self.play("keyboard", "50 press key4 20\n60 show\n450 press key11\n"
                                               "500 show\n2000 show\n")
        self.assertIn("inputs  1 [#] key0  2 [ ] key1  3 [ ] key2  4 [ ] key3  5 [#] key4  "
                      "6 [ ] key5\n        7 [ ] key6", frames[0])
        self.assertNotIn("column", frames[0])
        self.assertIn("c [#] key11\n", frames[1])
        self.assertIn("  key 5\n", output)
        self.assertNotIn("inputs", frames[2])  # the keypad has gone

    def test_two_runs_are_the_same(self):
        script = "".join(f"{ms} show\n" for ms in range(0, 3000, 100))
        self.assertEqual(self.play("lcd", script), self.play("lcd", script))

    def test_a_line_that_is_none_is_told(self):
        for line in ("press button", "5 dance", "5 press", "5 set adc much"):
            result = subprocess.run([*PANEL, program("button", SIM)], input=f"\n{line}\n",
                                    capture_output=True, text=True, timeout=HANG_SECONDS)
            self.assertEqual(result.returncode, 2)
            self.assertEqual(result.stderr, f"run: line 2 of the script is none: {line}\n")

    @unittest.skipUnless(PICO_IS_HERE, "rp2040js is missing: ./run --board pico fetches it")
    def test_presses_a_button_of_the_pico(self):
        frames, output = self.play("button", "500 press GP15\n550 show\n2000 end\n", board="pico")
        self.assertIn("pico  00:00.550\n", frames[0])
        self.assertIn("(*) GP25", frames[0])
        self.assertIn("Press 1 was seen", output)

    @unittest.skipUnless(PICO_IS_HERE, "rp2040js is missing: ./run --board pico fetches it")
    def test_uses_the_parts_on_the_pins_of_the_pico(self):
        script = ("1000 show\n"
                  "1100 press key4\n1400 turn 7\n2000 press key11\n2300 set adc0 1434\n"
                  "2600 show\n"
                  "2700 press key9\n3000 turn -4\n3800 show\n"
                  "3900 press key9\n4000 set temperature 6321\n7000 show\n"
                  "7100 set temperature 7500\n10000 show\n10100 end\n")
        frames, output = self.play("bench_supply", script, board="pico")
        for frame, rows in zip(frames, (("set 3.30 V  off", "out 0.00 V"),
                                        ("set 5.70 V  on", "out 5.60 V"),
                                        ("limit  on", "460 mA"),
                                        ("63.2 C", "45 %  on"),
                                        ("75.0 C", "45 %  too hot")), strict=True):
            self.assertIn(f"lcd\n{RULE}" + "".join(f"  |{row:16}|\n" for row in rows) + RULE, frame)
            self.assertIn("1 [ ] key0  2 [ ] key1", frame)
            self.assertIn("knob    <- ->\n", frame)
            for pin in (*range(6, 13), *range(16, 22)):
                self.assertNotIn(f"GP{pin}", frame)
        self.assertEqual(output, "output on\nthe heat sink is too hot\noutput off\n")

    @unittest.skipUnless(PICO_IS_HERE, "rp2040js is missing: ./run --board pico fetches it")
    def test_the_station_on_the_pico_for_minutes(self):
        script = ("3000 show\n10000 set temperature 1234\n70000 press GP15\n75000 show\n"
                  "130000 press GP15\n185000 show\n600000 end\n")
        frames, output = self.play("station", script, board="pico")
        for frame, rows in zip(frames, (("18:00", "21.00 C  45 %"), ("37.819670", "-83.646442"),
                                        ("18:03", "12.34 C  45 %")), strict=True):
            self.assertIn(f"lcd\n{RULE}" + "".join(f"  |{row:16}|\n" for row in rows) + RULE, frame)
        self.assertIn("18:00:02 the clock is set\n", output)
        self.assertEqual(output.count("the page is turned\n"), 2)

    @unittest.skipUnless(PICO_IS_HERE, "rp2040js is missing: ./run --board pico fetches it")
    def test_a_part_that_cannot_be_wired_is_told(self):
        for part in ("lcd 16x2 GP16 GP17", "lcd wide GP1 GP2 GP3 GP4 GP5 GP6", "knob GP2 GP30",
                     "htu21d i2c2", "lamp GP1"):
            with tempfile.NamedTemporaryFile("w", suffix=".cpp") as wiring:
                wiring.write(f"// WIRE: {part}\n")
                wiring.flush()
                result = subprocess.run([*PANEL, "--board", "pico", "--wiring", wiring.name,
                                         program("button", "pico")], input="1 end\n",
                                        capture_output=True, text=True, timeout=HANG_SECONDS)
            self.assertEqual((result.returncode, result.stderr),
                             (2, f"run: cannot be wired: {part}\n"))


class TerminalTest(unittest.TestCase):
    def test_keys_press_and_end(self):
        terminal, theirs = pty.openpty()
        self.addCleanup(os.close, terminal)
        with subprocess.Popen([*PANEL, program("button", SIM)], stdin=theirs, stdout=theirs,
                              stderr=theirs, start_new_session=True) as process:
            os.close(theirs)
            self.read_until(terminal, b"1 [ ] button")
            os.write(terminal, b"1")
            self.read_until(terminal, b"Press 1 was seen")
            os.write(terminal, b"q")
            self.read_until(terminal, b"\x1b[?1049l")
        self.assertEqual(process.returncode, 0)

    def read_until(self, terminal, text):
        output = b""
        end = time.monotonic() + HANG_SECONDS
        while text not in output:
            left = end - time.monotonic()
            self.assertTrue(left > 0 and select.select([terminal], [], [], left)[0], output)
            output += os.read(terminal, 65536)


class DefaultsTest(unittest.TestCase):
    def test_a_panel_is_that_of_a_simulation_and_shows_the_bench_supply(self):
        with tempfile.TemporaryDirectory() as folder:
            for tool in ("cmake", "ninja"):  # nothing is built here
                pathlib.Path(folder, tool).write_text("#!/bin/sh\nexit 1\n")
                pathlib.Path(folder, tool).chmod(0o755)
            result = subprocess.run([ROOT / "run", "--panel"], capture_output=True, text=True,
                                    env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"},
                                    timeout=HANG_SECONDS)
        self.assertEqual(result.returncode, 2)
        self.assertIn("run: examples/bench_supply.cpp on sim (build/host)\n", result.stderr)


class MistakesTest(unittest.TestCase):
    def test_what_cannot_be_is_told_before_anything_is_built(self):
        for arguments, answer in (
                (["--board", "host"], "--panel is for sim and pico: host cannot be shown"),
                (["--board", "sim", "--for", "1"],
                 "--panel goes with none of --for, --uart and --browser")):
            result = subprocess.run([ROOT / "run", "--panel", *arguments], capture_output=True,
                                    text=True, timeout=HANG_SECONDS)
            self.assertEqual((result.returncode, result.stderr), (2, f"run: {answer}\n"))


if __name__ == "__main__":
    unittest.main()
