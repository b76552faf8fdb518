# SPDX-License-Identifier: MIT
"""What runs behind a panel: a simulation, or firmware on the emulated Pico. QEMU's boards are in
panel_qemu.py."""

import os
import select
import signal
import socket
import subprocess
import time

from emulator import Board
from remote import Remote

AT_ONCE = 65536
NANOS = 1_000_000_000
LEAD_NANOS = 20_000_000  # a burst that begins so soon is known before it begins


class Program:
    """`line` is the socket of its panel; `_output` what it prints: both with `fileno`."""

    def __init__(self, line, output):
        self.line = line
        self._output = output
        self._rest = b""
        self._sources = [line, output]

    def send(self, line):
        try:
            self.line.sendall(line.encode() + b"\n")
        except OSError:
            pass  # it has ended: the next receive says so

    def is_open(self):
        """Whether it may still tell something."""
        return bool(self._sources)

    def receive(self, seconds, *others):
        """Waits until there is news, also of `others`. Its lines, and what it has printed."""
        ready = select.select([*self._sources, *others], [], [], seconds)[0]
        output = self._read(self._output) if self._output in ready else b""
        data = self._read(self.line) if self.line in ready else b""
        *lines, self._rest = (self._rest + data).split(b"\n")
        return [line.decode() for line in lines], output

    def _read(self, source):
        try:
            data = source.recv(AT_ONCE) if hasattr(source, "recv") else os.read(source.fileno(),
                                                                               AT_ONCE)
        except ConnectionError:
            data = b""
        if not data:
            self._sources.remove(source)
        return data

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()


class SimulatedProgram(Program):
    """Has a remote control, too, if it listens to a receiver."""

    def __init__(self, _, command, _parts):
        self._remote = Remote()
        self._started = time.monotonic()
        ours, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, "UASYNCIO_PANEL": str(theirs.fileno())},
            pass_fds=[theirs.fileno()], start_new_session=True)  # Ctrl-C is the panel's
        theirs.close()
        super().__init__(ours, self._process.stdout)

    def send(self, line):
        if line.startswith("start"):
            self._started = time.monotonic()
        now = int((time.monotonic() - self._started) * NANOS)
        for command in self._remote.commands(line, now + LEAD_NANOS):
            super().send(command)

    def status(self):
        status = self._process.wait()
        return 128 - status if status < 0 else status

    def kill(self):
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()
        self.line.close()


class EmulatedProgram(Program):
    def __init__(self, board, command, parts):
        signal.signal(signal.SIGTERM, lambda *_: os._exit(128 + signal.SIGTERM))
        self._board = Board(board, command[0], panel=True, starts=False)
        super().__init__(self._board.emulator.panel, self._board.uart)
        for part in parts:
            self.send(f"wire {part}")

    def status(self):
        return self._board.exit_status()

    def kill(self):
        self._board.close()
