"""bench/host: our programs and the peers' in turn, several rounds, medians.

NAME.cpp is ours, NAME_PEER.cpp or NAME_PEER.py a peer's, with the same figures. A program prints
`figure: NAME = VALUE UNIT` lines (bench/harness.hpp).
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from measuring.build import build, sources
from measuring.figures import Figure

ROUNDS = 7
LINE = re.compile(r"^figure: (.*?) = (\S+) (\S+)$", re.MULTILINE)
OURS = ""

Programs = dict[str, list[str | Path]]  # the command by peer, OURS for us


def measure(pattern: str) -> Iterator[Figure]:
    names = sources("host", "")
    groups = [name for name in names if not _owner(name, names) and pattern in name]
    if not groups:
        return
    directory = build("host", "benches", CMAKE_BUILD_TYPE="Release",
                      CMAKE_CXX_FLAGS_RELEASE="-O2 -DNDEBUG")
    for group in groups:
        yield from _measure_group(_programs(group, directory))


def _owner(name: str, names: dict[str, Path]) -> str:
    """The benchmark that NAME_PEER belongs to, "" if it is a benchmark itself."""
    base = name.rpartition("_")[0]
    return base if base in names else ""


def _programs(group: str, directory: Path) -> Programs:
    programs: Programs = {OURS: [directory / f"bench_{group}"]}
    for name in sources("host", f"{group}_"):
        program = directory / f"bench_{name}"
        if name.startswith(f"{group}_") and program.exists():
            programs[name.removeprefix(f"{group}_")] = [program]
    for name, path in sources("host", f"{group}_", ".py").items():
        programs[name.removeprefix(f"{group}_")] = [sys.executable, path]
    return programs


def _measure_group(programs: Programs) -> Iterator[Figure]:
    values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    units: dict[str, str] = {}
    for _ in range(ROUNDS):
        for owner, command in programs.items():
            for name, value, unit in LINE.findall(_output(command)):
                values[name][owner].append(float(value))
                units[name] = unit
    for name, by_owner in values.items():
        medians = {owner: median(rounds) for owner, rounds in by_owner.items()}
        if OURS in medians:
            yield Figure(name, medians.pop(OURS), units[name], medians)


def _output(command: list[str | Path]) -> str:
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, timeout=300)
    if result.returncode != 0:
        raise SystemExit(f"measure: {command[-1]} ended with status {result.returncode}")
    return result.stdout
