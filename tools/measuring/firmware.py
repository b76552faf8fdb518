# SPDX-License-Identifier: MIT
"""bench/firmware: exact instruction counts of regions of code on emulated boards, an estimate of
their cycles, and the longest run of instructions with interrupts masked.

The program brackets a region with bench::count_begin() and count_end() and names it with
bench::report (bench/count.hpp); QEMU's plugin writes the counts in the same order, and
pico_counts.mjs those of the Pico.
"""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from measuring.build import build_for_chip, sources
from measuring.figures import BUILD, ROOT, Figure, beside_diagnostics

sys.path.append(str(ROOT / "tools" / "emulator"))
from pico import LIBRARY as RP2040JS  # noqa: E402

BUILDS = (  # board, core, compiler, flags
    ("lm3s6965evb", "M3", "gcc", "-Os"),
    ("lm3s6965evb", "M3", "clang", "-Os"),
    ("lm3s6965evb", "M3", "clang LTO", "-Os"),
    ("microbit", "M0", "gcc", "-Os"),
    ("microbit", "M0", "clang", "-Os"),
)
PICO = ("pico", "gcc", "-Os")  # which QEMU does not have
ON_THE_PICO = ("interrupt_loop",)
LINE = re.compile(r"^figure: (.*?) / (\d+)\s*$", re.MULTILINE)
BYTES = re.compile(r"^figure: (.*?) = (\d+) B\s*$", re.MULTILINE)
CALLS = 2  # begin's return and the call of end are in the region
CALL_CYCLES = CALLS + 2 * 2  # each with its jump
RUN_SECONDS = 120


@dataclass
class Counts:
    """What the plugin wrote for one program."""

    regions: list[tuple[int, int]]  # instructions and cycles
    masked: int  # the longest run of instructions with interrupts masked


def measure(pattern: str) -> Iterator[Figure]:
    names = list(sources("firmware", pattern))
    if not names:
        return
    plugin = build_plugin()
    for board, core, compiler, flags in BUILDS:
        builds = [build_for_chip(board, compiler, flags,
                                 [f"bench_{name}.elf" for name in names], diagnostics=on)
                  for on in (False, True)]
        runs = [run_all(board, core, compiler, [each / f"bench_{name}.elf" for name in names],
                         plugin) for each in builds]
        yield from beside_diagnostics(*runs)
    here = [name for name in names if name in ON_THE_PICO]
    if here and RP2040JS.exists():
        yield from beside_diagnostics(*(_on_the_pico(here, diagnostics=on)
                                        for on in (False, True)))


def _on_the_pico(names: list[str], *, diagnostics: bool) -> Iterator[Figure]:
    board, compiler, flags = PICO
    programs = [f"bench_{name}.elf" for name in names]
    directory = build_for_chip(board, compiler, flags, programs, diagnostics=diagnostics)
    for name in programs:
        program = directory / name
        begin, end = (_address(program, name) for name in ("count_begin", "count_end"))
        result = subprocess.run(
            ["node", ROOT / "tools" / "measuring" / "pico_counts.mjs", RP2040JS, program,
             hex(begin), hex(end)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            timeout=RUN_SECONDS, check=False)
        if result.returncode != 0:
            raise SystemExit(f"measure: {program} ended with status {result.returncode} on the "
                             f"Pico:\n{result.stderr}")
        yield from _figures(program, result.stderr, _counts(result.stdout), f"Pico {compiler}")


def run_all(board: str, core: str, compiler: str, programs: list[Path],
             plugin: Path) -> Iterator[Figure]:
    longest_mask = 0
    for program in programs:
        counts = program.with_suffix(".counts")
        said = _run(board, core, program, counts, plugin)
        found = _counts(counts.read_text())
        longest_mask = max(longest_mask, found.masked)
        yield from _figures(program, said, found, f"{core} {compiler}")
    yield Figure(f"longest with interrupts masked, {core} {compiler}", longest_mask, "insns")


def build_plugin() -> Path:
    plugin = BUILD / "count_plugin.so"
    plugin.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-shared", "-fPIC", "-o", plugin,
                    ROOT / "tools" / "count_plugin.c"], check=True)
    return plugin


def _run(board: str, core: str, program: Path, counts: Path, plugin: Path) -> str:
    """What the program said."""
    counts.write_text("")
    handlers = program.with_suffix(".handlers")
    handlers.write_text("\n".join(map(hex, _handlers(program))))
    begin, end = (_address(program, name) for name in ("count_begin", "count_end"))
    counting = ["-plugin", f"{plugin},begin={begin:#x},end={end:#x},core={core},"
                           f"handlers={handlers},output={counts}"]
    result = subprocess.run(
        ["qemu-system-arm", "-M", _machine(board), "-kernel", program, "-display", "none",
         "-monitor", "none", "-serial", "stdio", "-icount", "shift=6,sleep=off",
         "-semihosting-config", "enable=on,target=native",
         *(counting if begin else [])],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace",
        timeout=RUN_SECONDS, check=False)
    if result.returncode != 0:
        raise SystemExit(f"measure: {program} ended with status {result.returncode} on {board}:\n"
                         f"{result.stdout}")
    return result.stdout


def _counts(text: str) -> Counts:
    lines = [line.split() for line in text.splitlines()]
    return Counts([(int(words[1]), int(words[2])) for words in lines if words[0] == "region"],
                  max((int(words[1]) for words in lines if words[0] == "masked"), default=0))


def _figures(program: Path, said: str, counts: Counts, title: str) -> Iterator[Figure]:
    for name, value in BYTES.findall(said):
        yield Figure(f"{name}, {title}", int(value), "B")
    names = LINE.findall(said)
    if len(names) != len(counts.regions):
        raise SystemExit(f"measure: {program} named {len(names)} regions and counted "
                         f"{len(counts.regions)}; report() belongs behind every count_end()")
    for (name, steps), (instructions, cycles) in zip(names, counts.regions):
        yield Figure(f"{name}, {title}", round((instructions - CALLS) / int(steps), 1), "insns",
                     cycles=round((cycles - CALL_CYCLES) / int(steps)))


def _machine(board: str) -> str:
    text = (ROOT / "boards" / f"{board}.cmake").read_text()
    match = re.search(r"UASYNCIO_QEMU_MACHINE\s+(\S+?)\)", text)
    if not match:
        raise SystemExit(f"measure: boards/{board}.cmake names no UASYNCIO_QEMU_MACHINE")
    return match[1]


def _address(program: Path, function: str) -> int:
    symbols = subprocess.run(["arm-none-eabi-nm", "-C", program], stdout=subprocess.PIPE,
                             text=True, check=True).stdout
    match = re.search(rf"^([0-9a-f]+) \w bench::{function}\(\)$", symbols, re.MULTILINE)
    return int(match[1], 16) & ~1 if match else 0  # a program that counts bytes only


def _handlers(program: Path) -> set[int]:
    """The addresses in the vector table, without those of the stack and of the reset."""
    symbols = subprocess.run(["arm-none-eabi-nm", "-S", program], stdout=subprocess.PIPE,
                             text=True, check=True).stdout
    table = program.with_suffix(".vectors")
    subprocess.run(["arm-none-eabi-objcopy", "-O", "binary", "--only-section=.text", program,
                    table], check=True)
    image = table.read_bytes()
    found: set[int] = set()
    for match in re.finditer(r"^([0-9a-f]+) ([0-9a-f]+) \w (core|chip)_vectors$", symbols,
                             re.MULTILINE):
        begin, size = int(match[1], 16), int(match[2], 16)
        words = struct.unpack(f"<{size // 4}I", image[begin:begin + size])
        found.update(word & ~1 for word in words[2 if match[3] == "core" else 0:])
    return found - {0}
