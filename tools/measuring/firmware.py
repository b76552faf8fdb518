"""bench/firmware: exact instruction counts of regions of code on emulated boards.

The program brackets a region with bench::count_begin() and count_end() and names it with
bench::report (bench/count.hpp); QEMU's plugin writes the counts in the same order.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from measuring.build import build_for_chip, sources
from measuring.figures import BUILD, ROOT, Figure, beside_diagnostics

BOARDS = {"lm3s6965evb": "M3", "microbit": "M0"}
COMPILERS = {"gcc": "-Os", "clang": "-Os"}
LINE = re.compile(r"^figure: (.*?) / (\d+)\s*$", re.MULTILINE)
BYTES = re.compile(r"^figure: (.*?) = (\d+) B\s*$", re.MULTILINE)
CALLS = 2  # begin's return and the call of end are in the region
RUN_SECONDS = 120


def measure(pattern: str) -> Iterator[Figure]:
    names = list(sources("firmware", pattern))
    if not names:
        return
    plugin = _build_plugin()
    for board, core in BOARDS.items():
        for compiler, flags in COMPILERS.items():
            title = f"{core} {compiler}"
            builds = [build_for_chip(board, compiler, flags,
                                     [f"bench_{name}.elf" for name in names], diagnostics=on)
                      for on in (False, True)]
            for name in names:
                runs = (_run(board, title, each / f"bench_{name}.elf", plugin) for each in builds)
                yield from beside_diagnostics(*runs)


def _build_plugin() -> Path:
    plugin = BUILD / "count_plugin.so"
    plugin.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-shared", "-fPIC", "-o", plugin,
                    ROOT / "tools" / "count_plugin.c"], check=True)
    return plugin


def _run(board: str, title: str, program: Path, plugin: Path) -> Iterator[Figure]:
    counts = program.with_suffix(".counts")
    counts.write_text("")
    begin, end = (_address(program, name) for name in ("count_begin", "count_end"))
    counting = ["-plugin", f"{plugin},begin={begin:#x},end={end:#x},output={counts}"]
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
    for name, value in BYTES.findall(result.stdout):
        yield Figure(f"{name}, {title}", int(value), "B")
    names = LINE.findall(result.stdout)
    values = [int(line) for line in counts.read_text().split()]
    if len(names) != len(values):
        raise SystemExit(f"measure: {program} named {len(names)} regions and counted "
                         f"{len(values)}; report() belongs behind every count_end()")
    for (name, steps), value in zip(names, values):
        yield Figure(f"{name}, {title}", round((value - CALLS) / int(steps), 1), "insns")


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
