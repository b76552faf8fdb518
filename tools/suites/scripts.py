# SPDX-License-Identifier: MIT
"""tools/tidy, and the Python tests in tests/tools/test_*.py (unittest, one process each).

A line `# NEEDS: qemu-system-arm ...` in a test names the commands without which it is left out; a
line `# QUICK` makes it part of ./test --quick.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from model import FAILED, PASSED, ROOT, SKIPPED, Result, Selection, Suite, named
from process import excerpt, run, tail

SCRIPT_SECONDS = 600
TEST_LINE = re.compile(r"^(\w+) \(([\w.]+)\)(?:\n.*)? \.\.\. (.*)$", re.MULTILINE)


def tidy_suites() -> Iterator[Suite]:
    yield Suite("tidy", lambda: ["tidy"], run_tidy, quick=True)


def run_tidy(_: Selection) -> Iterator[Result]:
    result = run([sys.executable, ROOT / "tools" / "tidy"])
    yield Result("tidy", FAILED if result.status else PASSED, excerpt(result.output))


def suites() -> Iterator[Suite]:
    for name, path in named((ROOT / "tests" / "tools").glob("test_*.py")).items():
        text = path.read_text()
        needs = re.search(r"^# NEEDS: *(.*)$", text, re.MULTILINE)
        yield Suite(f"tools {name}", partial(method_names, path), partial(run_script, path),
                    needs=tuple(needs[1].split()) if needs else (),
                    quick=re.search(r"^# QUICK$", text, re.MULTILINE) is not None)


def method_names(path: Path) -> list[str]:
    return re.findall(r"^    def (test_\w+)", path.read_text(), re.MULTILINE)


def run_script(path: Path, selection: Selection) -> Iterator[Result]:
    pattern = ["-k", selection.pattern] if selection.pattern else []
    result = run([sys.executable, path, "-v", *pattern], seconds=SCRIPT_SECONDS)
    tests = TEST_LINE.findall(result.stderr)
    failed = 0
    for method, _, outcome in tests:
        if outcome.startswith("skipped"):
            yield Result(method, SKIPPED, outcome)
        elif outcome == "ok":
            yield Result(method, PASSED)
        else:
            failed += 1
            yield Result(method, FAILED, traceback_of(method, result.stderr))
    if result.status != 0 and not failed:
        yield Result(path.name, FAILED, f"{result.ending()}\n{tail(result.output)}")


def traceback_of(method: str, log: str) -> str:
    match = re.search(rf"^(?:FAIL|ERROR): {method} .*?(?=^=====|\Z)", log,
                      re.MULTILINE | re.DOTALL)
    return excerpt(match[0] if match else tail(log))
