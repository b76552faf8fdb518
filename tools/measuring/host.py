# SPDX-License-Identifier: MIT
"""bench/host: our programs and the peers' in turn, several rounds, medians.

NAME.cpp is ours, NAME_limit.cpp a bare loop's, NAME_PEER.cpp a peer's, with the same figures;
NAME_asyncio.py is Python's, run with each of LOOPS; BENCH_PROGRAMS is where the others are.
A program prints `figure: NAME = VALUE UNIT` lines, or `figure: NAME = CPU ns, wall WALL`
(bench/harness.hpp).
"""

from __future__ import annotations

import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import monotonic

from measuring.build import OPTIMISED, build, sources
from measuring.figures import BARE, Figure

MOST_ROUNDS = 7
LEAST_ROUNDS = 3
ENOUGH_SECONDS = 8  # spent on a benchmark: more than the least rounds only while below it
PYTHON_ROUNDS = 2  # its loops take many times as long as all others: no more is learnt
PYTHON = "/usr/bin/python3"  # Debian's, which has its python3-uvloop
LOOPS = {"asyncio": [], "uvloop": ["--loop", "uvloop"]}
LINE = re.compile(r"^figure: (.*?) = (\S+) ([^\s,]+)(?:, wall (\S+))?$", re.MULTILINE)
OURS = ""

Programs = dict[str, list[str | Path]]  # the command by peer, OURS for us


def measure(pattern: str) -> Iterator[Figure]:
    names = sources("host", "")
    groups = [name for name in names if not _owner(name, names) and pattern in name]
    if not groups:
        return
    directory = build("host", ["benches"], **OPTIMISED)
    loops = _loops()
    for group in groups:
        yield from _measure_group(group, _programs(group, directory, loops), directory)


def _owner(name: str, names: dict[str, Path]) -> str:
    """The benchmark that NAME_PEER belongs to, "" if it is a benchmark itself."""
    base = name.rpartition("_")[0]
    return base if base in names else ""


def _loops() -> dict[str, list[str]]:
    """The event loops of Python that this machine has."""
    loops = {}
    for name, arguments in LOOPS.items():
        if subprocess.run([PYTHON, "-c", f"import {name}"], stderr=subprocess.DEVNULL,
                          check=False).returncode == 0:
            loops[name] = arguments
        else:
            print(f"measure: {name} is left out: {PYTHON} does not have it", flush=True)
    return loops


def _programs(group: str, directory: Path, loops: dict[str, list[str]]) -> Programs:
    programs: Programs = {OURS: [directory / f"bench_{group}"]}
    for name in sources("host", f"{group}_"):
        program = directory / f"bench_{name}"
        if name.startswith(f"{group}_") and program.exists():
            programs[name.removeprefix(f"{group}_")] = [program]
    script = sources("host", f"{group}_asyncio", ".py").get(f"{group}_asyncio")
    if script:
        for name, arguments in loops.items():
            programs[name] = [PYTHON, "-B", script, *arguments]
    return programs


def _measure_group(group: str, programs: Programs, directory: Path) -> Iterator[Figure]:
    values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    walls: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    units: dict[str, str] = {}
    peers = ", ".join(name for name in programs if name != OURS)
    print(f"measure: {group}{f' ({peers})' if peers else ''}", flush=True)
    start = monotonic()
    for completed in range(MOST_ROUNDS):
        if completed >= LEAST_ROUNDS and monotonic() - start > ENOUGH_SECONDS:
            break
        for owner, command in programs.items():
            if owner in LOOPS and completed >= PYTHON_ROUNDS:
                continue
            for name, value, unit, wall in LINE.findall(output_of(command, directory)):
                values[name][owner].append(float(value))
                units[name] = unit
                if wall:
                    walls[name][owner].append(float(wall))
    for name, by_owner in values.items():
        if OURS in by_owner:
            yield figure_of(name, units[name], by_owner, walls[name])


def figure_of(name: str, unit: str, values: dict[str, list[float]],
              walls: dict[str, list[float]]) -> Figure:
    medians = {owner: median(rounds) for owner, rounds in values.items()}
    spreads = {owner: [min(rounds), max(rounds)] for owner, rounds in values.items()}
    wall_medians = {owner: median(rounds) for owner, rounds in walls.items()}
    low, high = spreads.pop(OURS)
    return Figure(name, medians.pop(OURS), unit, bare=medians.pop(BARE, None), peers=medians,
                  low=low, high=high, wall=wall_medians.pop(OURS, None),
                  spreads=spreads, walls=wall_medians)


def output_of(command: list[str | Path], directory: Path) -> str:
    """What a benchmark says that runs on one core."""
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(own)})  # clients go to another (bench/host/loopback.hpp)
    try:
        result = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False,
                                timeout=300,
                                env={**os.environ, "BENCH_PROGRAMS": str(directory)})
    finally:
        os.sched_setaffinity(0, own)
    if result.returncode != 0:
        raise SystemExit(f"measure: {command[-1]} ended with status {result.returncode}")
    return result.stdout
