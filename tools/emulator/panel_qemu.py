# SPDX-License-Identifier: MIT
"""What runs behind a panel: firmware in QEMU. QEMU knows pins as numbers and tells no time of a
change, so that a thread here speaks the lines of docs/reference/panel.md in its place: the board's
button and LED, and what is wired. Its time is real, also where the panel wants virtual time."""

import heapq
import re
import select
import socket
import threading
import time

from boards import Pin
from emulator import Board
from panel_programs import Program
from panel_state import WiringError

NANOS = 1_000_000_000
ALIVE_SECONDS = 0.05  # so often the time is told, if nothing else is
PORT_OF_THE_LED = "/machine/unattached/device[13]"  # F; QEMU tells of the outputs of one device
LED_NUMBER, LED = 0, "led1"
FIRST_PORT = 8  # port A is device[8]
VALUE = "temperature"
LOWEST, HIGHEST = -5500, 12500  # hundredths of a degree, of a TMP105
ROOM = 21  # degrees, to begin with


def pin_of(name):
    """Of PA2."""
    match = re.fullmatch(r"P([A-G])([0-7])", name)
    if match is None:
        raise ValueError(name)
    return Pin(f"/machine/unattached/device[{FIRST_PORT + ord(match[1]) - ord('A')}]",
               int(match[2]))


class Wiring:
    """What parts are: inputs by their names, and the arguments of QEMU."""

    def __init__(self, parts, button):
        self.inputs = {"button": (button, 1)}  # its pin, and the level when nobody moves it
        self.arguments = []
        for part in parts:
            try:
                self._add(*part.split())
            except (ValueError, TypeError):
                raise WiringError(f"cannot be wired: {part}") from None

    def _add(self, kind, *words):
        if kind == "knob":
            x, y = words
            self.inputs |= {"x": (pin_of(x), 0), "y": (pin_of(y), 0)}
        elif kind == "tmp105":
            address, = words
            self.arguments += ["-device", f"tmp105,id={VALUE},address={int(address, 0)}"]
        else:
            raise ValueError(kind)


class QemuProgram(Program):
    def __init__(self, board, command, parts):
        wiring = Wiring(parts, Board.kind_of(board).button)
        self._board = Board(board, command[0], starts=False, qemu_arguments=wiring.arguments)
        ours, theirs = socket.socketpair()
        bridge = Bridge(self._board, theirs, wiring)
        self._bridge = threading.Thread(target=bridge.run, daemon=True)
        super().__init__(ours, self._board.uart)
        self._bridge.start()

    def status(self):
        return self._board.exit_status()

    def kill(self):
        self._board.close()
        self.line.close()
        self._bridge.join()


class Bridge:
    """Between the lines of a panel and QEMU."""

    def __init__(self, board, panel, wiring):
        self._board = board
        self._panel = panel
        self._inputs = wiring.inputs
        self._has_value = bool(wiring.arguments)
        self._planned = []  # (nanoseconds, number, command)
        self._started = None
        self._rests = {}

    def run(self):
        """Until either ends."""
        try:
            self._work()
        except (OSError, ValueError):
            pass  # one of them has ended
        self._panel.close()

    def _work(self):
        self._tell_raw(f"uasyncio 1 {self._board.name} 1")
        for name, (pin, level) in self._inputs.items():
            self._board.set_pin(pin, level)
            self._tell(f"input {name} {level}")
        if self._has_value:
            self._set_value(ROOM * 100)
        qtest = self._board.emulator.intercept(PORT_OF_THE_LED)
        while True:
            ready = select.select([self._panel, qtest], [], [], self._wait_seconds())[0]
            if self._panel in ready:
                for line in self._lines(self._panel):
                    self._plan(line)
            if qtest in ready:
                for line in self._lines(qtest):
                    self._hear(line)
            self._act()

    def _lines(self, source):
        data = source.recv(65536)
        if not data:
            raise ConnectionError
        *lines, self._rests[source] = (self._rests.get(source, b"") + data).split(b"\n")
        return [line.decode() for line in lines]

    def _now(self):
        """In nanoseconds, 0 before the start."""
        return 0 if self._started is None else int((time.monotonic() - self._started) * NANOS)

    def _wait_seconds(self):
        if self._started is None:
            return None
        if not self._planned:
            return ALIVE_SECONDS
        return min(max((self._planned[0][0] - self._now()) / NANOS, 0), ALIVE_SECONDS)

    def _tell(self, text):
        self._tell_raw(f"@{self._now()} {text}")

    def _tell_raw(self, text):
        self._panel.sendall(f"{text}\n".encode())

    def _hear(self, line):
        """QEMU answers `OK`, or tells of an output: `IRQ raise 0`."""
        words = line.split()
        if words[:1] == ["IRQ"] and int(words[2]) == LED_NUMBER:
            self._tell(f"pin {LED} {int(words[1] == 'raise')}")

    def _plan(self, line):
        at = 0
        if line.startswith("@"):
            time_text, _, line = line[1:].partition(" ")
            at = int(time_text)
        elif line.startswith("start"):
            self._started = time.monotonic()
            self._board.emulator.start()
            return
        heapq.heappush(self._planned, (at, len(self._planned), line))

    def _act(self):
        if self._started is None:
            return
        while self._planned and self._planned[0][0] <= self._now():
            self._obey(*heapq.heappop(self._planned)[2].split())
        self._tell("alive")

    def _obey(self, word, name="", value=""):
        if word == "interrupt":
            self._board.interrupt()
        elif word == "set" and name == VALUE and self._has_value:
            self._set_value(int(value))
        elif name in self._inputs:
            pin, idle = self._inputs[name]
            level = {"press": 1 - idle, "release": idle, "pin": value == "1"}.get(word)
            if level is not None:
                self._board.emulator.send_pin(pin, level)  # the answer is heard later
                self._tell(f"pin {name} {int(level)}")

    def _set_value(self, value):
        value = min(max(value, LOWEST), HIGHEST)
        self._board.emulator.qmp("qom-set", path=f"/machine/peripheral/{VALUE}",
                                 property="temperature", value=value * 10)
        self._tell(f"value {VALUE} {value} {LOWEST} {HIGHEST}")
