# SPDX-License-Identifier: MIT
"""tools/emulator and what only a partner outside the board can test: console and pins.

Each test runs on every board, in real time and in virtual time.
"""
# NEEDS: qemu-system-arm arm-none-eabi-g++ cmake ninja

import functools
import pathlib
import subprocess
import sys
import time
import unittest

from places import CORTEX_M, HANG_SECONDS, Board, firmware

ROOT = pathlib.Path(__file__).resolve().parents[2]
EMULATOR = ROOT / "tools" / "emulator"
sys.path.insert(0, str(EMULATOR))

from emulator import EmulatorError  # noqa: E402

# What the probe answers to "lines".
LINES = "".join(digit * 99 + "\n" for digit in "0123456789") + "[lines]\n"


def probe(board):
    return firmware("board_probe", board)


def on_every_board(test):
    """The test gets a board that is ready for commands."""

    @functools.wraps(test)
    def run(self):
        for name in CORTEX_M:
            for fast in (False, True):
                with self.subTest(board=name, fast=fast):
                    with Board(name, probe(name), fast=fast) as board:
                        board.read_until("ready\n")
                        test(self, board)

    return run


class ConsoleTest(unittest.TestCase):
    @on_every_board
    def test_line_ends(self, board):
        board.write("one\ntwo\rthree\r\nfour\n\n")
        board.read_until("[one]\n[two]\n[three]\n[four]\n[]\n")

    @on_every_board
    def test_line_end_split_in_time(self, board):
        board.write("one\r")
        board.read_until("[one]\n")
        board.write("\ntwo\r")
        self.assertEqual(board.read_until("]\n"), "[two]\n")

    @on_every_board
    def test_backspace_takes_back_one_character(self, board):
        board.write("abc\b\bX\n\u00e9\u20ac\b\x7f\bz\n")
        board.read_until("[aX]\n[z]\n")

    @on_every_board
    def test_long_line_is_truncated(self, board):
        board.write("0123456789abcdef\n0123456789abcdefg\n0123456789abcdefg\b\n")
        board.read_until("[0123456789abcdef]\n[0123456789abcdef...]\n[0123456789abcdef]\n")

    @on_every_board
    def test_a_line_whose_read_is_given_up_comes_whole(self, board):
        for typed, expected in ((("ab\b", "c\u00e9", "\b", "d"), "acd"),
                                (("0123456789abcd", "efgh", ""), "0123456789abcdef..."),
                                (("x" * 15, "y", ""), "x" * 15 + "y")):
            board.write("impatiently\n")
            for part in typed:
                board.read_until("gave up\n")
                board.write(part)
                board.read_until("gave up\n")
            board.write("\n")
            board.read_until(expected + "\n[impatiently")

    @on_every_board
    def test_one_task_reads_at_a_time(self, board):
        board.write("twice\n")
        board.read_until("Console: another task reads already\n")
        board.write("for the first\n")
        board.read_until("for the first\n[twice]\n")

    @on_every_board
    def test_end_of_input(self, board):
        board.write("begun\x04")
        board.read_until("[begun]\nend of input\n")
        self.assertEqual(board.exit_status(), 42)

    @on_every_board
    def test_overrun_is_counted(self, board):
        board.write("block\n")
        board.read_until("blocking\n")
        board.write(b"." * 200)
        board.read_until("some were lost\n")

    @on_every_board
    def test_output_longer_than_the_queue(self, board):
        board.write("lines\n")
        board.read_until(LINES)

    @on_every_board
    def test_output_does_not_wait_for_its_reader(self, board):
        board.write("lines\n")
        end = time.monotonic() + HANG_SECONDS
        while board.uart.unread() < len(LINES):
            self.assertLess(time.monotonic(), end, "the program stands still")
            time.sleep(0.001)
        board.read_until(LINES)

    @on_every_board
    def test_output_from_everywhere_is_in_order(self, board):
        board.write("everywhere\n")
        board.read_until("from a task\nfrom an interrupt\nwith interrupts masked\n[everywhere]\n")

    @on_every_board
    def test_interrupt_ends_the_program(self, board):
        board.write("half a line")
        board.interrupt()
        self.assertEqual(board.exit_status(), 130)


class PinTest(unittest.TestCase):
    @on_every_board
    def test_button(self, board):
        board.write("button\n")
        board.read_until("watching\n")
        for _ in range(2):
            board.press()
            self.assertEqual(board.read_until("\n"), "low\n")
            board.release()
            self.assertEqual(board.read_until("\n"), "high\n")
        board.read_until("[button]\n")

    @on_every_board
    def test_led(self, board):
        board.write("led\n")
        board.read_until("on off on\n")


class RunBoardTest(unittest.TestCase):
    def run_board(self, *arguments, **options):
        command = [sys.executable, EMULATOR / "run_board.py", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False,
                              **options)

    def test_standard_input_and_exit_status(self):
        for name in CORTEX_M:
            with self.subTest(board=name):
                result = self.run_board("--board", name, probe(name), input="hello\nyou")
                self.assertEqual(result.stdout, "ready\n[hello]\n[you]\nend of input\n")
                self.assertEqual((result.returncode, result.stderr), (42, ""))

    def test_for_interrupts_cleanly(self):
        with subprocess.Popen(["sleep", "20"], stdout=subprocess.PIPE) as silence:
            result = self.run_board("--board", "microbit", "--for", "0.5", probe("microbit"),
                                    stdin=silence.stdout)
            silence.kill()
        self.assertEqual((result.returncode, result.stdout), (0, "ready\n"))

    def test_missing_program(self):
        result = self.run_board("--board", "microbit", "/nowhere.elf")
        self.assertEqual(result.returncode, 2)
        self.assertIn("there is no file /nowhere.elf", result.stderr)

    def test_missing_emulator(self):
        result = self.run_board("--board", "microbit", probe("microbit"), env={"PATH": "/no"})
        self.assertEqual(result.returncode, 2)
        self.assertIn("qemu-system-arm is missing", result.stderr)

    def test_no_emulator_is_left_behind(self):
        for name in CORTEX_M:
            board = Board(name, probe(name))
            process = board._process
            board.close()
            self.assertIsNotNone(process.returncode)
            with self.assertRaises(EmulatorError):
                Board(name, "/nowhere.elf")


if __name__ == "__main__":
    unittest.main()
