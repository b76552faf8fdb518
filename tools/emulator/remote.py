# SPDX-License-Identifier: MIT
"""A remote control of the NEC kind in front of a simulated receiver: its keys as the edges of the
receiver's pin. The Pico's run loop has one of its own (rp2040/remote.mjs)."""

import re

RECEIVER = "receiver"  # the input whose keys these are
ADDRESS = 0x40
KEYS = [f"ir{number}" for number in (*range(1, 10), 0)]
MICROSECOND = 1000  # nanoseconds
PERIOD = 108_000 * MICROSECOND  # from the start of a burst to that of the next one
LEAD, LEAD_SPACE, REPEAT_SPACE, MARK, SPACE_OF_0, SPACE_OF_1 = 9000, 4500, 2250, 562, 563, 1688
PRESS = re.compile(r"(?:@(\d+) )?(press|release) (ir\d)$")


def lengths(key):
    """Of the marks and spaces of a frame, in microseconds, as long as the receiver sees them."""
    word = ADDRESS | (ADDRESS ^ 0xFF) << 8 | key << 16 | (key ^ 0xFF) << 24
    bits = ((MARK, SPACE_OF_1 if word >> bit & 1 else SPACE_OF_0) for bit in range(32))
    return [LEAD, LEAD_SPACE, *(length for bit in bits for length in bit), MARK]


def burst(at, all_lengths):
    """Commands that make the pin low for each mark."""
    commands = []
    for number, length in enumerate(all_lengths):
        commands.append(f"@{at} pin {RECEIVER} {number % 2}")
        at += length * MICROSECOND
    return [*commands, f"@{at} pin {RECEIVER} 1"]


class Remote:
    """Makes commands of the panel that are about its keys into those of the receiver's pin."""

    def __init__(self):
        self._pressed = {}  # key: when

    def commands(self, command, now):
        """In place of `command`. One without a time is of `now`; it is known then that the key is
        pressed, and not for how long: for a repeat."""
        match = PRESS.match(command)
        if match is None:
            return [command]
        at, word, key = match.groups()
        if word == "press":
            begin = now if at is None else int(at)
            self._pressed[key] = begin
            commands = burst(begin, lengths(int(key[2:])))
            return commands if at is not None else commands + self._repeats(begin, begin + PERIOD)
        begin = self._pressed.pop(key, None)
        return [] if at is None or begin is None else self._repeats(begin, int(at))

    @staticmethod
    def _repeats(begin, end):
        return [command for start in range(begin + PERIOD, end + 1, PERIOD)
                for command in burst(start, [LEAD, REPEAT_SPACE, MARK])]
