# SPDX-License-Identifier: MIT
"""A recording of pins as VCD (IEEE 1364), which GTKWave, PulseView and sigrok-cli read."""

import shutil
import tempfile

FIRST_CODE, CODES = ord("!"), ord("~") - ord("!") + 1


class Recording:
    """`path`, written when it is closed: only then all pins are known, of which the file tells
    first. Until then the changes are in a temporary file."""

    def __init__(self, path):
        self._file = open(path, "w", encoding="ascii", errors="replace")
        self._changes = tempfile.TemporaryFile("w+", encoding="ascii")
        self._pins = {}  # name: (code, level at the start)
        self._resolution = 1
        self._time = 0

    def feed(self, line):
        """A line of a run loop, as docs/reference/panel.md has them. Others than pins' are not
        recorded."""
        words = line.split()
        if len(words) == 4 and words[1] == "pin":
            self._edge(int(words[0].removeprefix("@")) // self._resolution, words[2], words[3])
        elif len(words) == 4 and words[0] == "uasyncio":
            self._resolution = int(words[3])

    def _edge(self, time, name, level):
        if name not in self._pins:
            self._pins[name] = (_code(len(self._pins)), "0" if level == "1" else "1")
        if time > self._time:
            self._changes.write(f"#{time}\n")
            self._time = time
        self._changes.write(f"{level}{self._pins[name][0]}\n")

    def pins(self):
        """How many pins have changed."""
        return len(self._pins)

    def record(self, lines):
        """All lines until their end; closes."""
        for line in lines:
            self.feed(line)
        self.close()

    def close(self):
        self._file.write(f"$timescale {_unit(self._resolution)} $end\n$scope module pins $end\n")
        for name, (code, _) in self._pins.items():
            self._file.write(f"$var wire 1 {code} {name} $end\n")
        self._file.write("$upscope $end\n$enddefinitions $end\n#0\n$dumpvars\n")
        for code, level in self._pins.values():
            self._file.write(f"{level}{code}\n")
        self._file.write("$end\n")
        self._changes.seek(0)
        shutil.copyfileobj(self._changes, self._file)
        self._changes.close()
        self._file.close()


def _code(number):
    """As short as can be, of printable characters."""
    text = ""
    while True:
        text += chr(FIRST_CODE + number % CODES)
        number = number // CODES - 1
        if number < 0:
            return text


def _unit(nanoseconds):
    return f"{nanoseconds // 1000} us" if nanoseconds % 1000 == 0 else f"{nanoseconds} ns"
