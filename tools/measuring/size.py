# SPDX-License-Identifier: MIT
"""bench/size: flash and RAM of a base program, and what each feature adds to it.

base.cpp is the smallest useful program; every other NAME.cpp is base.cpp and one feature. Flash is
what is programmed, RAM is .data and .bss: without the stack and the frame pool.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

from measuring.build import build_for_chip, sources
from measuring.figures import Figure, beside_diagnostics

BUILDS = (  # board, core, compiler, flags
    ("lm3s6965evb", "M3", "gcc", "-Os"),
    ("microbit", "M0", "gcc", "-Os"),
    ("lm3s6965evb", "M3", "clang", "-Oz"),
    ("lm3s6965evb", "M3", "clang LTO", "-Oz"),
    ("microbit", "M0", "clang", "-Oz"),
)
BASE = "base"
EMPTY = "empty"  # start-up and an empty main: not base and a feature
FLASH = (".text", ".ARM.extab", ".ARM.exidx", ".data")
RAM = (".data", ".bss")


def measure(pattern: str) -> Iterator[Figure]:
    names = list(sources("size", pattern))
    if not names:
        return
    for board, core, compiler, flags in BUILDS:
        builds = [build_for_chip(board, compiler, flags,
                                 [f"size_{name}.elf" for name in {*names, BASE}], diagnostics=on)
                  for on in (False, True)]
        yield from beside_diagnostics(*(_of_build(each, names, f"{core} {compiler}")
                                        for each in builds))


def _of_build(directory: Path, names: list[str], suffix: str) -> Iterator[Figure]:
    base = sizes(directory / f"size_{BASE}.elf")
    for name in sorted(names, key=lambda name: (name not in (BASE, EMPTY), name)):
        flash, ram = sizes(directory / f"size_{name}.elf")
        if name in (BASE, EMPTY):
            title = name
        else:
            title, flash, ram = f"+ {name}", flash - base[0], ram - base[1]
        yield Figure(f"{title}, flash, {suffix}", flash, "B")
        yield Figure(f"{title}, RAM, {suffix}", ram, "B")


def sizes(program: Path) -> tuple[int, int]:
    """Flash and RAM, from the sections."""
    listing = subprocess.run(["arm-none-eabi-size", "-A", program], stdout=subprocess.PIPE,
                             text=True, check=True).stdout
    sections = {line.split()[0]: int(line.split()[1]) for line in listing.splitlines()
                if line.startswith(".")}
    return (sum(sections.get(name, 0) for name in FLASH),
            sum(sections.get(name, 0) for name in RAM))
