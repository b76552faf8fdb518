#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""pins.py FILE.vcd: records what a run loop on standard input tells of its pins, until it ends."""

import signal
import sys

from vcd import Recording


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the program's
    recording = Recording(sys.argv[1])
    recording.record(sys.stdin)
    if recording.pins() == 0:
        print("run: no pin has changed, so that the recording is empty", file=sys.stderr)


if __name__ == "__main__":
    main()
