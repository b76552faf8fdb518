"""Measures: see ./measure --help."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from measuring import firmware, host, size, table  # noqa: E402
from measuring.figures import Figure, baseline, limits, save_baseline  # noqa: E402

GROUPS = {"host": host.measure, "firmware": firmware.measure, "size": size.measure}
TITLES = {
    "host": f"on this machine (CPU time, medians of {host.LEAST_ROUNDS} to {host.MOST_ROUNDS} "
            "rounds; (Nx): the peer takes N times ours)",
    "firmware": "instructions on emulated boards (exact), without exceptions and diagnostics; "
                "beside it with diagnostics, as the library is built by default",
    "size": "bytes on the M3 and the M0, without exceptions and diagnostics; beside it with "
            "diagnostics, as the library is built by default",
}


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./measure", description="Measures speed and size.")
    parser.add_argument("group", nargs="?", default="", metavar="host|firmware|size",
                        help="only this group")
    parser.add_argument("pattern", nargs="?", default="", metavar="FILTER",
                        help="only benchmarks (files) with this in their name")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    parser.add_argument("--save", action="store_true",
                        help="make these figures the baseline (bench/baseline)")
    parser.add_argument("--check", action="store_true",
                        help="end with status 1 if a figure is over its limit")
    options = parser.parse_args()
    if options.group and options.group not in GROUPS:
        options.group, options.pattern = "", options.group
    return options


def main() -> int:
    options = parse()
    groups = [options.group] if options.group else list(GROUPS)
    only = f" with '{options.pattern}' in their names" if options.pattern else ""
    print(f"measure: {', '.join(groups)}{only} (build/measure)", flush=True)
    results: dict[str, list[Figure]] = {}
    over = 0
    for group in groups:
        figures = results[group] = list(GROUPS[group](options.pattern))
        if not figures:
            continue
        print(f"\n{group}: {TITLES[group]}\n")
        rows = table.rows(figures, limits(group), baseline(group))
        table.show(rows)
        over += sum(row[-1] == "over" for row in rows)
        if options.save:
            print(f"saved as {save_baseline(group, figures, not options.pattern)}")
    if not any(results.values()):
        print(f"measure: no benchmark has '{options.pattern}' in its name", file=sys.stderr)
        return 2
    if options.json:
        data = {group: [asdict(figure) for figure in found] for group, found in results.items()}
        options.json.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
    print(f"\n{sum(map(len, results.values()))} figures, {over} over their limit")
    return 1 if over and options.check else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
