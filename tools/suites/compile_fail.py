"""Misuse that must not compile, with a message that helps: tests/compile_fail/*.cpp.

A case holds `// EXPECT: regex` lines, all of which must match the compiler's output, and may hold
`// COMPILERS: g++ clang++-19` (g++ alone otherwise) and `// FLAGS: ...`. Where a case uses the
macro CONTROL, the same file must compile with -DCONTROL: so it fails for no other reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from model import FAILED, JOBS, PASSED, ROOT, Result, Selection, Suite, named
from process import excerpt, run

FOLDER = ROOT / "tests" / "compile_fail"


def suites() -> Iterator[Suite]:
    yield Suite("compile_fail", test_names, run_cases, needs=tuple(sorted(all_compilers())))


def test_names() -> list[str]:
    return [name for name, _, _ in cases()]


def all_compilers() -> set[str]:
    return {"g++"} | {compiler for _, _, compiler in cases()}


def cases() -> Iterator[tuple[str, Path, str]]:
    for name, path in named(FOLDER.glob("*.cpp")).items():
        for compiler in " ".join(directives(path, "COMPILERS")).split() or ["g++"]:
            yield f"{name} {compiler}", path, compiler


def directives(path: Path, word: str) -> list[str]:
    return re.findall(rf"^// {word}: *(.*?) *$", path.read_text(), re.MULTILINE)


def run_cases(selection: Selection) -> Iterator[Result]:
    wanted = [case for case in cases() if case[0] in selection]
    with ThreadPoolExecutor(JOBS) as pool:
        yield from pool.map(result_of, wanted)


def result_of(case: tuple[str, Path, str]) -> Result:
    name, path, compiler = case
    problem = problem_of(path, compiler)
    return Result(name, FAILED if problem else PASSED, problem)


def problem_of(path: Path, compiler: str) -> str:
    expected = directives(path, "EXPECT")
    if not expected:
        return f"{path}: has no line '// EXPECT: regex'"
    command = [compiler, "-std=c++20", "-fsyntax-only", "-I", "include", "-I", ".",
               *" ".join(directives(path, "FLAGS")).split(), path]
    result = run(command)
    if result.status == 0:
        return f"{path}: compiles, and must not"
    for pattern in expected:
        if not re.search(pattern, result.stderr):
            return f"{path}: the compiler does not say '{pattern}' but\n{excerpt(result.stderr)}"
    if "CONTROL" in path.read_text():
        control = run([*command, "-DCONTROL"])
        if control.status != 0:
            return f"{path}: does not compile with -DCONTROL\n{excerpt(control.stderr)}"
    return ""
