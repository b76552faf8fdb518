# SPDX-License-Identifier: MIT
"""docs/performance.md and its plots, from bench/baseline: `./measure --page`."""

from __future__ import annotations

from pathlib import Path

from measuring import machine, plot, table
from measuring.figures import ROOT, Figure, limits, saved

PAGE = ROOT / "docs" / "performance.md"
PLOTS = ROOT / "docs" / "performance"
HEAD = """# Performance

Written by `./measure --page` from [bench/baseline](../bench/baseline), which `./measure --save`
fills. Do not edit it.

## How it is measured

* **On the host**: CPU time of the process, so that other programs disturb least; wall time in a
  table of its own. Our programs, the bare loop's and the peers' run in turn in one go; a figure is
  the median of three to seven rounds (of two of Python's loops), with the least and the most beside
  it. *asio* is Asio tuned as far as it lets itself be: one thread without locks, no type-erased
  executor, no wait where none is needed; *asio_written* is the same as most programs have it.
  Python's loops are used as everybody does. Compare the columns of a row: nanoseconds of another
  machine are others. The *bare loop* ([limit.hpp](../bench/host/limit.hpp)) is what coroutines and
  a good queue cost with nothing around them: no cancelling, no failures, no I/O.
  A sleep of ours, as of the bare loop, may be late by Linux's timer slack of 50 us, which makes one
  wake-up of several; Asio's timers are descriptors, which have none and cost more wake-ups.
* **Beside an older commit**: what has no bare loop beside it is measured against what this library
  was on 2026-11-25 (`8c4583da`): both run in turn, seven times, and a figure is the part of that
  time that it takes today.
* **On chips**: instructions, counted one by one in QEMU, and bytes, from the program's sections.
  Exact: the same on every machine. `./test` holds those of GCC on the M3, and of a user's board, to
  the baseline: one that is off by more than 1 % and 2 of its units, or that is gone, fails
  [test_figures.py](../tests/tools/test_figures.py) with both numbers.
* **On a user's board**: what the plain library adds to a program of somebody else's, with their
  start-up, linker script and flags (`-Os`, no LTO), and the instructions from the interrupt that
  ends a sleep to the next sleep; and how fast the emulated Pico of `./run` is on the machine that
  the row names. All but that is exact.
* **Over its limit** is said beside the row, with the reason below the table.

To repeat it: `./measure` on Debian 12, or `./measure host`, `since`, `firmware`, `size`,
`network`, `reach`.
"""
TITLES = {"host": "On the host", "since": "On the host, beside an older commit",
          "firmware": "On chips: instructions", "size": "On chips: bytes",
          "network": "A network on a chip", "reach": "On a user's board, and in the browser"}


def write() -> list[Path]:
    PLOTS.mkdir(exist_ok=True)
    files = {PAGE: text(), **{PLOTS / name: svg for name, svg in plots().items()}}
    for path, content in files.items():
        path.write_text(content)
    return list(files)


def text() -> str:
    parts = [HEAD, "## On what\n", *(f"* {key}: {value}" for key, value in machine.read().items()),
             ""]
    for group, title in TITLES.items():
        figures = saved(group)
        if not figures:
            continue
        parts += [f"## {title}\n"]
        parts += [f"![{title}](performance/{name})\n" for name in plots() if name.startswith(group)]
        parts += [_table(figures, limits(group)), *_misses(figures, limits(group)),
                  *_spreads(figures)]
    return "\n".join(parts).rstrip() + "\n"


def _table(figures: list[Figure], bounds: dict[str, dict]) -> str:
    header, *rows = table.rows(figures, bounds, {})
    for row, figure in zip(rows, figures):
        if figure.low is not None and figure.low != figure.high:
            row[1] += f" ({table.number(figure.low)} to {table.number(figure.high)})"
    return _markdown(header, rows)


def _markdown(header: list[str], rows: list[list[str]]) -> str:
    used = [column for column in range(len(header)) if any(row[column] for row in rows)]
    head = ["---" if column == 0 else "--:" for column in used]
    lines = ["| " + " | ".join(row[column] for column in used) + " |" for row in (header, *rows)]
    return "\n".join([lines[0], "|" + "|".join(head) + "|", *lines[1:]]) + "\n"


def _spreads(figures: list[Figure]) -> list[str]:
    header, *rows = table.spreads(figures)
    if not rows:
        return []
    return ["Wall time, where it was taken, and in brackets the least and the most of all rounds, "
            "CPU time where there are both:\n", _markdown(header, rows)]


def _misses(figures: list[Figure], bounds: dict[str, dict]) -> list[str]:
    values = {figure.name: figure.value for figure in figures}
    over = [figure.name for figure in figures
            if table.verdict(figure, bounds.get(figure.name, {}), values) == "over"]
    if not over:
        return []
    return ["Over their limits:\n",
            *(f"* **{name}**: {bounds[name].get('why', 'not explained yet')}" for name in over), ""]


def plots() -> dict[str, str]:
    host = {figure.name: figure for figure in saved("host")}
    chosen = [figure for figure in host.values() if figure.unit in ("ns", "") and (
        figure.bare is not None or figure.peers)]
    found = {}
    for name, title, is_of_timers in (("host.svg", "CPU time of one step", False),
                                      ("host_timers.svg", "CPU time of one wakeup", True)):
        rows = {figure.name: _owners(figure) for figure in chosen
                if figure.name.endswith("a wakeup") == is_of_timers and figure.value > 0}
        if rows:
            found[name] = plot.bars(f"{title}, logarithmic", rows, "ns")
    chips = {figure.name: {"ours": figure.value} for figure in saved("firmware")
             if figure.name.endswith("M3 gcc") and figure.value > 1}
    if chips:
        found["firmware.svg"] = plot.bars("M3, GCC -Os, logarithmic", chips, "")
    return found


def _owners(figure: Figure) -> dict[str, float]:
    bare = {} if figure.bare is None else {"bare loop": figure.bare}
    return {"ours": figure.value, **bare, **figure.peers}
