# SPDX-License-Identifier: MIT
"""UARTs as streams on the emulated boards: examples/uart_echo.cpp on a terminal that
`run_board.py --uart pty` makes, and what a probe says of its rings when a script writes to it."""
# NEEDS: qemu-system-arm qemu-system-riscv32 riscv64-unknown-elf-g++ g++ cmake ninja

import functools
import operator
import os
import select
import socket
import subprocess
import sys
import time
import tty
import unittest

from places import BOARDS, HANG_SECONDS, ROOT, Board, firmware, free_port, program

RUN_BOARD = ROOT / "tools" / "emulator" / "run_board.py"


class Line:
    """Talks to a program over a descriptor, or one for each direction."""

    def __init__(self, descriptor, writing=None):
        self.descriptor = descriptor
        self.writing = descriptor if writing is None else writing
        self.text = b""

    def write(self, data):
        while data:
            data = data[os.write(self.writing, data):]

    def read(self, count):
        """So many bytes, which must come."""
        end = time.monotonic() + HANG_SECONDS
        while len(self.text) < count and time.monotonic() < end:
            if select.select([self.descriptor], [], [], 1)[0]:
                self.text += os.read(self.descriptor, 4096)
        result, self.text = self.text[:count], self.text[count:]
        return result

    def read_line(self):
        end = time.monotonic() + HANG_SECONDS
        while b"\n" not in self.text and time.monotonic() < end:
            if select.select([self.descriptor], [], [], 1)[0]:
                self.text += os.read(self.descriptor, 4096)
        line, _, self.text = self.text.partition(b"\n")
        return line.decode(errors="replace")


class Run:
    """`run_board.py --uart WHERE`, and the name that it says."""

    def __init__(self, board, elf, where):
        self.process = subprocess.Popen(
            [sys.executable, RUN_BOARD, "--board", board, "--uart", where, elf],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.name = self.process.stderr.readline().strip().removeprefix(
            "run_board: the UART is ")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()


def on_each_board(test):
    def run(self):
        for board in BOARDS:
            with self.subTest(board=board):
                test(self, board)

    return run


class EchoTest(unittest.TestCase):
    def talk(self, line):
        self.assertEqual(line.read_line(), "ready")
        line.write(b"hello\n")
        self.assertEqual(line.read_line(), "you said: hello")
        line.write(b"x" * 70 + b"\n")
        self.assertEqual(line.read_line(), "that line is too long")
        line.write(b"bye\n")
        self.assertEqual(line.read_line(), "you said: bye")

    @on_each_board
    def test_a_terminal_of_its_own(self, board):
        with Run(board, program("uart_echo", board), "pty") as run:
            descriptor = os.open(run.name, os.O_RDWR | os.O_NOCTTY)
            try:
                tty.setraw(descriptor)
                self.talk(Line(descriptor))
                self.assertEqual(run.process.wait(HANG_SECONDS), 0)
            finally:
                os.close(descriptor)

    def test_a_port(self):
        port = free_port()
        with Run("lm3s6965evb", program("uart_echo", "lm3s6965evb"), str(port)) as run:
            self.assertEqual(run.name, f"port {port} of 127.0.0.1")
            with socket.create_connection(("127.0.0.1", port)) as client:
                line = Line(client.fileno())
                line.write(b"hello\n")
                answer = line.read_line()
                if answer == "ready":  # if it came after us
                    answer = line.read_line()
                self.assertEqual(answer, "you said: hello")


class GpsTest(unittest.TestCase):
    def test_a_receiver_is_read_through_noise(self):
        board = "lm3s6965evb"
        with Board(board, program("gps", board), line=True) as running:
            running.read_until("waiting for sentences")
            line = Line(running.line.reading, running.line.writing)
            for second in range(3):
                text = f"GPGLL,5229.1460,N,01324.3078,E,10150{second}.000,A,A"
                total = functools.reduce(operator.xor, text.encode())
                line.write(b"\xB5\x62$GPGL" + f"${text}*{total:02X}\r\n".encode())
                running.read_until(f"10:15:0{second} 52° 29.1460' N 13° 24.3078' E")


class ProbeTest(unittest.TestCase):
    def probe(self, board):
        running = Board(board, firmware("uart_probe", board), line=True)
        self.addCleanup(running.close)
        line = Line(running.line.reading, running.line.writing)
        self.assertEqual(line.read_line(), "ready")
        return running, line

    @on_each_board
    def test_every_byte_comes_back_whatever_it_is(self, board):
        running, line = self.probe(board)
        data = bytes(range(256)) * 8
        line.write(f"e {len(data)}\n".encode())
        for begin in range(0, len(data), 16):  # never more on the way than the ring has room for
            line.write(data[begin:begin + 16])
            self.assertEqual(line.read(16), data[begin:begin + 16])
        line.write(b"q\n")
        self.assertEqual(line.read_line(), "bye")
        self.assertEqual(running.exit_status(), 0)

    @on_each_board
    def test_an_overflow_is_told_once_behind_what_was_kept(self, board):
        _, line = self.probe(board)
        line.write(b"o 69\n")
        self.assertEqual(line.read_line(), "now")
        line.write(b"0123456789" * 10)
        self.assertEqual(line.read_line(),
                         "0123456789012345678901234567890 then EOVERFLOW, lost: 69")
        line.write(b"e 5\nafter")
        self.assertEqual(line.read(5), b"after")

    @on_each_board
    def test_a_pause_ends_what_came_before(self, board):
        _, line = self.probe(board)
        line.write(b"i\n")
        self.assertEqual(line.read_line(), "now")
        line.write(b"no end")
        self.assertEqual(line.read_line(), "[no end]")

    @on_each_board
    def test_what_the_chip_cannot_do_is_refused_and_changes_nothing(self, board):
        _, line = self.probe(board)
        line.write(b"r\n")
        self.assertEqual(line.read_line(), "ValueError ValueError ok")


if __name__ == "__main__":
    unittest.main()
