# SPDX-License-Identifier: MIT
"""Programs that report by themselves on emulated boards: exit status 0 is a pass.

tests/target/*.cpp run on every board; tests/stack/*.cpp on M0 and M3 at every level of
optimisation and with both compilers, for that is where stacks grow.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from boards import Board, board, boards
from cmake import BuildDir, BuildError
from model import FAILED, PASSED, ROOT, Result, Selection, Suite, named
from process import excerpt

WITH_EXCEPTIONS = {"lm3s6965evb"}  # one board with C++ exceptions is enough
STACK_BOARDS = ("microbit", "lm3s6965evb")
STACK_BUILDS = (("gcc", "-O0"), ("gcc", "-Og"), ("gcc", "-Os"), ("gcc", "-O2"), ("clang", "-Os"))
CLANG_NEEDS = ("clang++-19", "ld.lld-19")


def suites() -> Iterator[Suite]:
    for each in boards():
        yield _suite("target", each, each.build_dir(), each.name)
        if each.name in WITH_EXCEPTIONS:
            yield _suite("target", each, each.build_dir(exceptions=True), f"{each.name}-exc")
    for name in STACK_BOARDS:
        for compiler, level in STACK_BUILDS:
            if each := board(name):
                yield _suite("stack", each, each.build_dir(compiler, flags=level),
                             f"{name} {compiler} {level}",
                             CLANG_NEEDS if compiler == "clang" else ())


def _suite(folder: str, on: Board, build: BuildDir, title: str,
           more_needs: tuple[str, ...] = ()) -> Suite:
    return Suite(f"{folder} {title}", partial(program_names, folder, on),
                 partial(run_programs, folder, on, build), needs=(*on.needs, *more_needs))


def program_names(folder: str, on: Board) -> list[str]:
    return [name for name in named((ROOT / "tests" / folder).glob("*.cpp")) if on.runs(name)]


def run_programs(folder: str, on: Board, build: BuildDir,
                 selection: Selection) -> Iterator[Result]:
    wanted = [name for name in program_names(folder, on) if name in selection]
    try:
        build.build(*(f"{folder}_{name}" for name in wanted))
    except BuildError as error:
        yield Result("build", FAILED, str(error))
        return
    for name in wanted:
        result = on.run(build.path / f"{folder}_{name}.elf")
        if result.status == 0 and not result.timed_out:
            yield Result(name, PASSED)
        else:
            yield Result(name, FAILED, f"{result.ending()}\n{excerpt(result.output)}")
