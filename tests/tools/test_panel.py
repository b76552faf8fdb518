# SPDX-License-Identifier: MIT
"""./run --panel: by a script without a terminal, in virtual time, and by keys in a terminal."""
# NEEDS: g++ cmake ninja node arm-none-eabi-g++ qemu-system-arm

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

import wiring
from panel import turned
from panel_qemu import QemuProgram

QEMU_BOARD = "lm3s6965evb"
PANEL = [sys.executable, "-B", ROOT / "tools" / "emulator" / "panel.py"]
RULE = "  +----------------+\n"


class PanelTest(unittest.TestCase):
    def play(self, example, script, board=SIM, *wired):
        """The frames, and what the program printed."""
        source = next(ROOT.glob(f"examples/**/{example}.cpp"))
        result = subprocess.run([*PANEL, "--board", board, "--wiring", source,
                                 program(example, board, *wired)], input=script,
                                capture_output=True, text=True, timeout=HANG_SECONDS)
        self.assertEqual(result.returncode, 0, result.stderr)
        frames, _, output = result.stdout.partition("--- output\n")
        return frames.split("---\n")[1:], output


class ScriptTest(PanelTest):
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
        frames, output = self.play("encoder", "100 turn 2\n400 turn -1\n30000 show\n")
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
                                               "500 show\n30000 show\n")
        self.assertIn("inputs  1 [#] key0  2 [ ] key1  3 [ ] key2  4 [ ] key3  5 [#] key4  "
                      "6 [ ] key5\n        7 [ ] key6", frames[0])
        self.assertNotIn("column", frames[0])
        self.assertIn("c [#] key11\n", frames[1])
        self.assertIn("  key 5\n", output)
        self.assertNotIn("inputs", frames[2])  # the keypad has gone

    def test_a_receiver_has_the_keys_of_a_remote_control(self):
        frames, output = self.play("nec_ir", "1000 press ir3 400\n1100 show\n"
                                             "3000 press ir0\n")
        self.assertIn("inputs  1 [ ] ir1  2 [ ] ir2", frames[0])
        self.assertTrue(output.endswith("  key 3 of the remote control 64\n" +
                                        "  still pressed\n" * 3 +
                                        "  key 0 of the remote control 64\n"
                                        "  still pressed\n"), output)

    def test_sets_what_a_pad_measures(self):
        _, output = self.play("touch", "500 set touch 500\n800 set touch 1000\n")
        self.assertEqual(output, "   pressed\n   released\na finger\nwarmth\na drop of water\n"
                                 "touches that did not end: 0\n")

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
        frames, output = self.play("button", "500 press GP15\n550 show\n2000 end\n", "pico")
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
        frames, output = self.play("bench_supply", script, "pico")
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
        frames, output = self.play("station", script, "pico")
        for frame, rows in zip(frames, (("18:00", "21.00 C  45 %"), ("37.819670", "-83.646442"),
                                        ("18:03", "12.34 C  45 %")), strict=True):
            self.assertIn(f"lcd\n{RULE}" + "".join(f"  |{row:16}|\n" for row in rows) + RULE, frame)
        self.assertIn("18:00:02 the clock is set\n", output)
        self.assertEqual(output.count("the page is turned\n"), 2)

    @unittest.skipUnless(PICO_IS_HERE, "rp2040js is missing: ./run --board pico fetches it")
    def test_a_part_that_cannot_be_wired_is_told(self):
        for part in ("lcd 16x2 GP16 GP17", "lcd wide GP1 GP2 GP3 GP4 GP5 GP6", "knob GP2 GP30",
                     "remote", "touch adc4",
                     "htu21d i2c2", "lamp GP1"):
            with tempfile.NamedTemporaryFile("w", suffix=".cpp") as wiring:
                wiring.write(f"// WIRE: {part}\n")
                wiring.flush()
                result = subprocess.run([*PANEL, "--board", "pico", "--wiring", wiring.name,
                                         program("button", "pico")], input="1 end\n",
                                        capture_output=True, text=True, timeout=HANG_SECONDS)
            self.assertEqual((result.returncode, result.stderr),
                             (2, f"run: cannot be wired: {part}\n"))


@unittest.skipUnless(PICO_IS_HERE, "rp2040js is missing: ./run --board pico fetches it")
class DriversOnThePicoTest(PanelTest):
    """The examples of drivers, with their parts on the pins."""

    def play_wired(self, example, script):
        return self.play(example, script, "pico", "wired")

    def test_displays(self):
        for example, rows in (("lcd", ("Counting down:", "9")),
                              ("lcd_read_pins", ("On seven pins", "")),
                              ("lcd_backpack", ("On two wires", ""))):
            frames, output = self.play_wired(example, "900 show\n1000 end\n")
            self.assertIn(f"lcd\n{RULE}" + "".join(f"  |{row:16}|\n" for row in rows) + RULE,
                          frames[0])
            self.assertNotIn("does not answer", output)

    def test_a_display_that_is_not_there_is_told_where_it_is_asked(self):
        script = "900 show\n1000 end\n"
        for example in ("lcd_read_pins", "lcd_backpack"):
            result = subprocess.run([*PANEL, "--board", "pico", program(example, "pico", "wired")],
                                    input=script, capture_output=True, text=True,
                                    timeout=HANG_SECONDS)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertNotIn("lcd", result.stdout)
            self.assertNotIn("it is shown", result.stdout)

    def test_a_remote_control(self):
        frames, output = self.play_wired("nec_ir", "300 press ir3 400\n350 show\n"
                                                   "1000 press ir0\n1500 end\n")
        self.assertIn("3 [#] ir3", frames[0])
        self.assertEqual(output, "  key 3 of the remote control 64\n" + "  still pressed\n" * 3 +
                         "  key 0 of the remote control 64\n  still pressed\n")

    def test_keys_and_buttons(self):
        frames, output = self.play_wired("keyboard", "100 press key4\n200 show\n"
                                                     "400 press key11\n800 end\n")
        self.assertIn("5 [#] key4", frames[0])
        self.assertEqual(output, "  key 5\n  key #\n")
        frames, output = self.play_wired("sw_array", "100 press key1 1500\n200 show\n"
                                                     "1900 press key2 100\n2100 press key2 100\n"
                                                     "2800 end\n")
        self.assertIn("2 [#] key1", frames[0])
        self.assertEqual(output, "  1 close\n  1 long\n  1 open\n  2 close\n  2 open\n"
                                 "  2 close\n  2 double\n  2 open\n")
        frames, output = self.play_wired("switch", "300 press GP15 200\n400 show\n1000 end\n")
        self.assertIn("1 [#] GP15", frames[0])
        self.assertEqual(output, "  callback: closed\n  callback: open\n")
        _, output = self.play_wired("pushbutton", "100 press GP15 1500\n2000 end\n")
        self.assertEqual(output, "   pressed\n   long\n   released\n")
        frames, output = self.play_wired("touch", "2000 press pad 300\n2200 show\n3000 end\n")
        self.assertIn("1 [#] pad", frames[0])
        self.assertEqual(output, "   pressed\n   released\n")

    def test_values(self):
        _, output = self.play_wired("encoder", "300 turn 2\n2000 turn -1\n2500 end\n")
        self.assertEqual(output, "  volume 7 by 2\n  volume 6 by -1\n")
        _, output = self.play_wired("aadc", "500 set adc0 2000\n1500 end\n")
        self.assertIn(f"  the knob is at {2000 * 65535 // 4095}\n", output)
        _, output = self.play_wired("htu21d", "500 set temperature 3050\n3500 end\n")
        self.assertEqual(output, "21 C, 45 %\n30 C, 45 %\n")


class QemuTest(PanelTest):
    """In real time: each step waits for what the one before has done."""

    def start(self, example, *wired):
        source = next(ROOT.glob(f"examples/**/{example}.cpp"))
        self.board = QemuProgram(QEMU_BOARD, [program(example, QEMU_BOARD, *wired)],
                                 wiring.wired(source, QEMU_BOARD))
        self.addCleanup(self.board.kill)
        self.lines, self.output = "", ""
        self.board.send("start real")

    def receive(self, seconds):
        lines, output = self.board.receive(seconds)
        self.lines += "".join(f"{line}\n" for line in lines)
        self.output += output.decode()

    def read_until(self, text):
        end = time.monotonic() + HANG_SECONDS
        while text not in self.output + self.lines:
            self.assertTrue(self.board.is_open() and time.monotonic() < end, self.output)
            self.receive(1)

    def do_until(self, text, *commands):
        """Again and again: the program may not listen yet."""
        end = time.monotonic() + HANG_SECONDS
        while text not in self.output:
            self.assertTrue(self.board.is_open() and time.monotonic() < end, self.output)
            for command in commands:
                self.board.send(command)
                until = time.monotonic() + 0.2
                while time.monotonic() < until:
                    self.receive(0.05)

    def end(self):
        self.board.send("interrupt")
        while self.board.is_open():
            self.receive(1)
        self.assertEqual(self.board.status(), 130)

    def test_a_button_and_its_led(self):
        self.start("button")
        self.read_until("Press the button.")
        self.assertIn("uasyncio 1 lm3s6965evb 1\n@0 input button 1\n", self.lines)
        self.board.send("press button")
        self.read_until("Press 1 was seen")
        self.read_until(" pin led1 1\n")
        self.assertIn(" pin button 0\n", self.lines)
        self.end()

    def test_a_knob(self):
        self.start("encoder", "wired")
        self.do_until("volume", *(f"pin {name} {level}" for levels in turned(0, 1)[0]
                                  for name, level in zip("xy", levels)))
        self.assertIn(" by 1", self.output)

    def test_a_thermometer(self):
        self.start("thermometer", "wired")
        self.read_until("it is 21 degrees")
        self.board.send("set temperature 3050")
        self.read_until("it is 30 degrees")
        self.assertIn(" value temperature 3050 -5500 12500\n", self.lines)
        self.end()

    def test_buttons(self):
        for example, sentence in (("switch", "callback: closed"), ("pushbutton", "pressed")):
            self.start(example, "wired")
            self.do_until(sentence, "press button", "release button")

    def test_a_script(self):
        frames, _ = self.play("button", "300 show\n400 end\n", QEMU_BOARD)
        self.assertIn("lm3s6965evb  00:00.300\n", frames[0])
        self.assertIn("inputs  1 [ ] button\n", frames[0])

    def test_a_part_that_cannot_be_wired_is_told(self):
        for part in ("knob PA2", "knob PA2 PA8", "lcd 16x2", "tmp105", "tmp105 there"):
            with tempfile.NamedTemporaryFile("w", suffix=".cpp") as source:
                source.write(f"// WIRE {QEMU_BOARD}: {part}\n")
                source.flush()
                result = subprocess.run([*PANEL, "--board", QEMU_BOARD, "--wiring", source.name,
                                         program("button", QEMU_BOARD)], input="1 end\n",
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
                (["--board", "host"],
                 "--panel is for sim, pico and lm3s6965evb: host cannot be shown"),
                (["--board", "sim", "--for", "1"],
                 "--panel goes with none of --for, --uart and --browser")):
            result = subprocess.run([ROOT / "run", "--panel", *arguments], capture_output=True,
                                    text=True, timeout=HANG_SECONDS)
            self.assertEqual((result.returncode, result.stderr), (2, f"run: {answer}\n"))


if __name__ == "__main__":
    unittest.main()
