# SPDX-License-Identifier: MIT
"""Runs firmware in an emulator and talks to it: `with Board("pico", "blink.elf") as board: ...`.

The UART is bytes in and out; pins are set from outside; the program's exit status is the
emulator's: QEMU's (qemu.py), or that of the Pico's run loop (pico.py). Only the standard library.
Linux: the kernel ends the emulator when this process ends, however it ends.
"""

import ctypes
import pathlib
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from boards import BOARDS, Pin
from pico import LIBRARY, RunLoop
from qemu import Qemu
from wire import Wire

PACKAGES = {"qemu-system-arm": "qemu-system-arm", "qemu-system-riscv32": "qemu-system-misc",
            "node": "nodejs"}
INTERRUPT = b"\x03"  # Ctrl-C
END_OF_INPUT = b"\x04"  # Ctrl-D
HANG_SECONDS = 120  # nothing is measured by it: only what hangs waits so long
HARMLESS = ("Timer with period zero, disabling",)  # lm3s6965evb says so at every start


class EmulatorError(Exception):
    """The emulator is missing, did not start, or something did not happen in time."""


class Board:
    """One emulated board, running from construction until `close`."""

    def __init__(self, name, elf, fast=False, qemu_arguments=(), debugger=True, line=False,
                 panel=False, starts=True):
        """`fast`: virtual time. Sleeping takes no time and a run is the same each time.
        `debugger`: the emulator serves breakpoints as a debugger does (semihosting), so that the
        program's end is its own. Without, the board goes on, as it does on a desk.
        `line`: the program's UART is the wire `line`, which must be read then.
        `panel`: the Pico's pins are told on the socket `panel`, which must be read then. Not
        `starts`: it is that socket which starts the program."""
        self.name = name
        self.kind = self.kind_of(name)
        if shutil.which(self.kind.emulator) is None:
            raise EmulatorError(f"{self.kind.emulator} is missing: "
                                f"apt-get install {PACKAGES[self.kind.emulator]}")
        if self.kind.emulator == "node" and not LIBRARY.is_file():
            raise EmulatorError("rp2040js is missing: ./run --board pico fetches it")
        if not pathlib.Path(elf).is_file():
            raise EmulatorError(f"there is no file {elf}")
        self.output = b""  # all that the program has written so far
        self.uart_open = True
        self._seen = 0  # how much of the output read_until has passed
        self._process = None
        self._connections = []
        self._folder = tempfile.TemporaryDirectory(prefix="uasyncio-")
        try:
            self._start(elf, fast, qemu_arguments, debugger, line, panel, starts)
        except BaseException:
            self.close()
            raise

    @staticmethod
    def kind_of(name):
        """What it is, running or not."""
        if name not in BOARDS:
            raise EmulatorError(f"there is no board {name}; there are {', '.join(BOARDS)}")
        return BOARDS[name]

    def _start(self, elf, fast, qemu_arguments, debugger, line, panel, starts):
        emulator = RunLoop if self.kind.emulator == "node" else Qemu
        self._errors = open(self._path("errors"), "w+", encoding="utf-8", errors="replace")
        self.uart = self._wire("uart")
        self.line = self._wire("line") if line and self.kind.has_line else self.uart
        command = emulator.command(self.kind, str(elf), self._folder.name, fast, debugger,
                                   self.line is not self.uart)
        self._process = subprocess.Popen(
            [*command, *qemu_arguments], stdin=subprocess.DEVNULL,
            stdout=self._errors, stderr=self._errors, preexec_fn=_die_with_parent)
        self.emulator = emulator(self._connect, panel)
        for wire in {self.uart, self.line}:
            wire.open()
        self.release()
        for pin in self.kind.pulled_up:
            self.set_pin(pin, 1)
        if starts:
            self.emulator.start()

    def _wire(self, name):
        wire = Wire(self._path(name))
        self._connections.append(wire)
        return wire

    def _path(self, name):
        return f"{self._folder.name}/{name}"

    def _connect(self, name, timeout=20):
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(self._path(name))
            except OSError:
                connection.close()
                if self._process.poll() is not None:
                    break
                time.sleep(0.01)
            else:
                self._connections.append(connection)
                return connection
        why = self.error_text() or "no answer"
        raise EmulatorError(f"{self.kind.emulator} did not start: {why}")

    def error_text(self):
        """What the emulator itself has said, without what it always says."""
        self._errors.seek(0)
        lines = self._errors.read().splitlines()
        return "\n".join(line for line in lines if line.strip() and line not in HARMLESS)

    def set_pin(self, pin: Pin | None, level):
        if pin is None:
            return  # the machine has none
        try:
            self.emulator.set_pin(pin, level)
        except OSError as error:
            raise EmulatorError(f"{error}: {self.error_text()}") from None

    def press(self):
        """Presses the board's button (which makes its pin 0), until `release`."""
        self.set_pin(self.kind.button, 0)

    def release(self):
        self.set_pin(self.kind.button, 1)

    def write(self, data):
        """Sends to the program's console."""
        self.uart.sendall(data if isinstance(data, bytes) else data.encode())

    def interrupt(self):
        """Ctrl-C."""
        try:
            self.write(INTERRUPT)
        except OSError:
            pass  # it has ended meanwhile

    def receive(self, timeout):
        """Waits for output; returns what is new, b"" if there was none or no more will come."""
        if not self.uart_open or not select.select([self.uart], [], [], max(timeout, 0))[0]:
            return b""
        data = self.uart.recv(65536)
        self.uart_open = bool(data)
        self.output += data
        return data

    def read_until(self, text, timeout=HANG_SECONDS):
        """Returns the output up to and with `text`, after what the last call returned."""
        text = text if isinstance(text, bytes) else text.encode()
        end = time.monotonic() + timeout
        while text not in self.output[self._seen:]:
            if not self.receive(end - time.monotonic()):
                if not self.uart_open or time.monotonic() >= end:
                    why = "within the time" if self.uart_open else "before the program ended"
                    raise EmulatorError(f"no {text!r} {why}; output: {self.output!r}")
        start = self._seen
        self._seen = self.output.index(text, start) + len(text)
        return self.output[start:self._seen].decode(errors="replace")

    def is_running(self):
        """Whether the emulator is, whatever the program in it does."""
        return self._process.poll() is None

    def exit_status(self, timeout=HANG_SECONDS):
        """Waits for the program's end."""
        end = time.monotonic() + timeout
        while self.uart_open and time.monotonic() < end:
            self.receive(end - time.monotonic())
        try:
            status = self._process.wait(max(end - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            raise EmulatorError(f"still running; output: {self.output!r}") from None
        if status < 0:
            raise EmulatorError(f"the emulator was ended by signal {-status}: {self.error_text()}")
        return status

    def close(self):
        """Ends the emulator if it runs; removes everything temporary."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._errors.close()
        for connection in self._connections:
            connection.close()
        self._folder.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _die_with_parent():
    set_parent_death_signal = 1  # PR_SET_PDEATHSIG
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
