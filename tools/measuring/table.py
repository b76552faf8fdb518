# SPDX-License-Identifier: MIT
"""The table that a person reads."""

from __future__ import annotations

from measuring.figures import BARE, Figure

SIGNIFICANT_CHANGE = 0.005


def rows(figures: list[Figure], limits: dict[str, dict[str, float]],
         baseline: dict[str, float], *, brief: bool = False) -> list[list[str]]:
    """`brief`: of the peers only the best one, so that a row fits on a screen."""
    peers = [] if brief else sorted({peer for figure in figures for peer in figure.peers})
    header = ["", "ours", "with diagnostics", "cycles, about", "bare loop",
              *(["best peer"] if brief else peers), "at most", "baseline", ""]
    values = {figure.name: figure.value for figure in figures}
    return [header, *(_row(figure, peers, limits.get(figure.name, {}), values, baseline, brief)
                      for figure in figures)]


def _row(figure: Figure, peers: list[str], limit: dict[str, float], values: dict[str, float],
         baseline: dict[str, float], brief: bool) -> list[str]:
    cells = [figure.name, f"{number(figure.value)} {figure.unit}",
             *("" if value is None else number(value)
               for value in (figure.with_diagnostics, figure.cycles))]
    cells.append("" if figure.bare is None else _beside(figure.bare, figure))
    cells += [_beside(figure.peers[peer], figure) if peer in figure.peers else ""
              for peer in peers]
    if brief:
        best = min(figure.peers, key=figure.peers.__getitem__, default="")
        cells.append(f"{best} {_beside(figure.peers[best], figure)}" if best else "")
    return [*cells, _limit(limit, "alone" if brief else ""), _change(figure, baseline),
            verdict(figure, limit, values)]


def spreads(figures: list[Figure]) -> list[list[str]]:
    """The wall time of each, and the least and the most of the value over all rounds."""
    spread = [figure for figure in figures
              if figure.wall is not None or figure.walls or figure.spreads]
    peers = sorted({peer for figure in spread for peer in figure.peers})
    rows = [[figure.name, _spread(figure.wall, [figure.low, figure.high]),
             *(_spread(figure.walls.get(owner), figure.spreads.get(owner))
               for owner in (BARE, *peers))] for figure in spread]
    return [["", "ours", "bare loop", *peers], *rows]


def _spread(wall: float | None, ends: list[float] | None) -> str:
    if ends is None:
        return ""
    return f"{'' if wall is None else number(wall) + ' '}({number(ends[0])} to {number(ends[1])})"


def _beside(other: float, figure: Figure) -> str:
    return number(other) + (f" ({other / figure.value:.1f}x)" if figure.value else "")


def _limit(limit: dict[str, float], other: str) -> str:
    """`other`: what to call another figure, "" for its name."""
    parts = [number(limit["limit"])] if "limit" in limit else []
    parts += [f"{number(limit['with_diagnostics'])} with diagnostics"] \
        if "with_diagnostics" in limit else []
    parts += [f"{number(limit['bare'])} x bare"] if "bare" in limit else []
    parts += [f"{number(limit['beside'])} x {other or limit['of']}"] if "of" in limit else []
    parts += [f"a peer / {number(limit['times'])}"] if "times" in limit else []
    return ", ".join(parts)


def _change(figure: Figure, baseline: dict[str, float]) -> str:
    before = baseline.get(figure.name)
    if before is None:
        return "new" if baseline else ""
    if before == 0:
        return "" if figure.value == 0 else f"{figure.value:+g} {figure.unit}"
    change = figure.value / before - 1
    return "=" if abs(change) < SIGNIFICANT_CHANGE else f"{change:+.1%}"


def verdict(figure: Figure, limit: dict[str, float], values: dict[str, float]) -> str:
    """`over` if it breaks a limit, `ok` if it has one and keeps it."""
    bounds = [limit["limit"]] if "limit" in limit else []
    if "bare" in limit and figure.bare is not None:
        bounds.append(limit["bare"] * figure.bare)
    if limit.get("of") in values:
        bounds.append(limit["beside"] * values[limit["of"]])
    if "times" in limit and figure.best_peer is not None:
        bounds.append(figure.best_peer / limit["times"])
    is_over = [figure.value > bound for bound in bounds]
    if "with_diagnostics" in limit and figure.with_diagnostics is not None:
        is_over.append(figure.with_diagnostics > limit["with_diagnostics"])
    if not is_over:
        return ""
    return "over" if any(is_over) else "ok"


def number(value: float) -> str:
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def show(table: list[list[str]]) -> None:
    """Columns aligned: the first and the last to the left, figures to the right."""
    used = [column for column in range(len(table[0])) if any(row[column] for row in table[1:])]
    widths = {column: max(len(row[column]) for row in table) for column in used}
    last = len(table[0]) - 1
    for row in table:
        cells = [row[column].ljust(widths[column]) if column in (0, last)
                 else row[column].rjust(widths[column]) for column in used]
        print("  ".join(cells).rstrip())
