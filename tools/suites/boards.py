# SPDX-License-Identifier: MIT
"""The emulated boards: those of boards/*.cmake that an emulator is named for."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cmake import GCC_FLAGS, BuildDir
from model import ROOT
from process import Run, run

RUN_BOARD = ROOT / "tools" / "emulator" / "run_board.py"
RP2040JS = ROOT / "build" / "rp2040js" / "fetched"
BOARD_SECONDS = 120
# The Pico's core is the microbit's, and the pyboard's runs what the LM3S's runs: what lies between
# core and program is tried there, and drivers; on the pyboard, with its registers for floats, the
# programs of tests/target too.
BETWEEN = {
    "port_contract", "port_sleep", "port_clock", "own_vectors", "primitives_interrupts",
    "blink", "pin_call", "interrupt_loop", "deep_sleep", "aadc", "encoder", "htu21d", "keyboard",
    "lcd_backpack", "sw_array",
}
CHOSEN = {
    "pico": BETWEEN,
    "pyboard": BETWEEN | {path.stem for path in (ROOT / "tests" / "target").glob("*.cpp")},
}


@dataclass(frozen=True)
class Board:
    name: str
    emulator: str  # the commands that must be there
    compiler: str = "arm-none-eabi-g++"

    @property
    def needs(self) -> tuple[str, ...]:
        # The headers of C++ are those of the compiler for Arm, whatever the board.
        fetched = {str(RP2040JS)} if self.emulator == "node" else set()
        return tuple({"arm-none-eabi-g++", self.compiler, "cmake", "ninja", self.emulator,
                      *fetched})

    def runs(self, program: str) -> bool:
        """Whether this example, or program of tests/target, is one for this board."""
        return self.name not in CHOSEN or program in CHOSEN[self.name]

    def build_dir(self, compiler: str = "gcc", exceptions: bool = False,
                  flags: str = "-Os") -> BuildDir:
        mode = "-exc" if exceptions else ""
        return BuildDir(f"{self.name}-{compiler}{flags}{mode}", {
            "UASYNCIO_BOARD": self.name,
            "UASYNCIO_COMPILER": compiler,
            "CMAKE_BUILD_TYPE": "Dev",
            "CMAKE_CXX_FLAGS_DEV": f"{flags} {GCC_FLAGS}" if compiler == "gcc" else flags,
            "UASYNCIO_EXCEPTIONS": "ON" if exceptions else "OFF",
            "UASYNCIO_WERROR": "ON",
            "UASYNCIO_TESTS": "ON",
            "UASYNCIO_EXAMPLES": "ON",
            "UASYNCIO_PCH": "ON",
            "UASYNCIO_UNITY": "ON",
        })

    def run(self, program: Path, for_seconds: str = "") -> Run:
        """In virtual time: sleeping takes no time and every run is the same."""
        limit = ["--for", for_seconds] if for_seconds else []
        return run([sys.executable, RUN_BOARD, "--fast", "--board", self.name, *limit, program],
                   seconds=BOARD_SECONDS)


@cache
def boards() -> list[Board]:
    found = []
    for path in sorted((ROOT / "boards").glob("*.cmake")):
        text = path.read_text()
        if toolchain := re.search(r"UASYNCIO_TOOLCHAIN\s+(\S+)\)", text):
            found.append(Board(path.stem, "qemu-system-riscv32", f"{toolchain[1]}-g++"))
        elif re.search(r"UASYNCIO_QEMU_MACHINE\s+\S", text):
            found.append(Board(path.stem, "qemu-system-arm"))
        else:
            found.append(Board(path.stem, "node"))
    return found


def board(name: str) -> Board | None:
    return next((board for board in boards() if board.name == name), None)
