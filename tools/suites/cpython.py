# SPDX-License-Identifier: MIT
"""The same scenario under CPython and here: tests/cpython/NAME.py and NAME.cpp print the same.

Both run in virtual time (tests/cpython/virtual_loop.py and the sim port). Where uasyncio differs on
purpose, NAME.difference holds the expected difference, as this suite would print it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

from cmake import BuildDir, BuildError
from gtests import GCC, GCC_NOEXC
from model import FAILED, PASSED, ROOT, SKIPPED, Result, Selection, Suite, named
from process import Run, excerpt, run

FOLDER = ROOT / "tests" / "cpython"
PYTHONS = ("/usr/bin/python3", "python3")
HAS_TASK_GROUPS = "import sys; sys.exit(sys.version_info < (3, 11))"
RUN_SECONDS = 60


def suites() -> Iterator[Suite]:
    for config in (GCC, GCC_NOEXC):
        yield Suite(f"cpython {config.name}", lambda: list(scenarios()),
                    partial(run_scenarios, config.build_dir()),
                    needs=("python3", "g++", "cmake", "ninja"), quick=config.quick)


def scenarios() -> dict[str, Path]:
    return named(FOLDER.glob("*.cpp"))


@cache
def python() -> str:
    """The first CPython with all that the scenarios use (3.11), or nothing."""
    for command in PYTHONS:
        if command == PYTHONS[-1] or Path(command).exists():
            if run([command, "-c", HAS_TASK_GROUPS]).status == 0:
                return command
    return ""


@cache
def said_by_cpython(name: str) -> Run:
    return run([python(), FOLDER / f"{name}.py"], seconds=RUN_SECONDS)


def run_scenarios(build: BuildDir, selection: Selection) -> Iterator[Result]:
    wanted = [name for name in scenarios() if name in selection]
    if not python():
        yield Result("python3", SKIPPED, "needs CPython 3.11 or later")
        return
    try:
        build.build(*(f"cpython_{name}" for name in wanted))
    except BuildError as error:
        yield Result("build", FAILED, str(error))
        return
    for name in wanted:
        ours = run([build.path / "cpython" / name], seconds=RUN_SECONDS)
        problem = problem_of(name, said_by_cpython(name), ours)
        yield Result(name, FAILED if problem else PASSED, excerpt(problem))


def problem_of(name: str, theirs: Run, ours: Run) -> str:
    for who, result in (("CPython", theirs), ("uasyncio", ours)):
        if result.status != 0 or result.stderr:
            return f"{who}: {result.ending()}\n{result.stderr}{result.stdout}"
    if not theirs.stdout:
        return "CPython says nothing"
    found = difference(theirs.stdout, ours.stdout)
    expected = FOLDER / f"{name}.difference"
    if not expected.exists():
        return found
    if found == expected.read_text():
        return ""
    return f"not the difference in {expected.name}:\n{found or 'none'}"


def difference(theirs: str, ours: str) -> str:
    lines = difflib.unified_diff(theirs.splitlines(), ours.splitlines(), "CPython", "uasyncio",
                                 lineterm="")
    return "".join(f"{line}\n" for line in lines)
