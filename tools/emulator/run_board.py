#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs firmware on an emulated board: its console is our standard input and output, its exit
status is ours. Ctrl-C goes to the program; a second one ends the emulator."""

import argparse
import os
import select
import signal
import sys
import threading
import time

from boards import BOARDS
from emulator import END_OF_INPUT, Board, EmulatorError
from line import open_line
from network import free_port, network_arguments
from vcd import Recording

GRACE_SECONDS = 3  # for the cleanup of an interrupted program
STATUS_KILLED = 137
STATUS_INTERRUPTED = 130
BYTES_AT_ONCE = 64
BYTES_PER_SECOND = 11_520  # 115,200 baud: a program can rely on nobody typing faster
QUIET_SECONDS = 0.2  # after which a program that prints nothing is believed to have started


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--board", required=True, choices=sorted(BOARDS))
    parser.add_argument("--for", dest="seconds", type=float, metavar="SECONDS",
                        help="interrupt it (Ctrl-C) after SECONDS")
    parser.add_argument("--uart", metavar="pty|FILE|PORT",
                        help="tie the program's UART to a terminal of its own, a file or device, "
                             "or a TCP port")
    parser.add_argument("--net", type=int, metavar="PORT",
                        help="lm3s6965evb: a network, and this port of the program as one of this "
                             "computer")
    parser.add_argument("--pins", metavar="FILE.vcd", help="pico: record the pins")
    parser.add_argument("--fast", action="store_true",
                        help="virtual time: sleeping takes no time, runs are repeatable")
    parser.add_argument("program", metavar="PROGRAM.elf")
    return parser.parse_args()


def say(text):
    print(f"run_board: {text}", file=sys.stderr, flush=True)


class Pace:
    """Nothing comes faster than on a serial line."""

    def __init__(self, start):
        self.may_send_at = start

    def sent(self, count):
        self.may_send_at = time.monotonic() + count / BYTES_PER_SECOND


class Session:
    """Copies both ways until the program ends or must be killed."""

    def __init__(self, board, seconds, line=None):
        self.board = board
        self.line = line
        self.is_line_separate = board.line is not board.uart
        self.started = time.monotonic()
        self.interrupt_at = self.started + seconds if seconds is not None else None
        self.kill_at = None
        self.input_pace = Pace(self.started + QUIET_SECONDS)
        self.line_pace = Pace(self.started + QUIET_SECONDS)
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
        sources = {self.board.uart: self.copy_output}
        if self.input_open and now >= self.input_pace.may_send_at:
            sources[sys.stdin] = self.copy_input
        if self.has_line_input() and now >= self.line_pace.may_send_at:
            sources[self.line] = self.copy_line_input
        if self.line is not None and self.is_line_separate:
            sources[self.board.line] = self.copy_line_output
        for source in select.select(list(sources), [], [], self.wait_length(now))[0]:
            sources[source]()

    def has_line_input(self):
        return self.line is not None and self.line.fileno() >= 0

    def wait_length(self, now):
        times = [at for at in (self.interrupt_at, self.kill_at) if at is not None]
        if self.input_open and now < self.input_pace.may_send_at:
            times.append(self.input_pace.may_send_at)
        if self.has_line_input() and now < self.line_pace.may_send_at:
            times.append(self.line_pace.may_send_at)
        return max(min(times) - now, 0) if times else None

    def copy_output(self):
        data = self.board.receive(0)
        if self.line is not None and not self.is_line_separate:
            self.line.write(data)
        while data:
            data = data[os.write(sys.stdout.fileno(), data):]

    def copy_input(self):
        data = os.read(sys.stdin.fileno(), BYTES_AT_ONCE)
        self.input_open = bool(data)
        self.input_pace.sent(len(data))
        if not data and self.line is not None and not self.is_line_separate:
            return  # what comes there are bytes of the line, and not of a person
        try:
            self.board.write(data or END_OF_INPUT)
        except OSError:
            self.input_open = False

    def copy_line_output(self):
        try:
            self.line.write(self.board.line.recv(4096))
        except ConnectionError:
            pass  # it has ended: the console says so, too

    def copy_line_input(self):
        data = self.line.read(BYTES_AT_ONCE)
        self.line_pace.sent(len(data))
        try:
            self.board.line.sendall(data)
        except OSError:
            pass  # the same


def start_recorder(board, recording):
    if recording is None:
        return None
    recorder = threading.Thread(target=recording.record,
                                args=(board.emulator.panel.makefile("r"),), daemon=True)
    recorder.start()
    return recorder


def main():
    arguments = parse_arguments()
    try:
        line = open_line(arguments.uart) if arguments.uart else None
    except (OSError, OverflowError) as error:
        say(f"--uart {arguments.uart}: {error}")
        return 2
    try:
        recording = Recording(arguments.pins) if arguments.pins else None
    except OSError as error:
        say(f"--pins {arguments.pins}: {error}")
        return 2
    if line is not None:
        say(f"the UART is {line.name}")
    network = ()
    if arguments.net is not None:
        port = free_port()
        network = network_arguments(port, arguments.net)
        say(f"port {arguments.net} of the program is port {port} of 127.0.0.1")
    try:
        with Board(arguments.board, arguments.program, arguments.fast, qemu_arguments=network,
                   line=line is not None, panel=recording is not None) as board:
            recorder = start_recorder(board, recording)
            session = Session(board, arguments.seconds, line)
            status = session.run()
            if board.error_text():
                say(board.error_text())
        if recorder is not None:
            recorder.join()  # the emulator has ended, and so will what it tells
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
