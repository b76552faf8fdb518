# SPDX-License-Identifier: MIT
"""The Pico's run loop (rp2040/run.mjs, under node): how it is started, and what is asked of it."""

import json
import pathlib
import socket

HERE = pathlib.Path(__file__).resolve().parent / "rp2040"
LIBRARY = (pathlib.Path(__file__).resolve().parents[2] /
           "build/rp2040js/node_modules/rp2040js/dist/esm/index.js")


class RunLoop:
    """`connect` gives the socket of that name in the board's folder."""

    def __init__(self, connect, panel):
        """`panel`: its socket is opened too."""
        self._control = connect("control").makefile("rw")
        self.panel = connect("panel") if panel else None
        if panel:
            self.panel.recv(1, socket.MSG_PEEK)  # it has heard of us, before the program starts

    @staticmethod
    def command(kind, elf, folder, fast, debugger, _):
        return [kind.emulator, str(HERE / "run.mjs"), str(LIBRARY), folder, elf,
                *(["--fast"] if fast else []), *([] if debugger else ["--no-debugger"])]

    def start(self):
        self.ask("start")

    def set_pin(self, pin, level):
        self.ask(f"pin {pin.number} {int(level)}")

    def set_adc(self, channel, value):
        """Of 4095."""
        self.ask(f"adc {channel} {value}")

    def add_i2c_memory(self, bus, address):
        """256 bytes; at the next address is a device that never answers."""
        self.ask(f"i2c {bus} {address}")

    def add_spi_memory(self, bus, select):
        """256 bytes, spoken to while the pin of the number `select` is low."""
        self.ask(f"spi {bus} {select}")

    def watch(self, number):
        """The pin's edges are kept from now on."""
        self.ask(f"watch {number}")

    def edges(self, number):
        """[(nanoseconds since the start, level), ...], exact to the processor's cycle."""
        return [tuple(edge) for edge in json.loads(self.ask(f"edges {number}"))]

    def ask(self, command):
        self._control.write(command + "\n")
        self._control.flush()
        answer = self._control.readline().strip()
        if answer in ("", "?"):
            raise ConnectionError(f"{answer or 'no'} answer to {command}")
        return answer
