# SPDX-License-Identifier: MIT
"""Runs the suites: see ./test --help."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

import chips
import compile_fail
import cpython
import ecosystems
import examples
import firmware
import glue
import gtests
import headers
import package
import scripts
from model import FAILED, JOBS, SKIPPED, Result, Selection, Suite
from process import end_all
from report import Report


def all_suites(data: Path | None = None) -> Iterator[Suite]:
    yield from scripts.tidy_suites()
    yield from gtests.suites()
    yield from scripts.suites()  # some take long: they begin early
    yield from cpython.suites()
    yield from examples.suites()
    yield from headers.suites()
    yield from compile_fail.suites()
    yield from package.suites()
    yield from chips.suites()
    yield from glue.suites()
    yield from ecosystems.suites()
    yield from firmware.suites()
    if data:
        yield from gtests.data_suites(data)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./test", description="Builds and runs the tests.")
    parser.add_argument("--quick", action="store_true",
                        help="one build on the host, no emulators: the edit loop")
    parser.add_argument("--list", action="store_true", help="name the suites and their tests")
    parser.add_argument("--data", type=Path, metavar="FOLDER",
                        help="also check drivers on the recordings of others in this folder")
    parser.add_argument("pattern", metavar="FILTER", nargs="?", default="",
                        help="only suites and tests with this text in their name")
    return parser.parse_args()


def run_suites(suites: list[Suite], pattern: str, report: Report, strict: bool) -> None:
    """Some side by side: where one waits for a device or links, another compiles."""
    reporting = Lock()

    def run_one(suite: Suite) -> None:
        with reporting:
            if missing := suite.missing_tools():
                report.left_out(suite.name, f"needs {', '.join(missing)}", failure=strict)
                return
            report.begin(suite.name)
        started = time.monotonic()
        results = results_of(suite, pattern, strict)
        with reporting:
            report.end(suite.name, results, time.monotonic() - started)

    pool = ThreadPoolExecutor(JOBS)
    try:
        for future in [pool.submit(run_one, suite) for suite in suites]:
            future.result()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        end_all()
        raise


def results_of(suite: Suite, pattern: str, strict: bool) -> list[Result]:
    return [Result(result.name, FAILED, f"skipped, which CI refuses\n{result.detail}")
            if strict and result.status == SKIPPED else result
            for result in suite.run(Selection(suite.name, pattern))]


def main() -> int:
    options = parse()
    strict = os.environ.get("CI") == "true"
    chosen = [suite for suite in all_suites(options.data)
              if (suite.quick or not options.quick) and suite.matches(options.pattern)]
    if options.list:
        for suite in chosen:
            print(suite.name, *suite.tests(), sep="\n    ")
        return 0
    if not chosen:
        print(f"test: no suite and no test has '{options.pattern}' in its name", file=sys.stderr)
        return 2
    kind = "the quick suites" if options.quick else "all suites"
    only = f" with '{options.pattern}' in their names" if options.pattern else ""
    print(f"test: {kind}{only} (build/test)", flush=True)
    report = Report()
    run_suites(chosen, options.pattern, report, strict)
    return report.close()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
