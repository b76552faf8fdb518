# SPDX-License-Identifier: MIT
"""What a run loop has told of its pins, displays and values, and how a panel draws it."""

from remote import KEYS as REMOTE_KEYS
from remote import RECEIVER

SLIDER = 24  # characters
ENCODER = ("x", "y")
KEYS_OF_INPUTS = "123456789abcdefghijklmnoprstuvwxyz"  # q ends
INPUTS_OF_A_LINE = 6


class WiringError(Exception):
    """A part cannot be wired so."""


class State:
    """`recording` gets each line too."""

    def __init__(self, recording=None):
        self.board = ""
        self.time = 0  # nanoseconds
        self.pins = {}  # name: level
        self.inputs = {}  # name: its level when a driver began to listen
        self.values = {}  # name: (value, lowest, highest)
        self.displays = {}  # name: {row: text}
        self.parts = set()  # pins that are not drawn: what they belong to is
        self._recording = recording

    @staticmethod
    def time_of(line):
        """Nanoseconds; None of a line without."""
        return int(line[1:].split(" ", 1)[0]) if line.startswith("@") else None

    def feed(self, line):
        if self._recording is not None:
            self._recording.feed(line)
        words = line.split(" ")
        if words[0] == "uasyncio":
            self.board = words[2]
            return
        moment = self.time_of(line)
        if moment is None:
            return
        self.time = moment
        word, name, rest = words[1], " ".join(words[2:3]), words[3:]
        if word == "pin":
            self.pins[name] = int(rest[0])
        elif word == "input":
            self.inputs[name] = self.pins[name] = int(rest[0])
        elif word == "gone":
            self.inputs.pop(name, None)
        elif word == "value":
            self.values[name] = tuple(int(number) for number in rest[:3])
        elif word == "part":
            self.parts.add(name)
        elif word == "wrong":
            raise WiringError(f"cannot be wired: {' '.join(rest)}")
        elif word == "row":
            self.displays.setdefault(name, {})[int(rest[0])] = " ".join(rest[1:])

    def has_encoder(self):
        return all(name in self.inputs for name in ENCODER)

    def place_of_encoder(self):
        """0 to 3."""
        return {(0, 0): 0, (1, 0): 1, (1, 1): 2, (0, 1): 3}[
            tuple(self.pins[name] for name in ENCODER)]

    def buttons(self):
        """A receiver stands for the keys of its remote control."""
        return [button for name in self.inputs if name not in self.parts
                and not (self.has_encoder() and name in ENCODER)
                for button in (REMOTE_KEYS if name == RECEIVER else [name])]

    def _is_pressed(self, name):
        return self.pins.get(name) != self.inputs.get(name)

    def button_of(self, key):
        """The input that this key of the keyboard presses, or None."""
        names = dict(zip(KEYS_OF_INPUTS, self.buttons()))
        return names.get(key)

    def _drawn_buttons(self):
        drawn = [f"{key} {'[#]' if self._is_pressed(name) else '[ ]'} {name}"
                 for key, name in zip(KEYS_OF_INPUTS, self.buttons())]
        for first in range(0, len(drawn), INPUTS_OF_A_LINE):
            yield ("" if first else "inputs").ljust(8) + "  ".join(
                drawn[first:first + INPUTS_OF_A_LINE])

    def drawn(self, chosen=None):
        """Lines. `chosen` is the number of the value that is marked."""
        seconds, rest = divmod(self.time, 1_000_000_000)
        lines = [f"{self.board}  {seconds // 60:02}:{seconds % 60:02}.{rest // 1_000_000:03}"]
        for name, rows in self.displays.items():
            width = max(len(text) for text in rows.values())
            lines += [f"{name}", "  +" + "-" * width + "+"]
            lines += [f"  |{rows.get(row, ''):{width}}|" for row in range(max(rows) + 1)]
            lines += ["  +" + "-" * width + "+"]
        lights = [name for name in self.pins if name not in self.inputs.keys() | self.parts]
        if lights:
            lines.append("pins    " + "  ".join(f"{'(*)' if self.pins[name] else '( )'} {name}"
                                                for name in lights))
        lines += self._drawn_buttons()
        if self.has_encoder():
            lines.append("knob    <- ->")
        for number, (name, (value, low, high)) in enumerate(self.values.items()):
            place = (value - low) * (SLIDER - 1) // max(high - low, 1)
            mark = ">" if chosen is not None and number == chosen % len(self.values) else " "
            lines.append(f"{mark} {name:12} {'-' * place}O{'-' * (SLIDER - 1 - place)} {value}")
        return lines
