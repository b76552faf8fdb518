# SPDX-License-Identifier: MIT
"""Our benchmarks on the host beside the same of an older commit, in turn: what has been gained.

The figures that have no bare loop beside them have their limits here: so many times what they took
at BEFORE. A figure is the ratio of the medians, the spread that of the rounds, each of which ran
both. The older commit is built as it was, from the repository's history.
"""

from __future__ import annotations

import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from measuring import host
from measuring.build import OPTIMISED, build
from measuring.figures import BUILD, ROOT, Figure

BEFORE = "8c4583da"  # of 2026-11-25, when the limits were set
BENCHMARKS = ("cancel", "create", "event", "queue", "wait_for")
ROUNDS = 7

Rounds = list[dict[str, float]]  # what each round says, by figure


def measure(pattern: str) -> Iterator[Figure]:
    names = [name for name in BENCHMARKS if pattern in name]
    if not names or not _has_history():
        return
    targets = [f"bench_{name}" for name in names]
    now = build("host", targets, **OPTIMISED)
    before = build("before", targets, _source_of(BEFORE), UASYNCIO_BENCH="ON", **OPTIMISED)
    for name in names:
        print(f"measure: {name} (now and at {BEFORE})", flush=True)
        rounds: defaultdict[Path, Rounds] = defaultdict(list)
        for _ in range(ROUNDS):
            for directory in (before, now):
                output = host.output_of([directory / f"bench_{name}"], directory)
                rounds[directory].append({figure: float(value)
                                          for figure, value, *_ in host.LINE.findall(output)})
        yield from ratios(rounds[now], rounds[before])


def ratios(now: Rounds, before: Rounds) -> Iterator[Figure]:
    """Of the figures that both have and that took any time."""
    for name in now[0]:
        pairs = [(one[name], other.get(name, 0)) for one, other in zip(now, before)]
        if not all(other for _, other in pairs):
            continue
        each = [one / other for one, other in pairs]
        yield Figure(name, median(one for one, _ in pairs) / median(other for _, other in pairs),
                     "x", low=min(each), high=max(each))


def _has_history() -> bool:
    known = subprocess.run(["git", "cat-file", "-e", f"{BEFORE}^{{commit}}"], cwd=ROOT,
                           stderr=subprocess.DEVNULL, check=False).returncode == 0
    if not known:
        print(f"measure: since is left out: this copy has no commit {BEFORE}", flush=True)
    return known


def _source_of(commit: str) -> Path:
    folder = BUILD / "before-source"
    if not folder.exists():
        folder.mkdir(parents=True)
        archive = subprocess.run(["git", "archive", commit], cwd=ROOT, stdout=subprocess.PIPE,
                                 check=True).stdout
        subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
    return folder
