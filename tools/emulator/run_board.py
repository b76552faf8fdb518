#!/usr/bin/env python3
"""Runs firmware on an emulated board: its console is our standard input and output, its exit
status is ours. Ctrl-C goes to the program; a second one ends the emulator."""

import argparse
import os
import select
import signal
import sys
import time

from boards import BOARDS
from emulator import END_OF_INPUT, Board, EmulatorError

GRACE_SECONDS = 3  # for the cleanup of an interrupted program
STATUS_KILLED = 137
STATUS_INTERRUPTED = 130
BYTES_PER_SECOND = 11_520  # 115,200 baud: a program can rely on nobody typing faster
QUIET_SECONDS = 0.2  # after which a program that prints nothing is believed to have started


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--board", required=True, choices=sorted(BOARDS))
    parser.add_argument("--for", dest="seconds", type=float, metavar="SECONDS",
                        help="interrupt it (Ctrl-C) after SECONDS")
    parser.add_argument("--fast", action="store_true",
                        help="virtual time: sleeping takes no time, runs are repeatable")
    parser.add_argument("program", metavar="PROGRAM.elf")
    return parser.parse_args()


def say(text):
    print(f"run_board: {text}", file=sys.stderr, flush=True)


class Session:
    """Copies both ways until the program ends or must be killed."""

    def __init__(self, board, seconds):
        self.board = board
        self.started = time.monotonic()
        self.interrupt_at = self.started + seconds if seconds is not None else None
        self.kill_at = None
        self.may_send_at = self.started + QUIET_SECONDS
        self.input_open = True
        self.killed = False

    def interrupt(self, *_):
        """Ctrl-C, ours or that of --for."""
        self.interrupt_at = None
        if self.kill_at is not None:
            self.kill_at = time.monotonic()  # the second one: now
            return
        self.kill_at = time.monotonic() + GRACE_SECONDS
        self.board.interrupt()

    def run(self):
        signal.signal(signal.SIGINT, self.interrupt)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        while self.board.uart_open and not self.killed:
            self.step()
        return STATUS_KILLED if self.killed else self.board.exit_status()

    def step(self):
        now = time.monotonic()
        if self.kill_at is not None and now >= self.kill_at:
            say(f"killed: still running {GRACE_SECONDS} s after the interrupt")
            self.killed = True
        elif self.interrupt_at is not None and now >= self.interrupt_at:
            self.interrupt()
        else:
            self.copy(now)

    def copy(self, now):
        sources = [self.board.uart]
        if self.input_open and now >= self.may_send_at:
            sources.append(sys.stdin)
        ready = select.select(sources, [], [], self.wait_length(now))[0]
        if self.board.uart in ready:
            self.copy_output()
        if sys.stdin in ready:
            self.copy_input()

    def wait_length(self, now):
        times = [at for at in (self.interrupt_at, self.kill_at) if at is not None]
        if self.input_open and now < self.may_send_at:
            times.append(self.may_send_at)
        return max(min(times) - now, 0) if times else None

    def copy_output(self):
        data = self.board.receive(0)
        while data:
            data = data[os.write(sys.stdout.fileno(), data):]

    def copy_input(self):
        data = os.read(sys.stdin.fileno(), 64)
        self.input_open = bool(data)
        self.may_send_at = time.monotonic() + len(data) / BYTES_PER_SECOND
        try:
            self.board.write(data or END_OF_INPUT)
        except OSError:
            self.input_open = False


def main():
    arguments = parse_arguments()
    try:
        with Board(arguments.board, arguments.program, arguments.fast) as board:
            session = Session(board, arguments.seconds)
            status = session.run()
            if board.error_text():
                say(board.error_text())
    except EmulatorError as error:
        say(error)
        return 2
    except BrokenPipeError:  # whoever read our output has had enough, as `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    was_asked_to_end = session.kill_at is not None and arguments.seconds is not None
    return 0 if was_asked_to_end and status == STATUS_INTERRUPTED else status


if __name__ == "__main__":
    sys.exit(main())
