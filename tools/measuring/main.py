# SPDX-License-Identifier: MIT
"""Measures: see ./measure --help."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from measuring import firmware, host, machine, network, page  # noqa: E402
from measuring import reach, since, size, table  # noqa: E402
from measuring.figures import Figure, baseline, limits, save_baseline  # noqa: E402

GROUPS = {"host": host.measure, "since": since.measure, "firmware": firmware.measure,
          "size": size.measure, "network": network.measure, "reach": reach.measure}
TITLES = {
    "host": f"on this machine (CPU time, medians of {host.LEAST_ROUNDS} to {host.MOST_ROUNDS} "
            "rounds; (Nx): it takes N times ours)",
    "since": f"CPU time on the host, as a part of what the commit {since.BEFORE} takes in the same "
             f"run (medians of {since.ROUNDS} rounds)",
    "firmware": "instructions on emulated boards (exact), without exceptions and diagnostics; "
                "beside it with diagnostics, as the library is built by default",
    "size": "bytes on the M3 and the M0, without exceptions and diagnostics; beside it with "
            "diagnostics, as the library is built by default",
    "network": "bytes of a chip's network on the M3, and instructions of an echo through lwIP, "
               "without exceptions and diagnostics; beside it with diagnostics",
    "reach": "in a project of a user's, without diagnostics; beside it with them, as by default; "
             "and the board in the browser",
}


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./measure", description="Measures speed and size.")
    parser.add_argument("group", nargs="?", default="", metavar="|".join(GROUPS),
                        help="only this group")
    parser.add_argument("pattern", nargs="?", default="", metavar="FILTER",
                        help="only benchmarks (files) with this in their name")
    parser.add_argument("--all", action="store_true",
                        help="also print figures that have no limit, and all peers")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    parser.add_argument("--save", action="store_true",
                        help="make these figures the baseline (bench/baseline), and --page")
    parser.add_argument("--page", action="store_true",
                        help="only write docs/performance.md from the baseline")
    parser.add_argument("--check", action="store_true",
                        help="end with status 1 if a figure is over its limit")
    options = parser.parse_args()
    if options.group and options.group not in GROUPS:
        options.group, options.pattern = "", options.group
    return options


def main() -> int:
    options = parse()
    if options.page:
        return _write_page()
    groups = [options.group] if options.group else list(GROUPS)
    only = f" with '{options.pattern}' in their names" if options.pattern else ""
    print(f"measure: {', '.join(groups)}{only} (build/measure)", flush=True)
    results: dict[str, list[Figure]] = {}
    over: list[str] = []
    for group in groups:
        figures = results[group] = list(GROUPS[group](options.pattern))
        if not figures:
            continue
        print(f"\n{group}: {TITLES[group]}\n")
        is_brief = not options.all and not options.pattern
        header, *rows = table.rows(figures, limits(group), baseline(group), brief=is_brief)
        shown = [row for row in rows if row[-1] or not is_brief]
        table.show([header, *shown])
        if len(shown) < len(rows):
            print(f"\n{len(rows) - len(shown)} more without a limit, and each peer: --all")
        over += [row[0] for row in rows if row[-1] == "over"]
        if options.save:
            print(f"saved as {save_baseline(group, figures, not options.pattern)}")
    if not any(results.values()):
        print(f"measure: no benchmark has '{options.pattern}' in its name", file=sys.stderr)
        return 2
    if options.save:
        machine.save()
        _write_page()
    if options.json:
        data = {group: [asdict(figure) for figure in found] for group, found in results.items()}
        options.json.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
    print(f"\n{sum(map(len, results.values()))} figures, {len(over)} over their limit"
          f"{': ' if over else ''}{'; '.join(over)}")
    if over:
        print("The reasons are in docs/performance.md.")
    return 1 if over and options.check else 0


def _write_page() -> int:
    for path in page.write():
        print(f"written: {path}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
