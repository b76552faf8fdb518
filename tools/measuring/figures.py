"""A measured figure, the limits and the saved baselines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "measure"
LIMITS = ROOT / "bench" / "limits.json"
BASELINE = ROOT / "bench" / "baseline"


@dataclass
class Figure:
    """Smaller is better, always."""

    name: str
    value: float
    unit: str
    peers: dict[str, float] = field(default_factory=dict)
    with_diagnostics: float | None = None

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
    """Per figure: `limit`, the value it must not exceed, and `times`, how often the best peer's
    value must hold it."""
    return _read(LIMITS).get(group, {})


def baseline(group: str) -> dict[str, float]:
    return _read(BASELINE / f"{group}.json")


def save_baseline(group: str, figures: list[Figure], complete: bool) -> Path:
    """Replaces the baseline; with a FILTER only the measured figures change."""
    path = BASELINE / f"{group}.json"
    values = {} if complete else baseline(group)
    values |= {figure.name: figure.value for figure in figures}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n")
    return path


def _read(path: Path) -> dict:
    return json.loads(path.read_text()) if path.exists() else {}
