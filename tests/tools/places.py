# SPDX-License-Identifier: MIT
"""The places where an example runs for a test: the host, on a terminal, and each emulated board.

Both kinds have the words of tools/emulator's Board: write, interrupt, end_input, press, release,
read_until, exit_status.
"""

import functools
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "emulator"))

from boards import BOARDS as ALL_BOARDS  # noqa: E402
from emulator import END_OF_INPUT, Board, EmulatorError  # noqa: E402, F401
from network import free_port, network_arguments  # noqa: E402, F401
from pico import LIBRARY  # noqa: E402

HOST = "host"
SIM = "sim"
HANG_SECONDS = 120  # nothing is measured by it: only what hangs waits so long
PICO_IS_HERE = LIBRARY.is_file()  # or ./test has said that it goes on without
BOARDS = {name: kind for name, kind in ALL_BOARDS.items() if name != "pico" or PICO_IS_HERE}
# The programs of tests/target/interactive look at what only these have.
CORTEX_M = [name for name, kind in BOARDS.items() if kind.emulator != "qemu-system-riscv32"]
NETWORK_BOARD = "lm3s6965evb"
PLACES = (HOST, *BOARDS)
WITHOUT_PINS = {name for name, kind in BOARDS.items() if kind.button is None}

# What a shell has started in the background ignores SIGINT, and so would the programs under test,
# which are to be interrupted. One that is caught is not ignored by children.
signal.signal(signal.SIGINT, signal.default_int_handler)


@functools.cache
def program(example, place, *wired):
    """The path of an example, built for a place. "wired": with what hangs on the board's pins."""
    script = Path(__file__).with_name("build_example.py")
    result = subprocess.run([sys.executable, script, example, place, *wired], capture_output=True,
                            text=True, check=False)
    if result.returncode != 0:
        raise AssertionError(result.stdout + result.stderr)
    return Path(result.stdout.strip())


@functools.cache
def firmware(name, board, *settings):
    """The path of tests/target/interactive/NAME.cpp, built for a board, with options of CMake."""
    script = Path(__file__).with_name("build_firmware.py")
    result = subprocess.run([sys.executable, script, name, board, *settings], capture_output=True,
                            text=True, check=False)
    if result.returncode != 0:
        raise AssertionError(result.stdout + result.stderr)
    return Path(result.stdout.strip())


@functools.cache
def network_program(target, *tls):
    """The path of a program, built for the board with a network. "tls": and with that."""
    script = Path(__file__).with_name("build_network.py")
    result = subprocess.run([sys.executable, script, target, *tls], capture_output=True, text=True,
                            check=False)
    if result.returncode != 0:
        raise AssertionError(result.stdout + result.stderr)
    return Path(result.stdout.strip())


class NetworkProbe:
    """tests/target/interactive/NAME.cpp on the board with a network. It obeys commands; `port` of
    this computer is its port 7."""

    def __init__(self, name, qemu_arguments=(), fast=False):
        self.port = free_port()
        self.board = Board(NETWORK_BOARD, network_program(f"interactive_{name}"), fast,
                           qemu_arguments=(*network_arguments(self.port, 7), *qemu_arguments))
        self.board.read_until("ready")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.board.close()

    def order(self, command, answer):
        self.board.write(command + "\n")
        return self.board.read_until(answer)

    def free(self):
        """Bytes of memory for coroutines."""
        self.order("free", "free ")
        return int(self.board.read_until("\n"))


def start(example, place, fast=False):
    """The example, running. `fast`: virtual time."""
    if place == HOST:
        return Terminal(program(example, SIM if fast else HOST))
    return EmulatedBoard(place, program(example, place), fast=fast)


class EmulatedBoard(Board):
    def end_input(self):
        self.write(END_OF_INPUT)


class Terminal:
    """A program on a pseudo-terminal that does not echo."""

    def __init__(self, path):
        self.master, slave = pty.openpty()
        settings = termios.tcgetattr(slave)
        local_modes = 3
        settings[local_modes] &= ~termios.ECHO
        termios.tcsetattr(slave, termios.TCSANOW, settings)

        self._process = subprocess.Popen([path], preexec_fn=lambda: os.login_tty(slave))
        os.close(slave)
        self.output = b""
        self._seen = 0
        self._open = True

    def write(self, text):
        os.write(self.master, text.encode())

    def interrupt(self):
        self.write("\x03")  # the terminal makes it SIGINT

    def end_input(self):
        self.write("\x04")  # the terminal makes it an end of file, at the start of a line

    def press(self):
        self._process.send_signal(signal.SIGUSR1)

    def release(self):
        pass  # SIGUSR1 is a press and a release

    def _receive(self, timeout):
        if not self._open or not select.select([self.master], [], [], max(timeout, 0))[0]:
            return
        try:
            data = os.read(self.master, 65536)
        except OSError:  # EIO: nobody has the other end any more
            data = b""
        self._open = bool(data)
        self.output += data.replace(b"\r\n", b"\n")

    def read_until(self, text, timeout=HANG_SECONDS):
        wanted = text.encode()
        end = time.monotonic() + timeout
        while wanted not in self.output[self._seen:]:
            if not self._open or time.monotonic() >= end:
                raise AssertionError(f"no {text!r}; output: {self.output!r}")
            self._receive(end - time.monotonic())
        begin = self._seen
        self._seen = self.output.index(wanted, begin) + len(wanted)
        return self.output[begin:self._seen].decode()

    def exit_status(self, timeout=HANG_SECONDS):
        end = time.monotonic() + timeout
        while self._open and time.monotonic() < end:
            self._receive(end - time.monotonic())
        return self._process.wait(max(end - time.monotonic(), 0.1))

    def close(self):
        self._process.kill()
        self._process.wait()
        os.close(self.master)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def everywhere(example, fast=False):
    """A decorator: the test gets the running example, on each place in turn."""

    def decorate(test):
        @functools.wraps(test)
        def run(self):
            for place in PLACES:
                if example == "button" and place in WITHOUT_PINS:
                    continue
                with self.subTest(place=place), start(example, place, fast) as running:
                    test(self, running)

        return run

    return decorate
