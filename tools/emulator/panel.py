#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A panel in the terminal for a program on simulated or emulated hardware: what its pins and
displays show, and keys for its inputs. docs/reference/panel.md has the keys, the script that a pipe
may give in their place, and the lines that a run loop and a panel speak."""

import argparse
import os
import select
import sys
import termios
import time
import tty

from emulator import EmulatorError
from panel_programs import EmulatedProgram, SimulatedProgram
from panel_qemu import QemuProgram
from panel_state import State, WiringError
from vcd import Recording
from wiring import wired

NANOS = 1_000_000_000
MILLISECOND = 1_000_000  # nanoseconds
PRESS_MS = 150
STEP_MS = 5  # of an encoder
STEPS_OF_A_DETENT = 4
FRAME_SECONDS = 0.05
GRACE_SECONDS = 3
STATUS_INTERRUPTED = 130
OUTPUT_LINES = 8
KEYS = {"\x1b[A": "up", "\x1b[B": "down", "\x1b[C": "right", "\x1b[D": "left"}
PROGRAMS = {"sim": SimulatedProgram, "pico": EmulatedProgram, "lm3s6965evb": QemuProgram}
HELP = "1-9, a-z press   space hold   <- -> turn   tab, up, down values   q end"


class ScriptError(Exception):
    """A line of the script that is none."""


def turned(place, detents):
    """The levels of an encoder's pins x and y, step by step, and where that ends."""
    step = 1 if detents > 0 else -1
    levels = []
    for _ in range(abs(detents) * STEPS_OF_A_DETENT):
        place += step
        levels.append(((place + 1) >> 1 & 1, place >> 1 & 1))
    return levels, place


class Script:
    """Lines `MILLISECONDS WORD ...` as commands for a run loop, and the times of its frames."""

    def __init__(self, lines):
        self.commands = []  # (nanoseconds, command)
        self.shows = []
        self.ends = False
        self._place = 0
        for number, line in enumerate(lines, 1):
            words = line.partition("#")[0].split()
            if not words:
                continue
            try:
                self._take(int(words[0]) * MILLISECOND, words[1], words[2:])
            except (ValueError, IndexError, KeyError):
                raise ScriptError(f"line {number} of the script is none: {line.strip()}") from None
        self.commands.sort(key=lambda command: command[0])
        self.shows.sort()

    def _take(self, at, word, arguments):
        if word == "show":
            self.shows.append(at)
        elif word == "end":
            self.commands.append((at, "interrupt"))
            self.ends = True
        elif word == "press":
            length = int(arguments[1]) if len(arguments) > 1 else PRESS_MS
            self.commands.append((at, f"press {arguments[0]}"))
            self.commands.append((at + length * MILLISECOND, f"release {arguments[0]}"))
        elif word == "turn":
            levels, self._place = turned(self._place, int(arguments[0]))
            for step, (x, y) in enumerate(levels):
                when = at + step * STEP_MS * MILLISECOND
                self.commands += [(when, f"pin x {x}"), (when, f"pin y {y}")]
        elif word == "set":
            self.commands.append((at, f"set {arguments[0]} {int(arguments[1])}"))
        else:
            raise ValueError(word)


def play(program, state, script):
    """In virtual time; prints a frame where the script wants one."""
    for at, command in script.commands:
        program.send(f"@{at} {command}")
    program.send("start virtual")
    shows = list(script.shows)

    def show():
        state.time = shows.pop(0)
        print("---", *state.drawn(), sep="\n")

    output = b""
    while program.is_open():
        lines, more = program.receive(None)
        output += more
        for line in lines:
            moment = state.time_of(line)
            while shows and moment is not None and moment > shows[0]:
                show()
            state.feed(line)
    while shows:
        show()
    print("--- output")
    sys.stdout.flush()
    os.write(sys.stdout.fileno(), output.replace(b"\r\n", b"\n"))


class Terminal:
    """In real time, until the program ends or the user ends it."""

    def __init__(self, program, state):
        self.program = program
        self.state = state
        self.output = b""
        self.releases = []  # (time, name)
        self.held = set()
        self.holds = False
        self.chosen = 0
        self.place = None
        self.kill_at = None
        self.started = time.monotonic()

    def run(self):
        settings = termios.tcgetattr(sys.stdin)
        sys.stdout.write("\x1b[?1049h\x1b[?25l")
        tty.setcbreak(sys.stdin)
        try:
            self.program.send("start real")
            while self.program.is_open():
                self.step()
        finally:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, settings)
            sys.stdout.write("\x1b[?25h\x1b[?1049l")
        sys.stdout.flush()
        os.write(sys.stdout.fileno(), self.output.replace(b"\r\n", b"\n"))

    def step(self):
        self.draw()
        try:
            lines, output = self.program.receive(FRAME_SECONDS, sys.stdin)
            for line in lines:
                self.state.feed(line)
            self.output += output
            if select.select([sys.stdin], [], [], 0)[0]:
                self.typed(os.read(sys.stdin.fileno(), 64).decode(errors="replace"))
        except KeyboardInterrupt:
            self.end()
        now = time.monotonic()
        self.state.time = max(self.state.time, int((now - self.started) * NANOS))
        for at, name in [each for each in self.releases if each[0] <= now]:
            self.releases.remove((at, name))
            self.program.send(f"release {name}")
        if self.kill_at is not None and now >= self.kill_at:
            self.program.kill()

    def draw(self):
        lines = self.state.drawn(self.chosen)
        lines += ["", *self.output.decode(errors="replace").splitlines()[-OUTPUT_LINES:], "",
                  HELP + ("   (holding)" if self.holds else "")]
        sys.stdout.write("\x1b[H" + "".join(f"{line}\x1b[K\n" for line in lines) + "\x1b[J")
        sys.stdout.flush()

    def typed(self, text):
        while text:
            key = next((code for code in KEYS if text.startswith(code)), text[0])
            text = text[len(key):]
            self.key(KEYS.get(key, key))

    def key(self, key):
        if key == "q":
            self.end()
        elif key == " ":
            self.holds = not self.holds
        elif key == "\t":
            self.chosen += 1
        elif key in ("left", "right"):
            self.turn(1 if key == "right" else -1)
        elif key in ("up", "down"):
            self.change(1 if key == "up" else -1)
        elif self.state.button_of(key):
            self.press(self.state.button_of(key))

    def press(self, name):
        if name in self.held:
            self.held.remove(name)
            self.program.send(f"release {name}")
            return
        self.program.send(f"press {name}")
        if self.holds:
            self.held.add(name)
        else:
            self.releases.append((time.monotonic() + PRESS_MS / 1000, name))

    def turn(self, detents):
        if not self.state.has_encoder():
            return
        if self.place is None:
            self.place = self.state.place_of_encoder()
        levels, self.place = turned(self.place, detents)
        now = self.state.time
        for step, (x, y) in enumerate(levels):
            when = now + step * STEP_MS * MILLISECOND
            self.program.send(f"@{when} pin x {x}")
            self.program.send(f"@{when} pin y {y}")

    def change(self, direction):
        names = list(self.state.values)
        if names:
            name = names[self.chosen % len(names)]
            value, low, high = self.state.values[name]
            step = max((high - low) // 32, 1)
            value = min(max(value + direction * step, low), high)
            self.state.values[name] = (value, low, high)
            self.program.send(f"set {name} {value}")

    def end(self):
        if self.kill_at is None:
            self.program.send("interrupt")
            self.kill_at = time.monotonic() + GRACE_SECONDS
        else:
            self.program.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--board", default="sim", choices=PROGRAMS)
    parser.add_argument("--pins", metavar="FILE.vcd", help="record the pins, too")
    parser.add_argument("--wiring", metavar="FILE", action="append", default=[],
                        help="boards: a source whose lines `// WIRE: ...` say what is wired")
    parser.add_argument("command", nargs="+", metavar="PROGRAM", help="and its arguments")
    arguments = parser.parse_args()
    recording = None
    try:
        recording = Recording(arguments.pins) if arguments.pins else None
        script = None if sys.stdin.isatty() else Script(sys.stdin)
        arguments.parts = [part for file in arguments.wiring
                           for part in wired(file, arguments.board)]
    except (OSError, ScriptError) as error:
        print(f"run: {error}", file=sys.stderr)
        return 2
    try:
        return show(arguments, State(recording), script, recording)
    except (EmulatorError, WiringError) as error:
        print(f"run: {error}", file=sys.stderr)
        return 2


def show(arguments, state, script, recording):
    """The status of the program; 0 if it has ended as it was asked to."""
    kind = PROGRAMS[arguments.board]
    with kind(arguments.board, arguments.command, arguments.parts) as program:
        if script is None:
            terminal = Terminal(program, state)
            terminal.run()
            was_asked_to_end = terminal.kill_at is not None
        else:
            play(program, state, script)
            was_asked_to_end = script.ends
        if recording is not None:
            recording.close()
        status = program.status()
    return 0 if was_asked_to_end and status == STATUS_INTERRUPTED else status


if __name__ == "__main__":
    sys.exit(main())
