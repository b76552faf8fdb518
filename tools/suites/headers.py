"""Every public header compiles alone."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from model import FAILED, JOBS, PASSED, ROOT, Result, Selection, Suite
from process import excerpt, run

INCLUDE = ROOT / "include"
FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-I", "include", "-I", "."]


def suites() -> Iterator[Suite]:
    yield Suite("headers", test_names, check_all, needs=("g++",))


def test_names() -> list[str]:
    return [str(path.relative_to(INCLUDE)) for path in sorted(INCLUDE.rglob("*.hpp"))]


def check_all(selection: Selection) -> Iterator[Result]:
    with ThreadPoolExecutor(JOBS) as pool:
        yield from pool.map(check, [name for name in test_names() if name in selection])


def check(name: str) -> Result:
    result = run(["g++", *FLAGS, "-x", "c++", "-"], stdin=f'#include "{name}"\n')
    return Result(name, FAILED if result.status else PASSED, excerpt(result.stderr))
