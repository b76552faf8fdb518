# SPDX-License-Identifier: MIT
"""A measured figure, the limits and the saved baselines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "measure"
LIMITS = ROOT / "bench" / "limits.json"
BASELINE = ROOT / "bench" / "baseline"
BARE = "limit"  # the bare loop among the peers


@dataclass
class Figure:
    """Smaller is better, but for a rate (cycles/s), which has no limit."""

    name: str
    value: float
    unit: str
    peers: dict[str, float] = field(default_factory=dict)
    with_diagnostics: float | None = None
    cycles: float | None = None  # an estimate: tools/count_plugin.c
    bare: float | None = None  # what a bare loop takes: bench/host/limit.hpp
    low: float | None = None  # of all rounds
    high: float | None = None
    wall: float | None = None  # beside CPU time
    # The same of the peers, and of the bare loop as BARE: the least and the most, and wall time.
    spreads: dict[str, list[float]] = field(default_factory=dict)
    walls: dict[str, float] = field(default_factory=dict)

    @property
    def best_peer(self) -> float | None:
        return min(self.peers.values(), default=None)


def beside_diagnostics(without: Iterable[Figure], with_them: Iterable[Figure]) -> Iterator[Figure]:
    """The figures of the smallest build, each beside that of the same name with diagnostics."""
    values = {figure.name: figure.value for figure in with_them}
    for figure in without:
        figure.with_diagnostics = values.get(figure.name)
        yield figure


def limits(group: str) -> dict[str, dict[str, float]]:
    """Per figure: `limit`, the value it must not exceed; `with_diagnostics`, the same
    of a build that has them; `bare`, so many times that of a bare loop at the most; `beside`, so
    many times another figure, `of`; and `times`, how often the best peer's value must hold it."""
    return _read(LIMITS).get(group, {})


def baseline(group: str) -> dict[str, float]:
    return {figure.name: figure.value for figure in saved(group)}


def saved(group: str) -> list[Figure]:
    """The baseline with all that was measured beside it. A bare number is a value of no unit."""
    found = _read(BASELINE / f"{group}.json")
    return [Figure(name, **entry) if isinstance(entry, dict) else Figure(name, entry, "")
            for name, entry in found.items()]


def save_baseline(group: str, figures: list[Figure], complete: bool) -> Path:
    """Replaces the baseline; with a FILTER only the measured figures change."""
    path = BASELINE / f"{group}.json"
    kept = {} if complete else {figure.name: figure for figure in saved(group)}
    kept |= {figure.name: figure for figure in figures}
    lines = [f"  {_text(name)}: {_text(_entry(figure))}" for name, figure in kept.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    return path


def _entry(figure: Figure) -> dict:
    entry = {key: value for key, value in asdict(figure).items() if value not in (None, {})}
    del entry["name"]
    return entry


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _read(path: Path) -> dict:
    return json.loads(path.read_text()) if path.exists() else {}
