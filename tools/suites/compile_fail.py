# SPDX-License-Identifier: MIT
"""Misuse that must not compile, with a message that helps: tests/compile_fail/*.cpp.

A case holds `// EXPECT: regex` lines, all of which must match the compiler's output, and may hold
`// COMPILERS: g++ clang++-19` (g++ alone otherwise) and `// FLAGS: ...`. Where a case uses the
macro CONTROL, the same file must compile with -DCONTROL: so it fails for no other reason.
`// MAX_LINES: 15`: the compiler says no more than that.

A case whose lines end with `// WARNS: word` compiles, with one warning on each of these lines and
none elsewhere. It says "co_await it", or the word itself; where the compiler names the function
(g++), that is the word. `// WARNS: word (clang)`: g++ does not see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from model import BUILD, FAILED, JOBS, PASSED, ROOT, Result, Selection, Suite, named
from process import excerpt, run

FOLDER = ROOT / "tests" / "compile_fail"
WARNS = re.compile(r"// WARNS: (.+?)(?: \((\w+)\))?$")
WARNING = r"^{}:(\d+):\d+: warning: (.*)$"
FLAGS = ("-std=c++20", "-fsyntax-only", "-I", "include", "-I", ".")
# Most cases begin with it. It is parsed once for each compiler, and not once for each case.
UMBRELLA = "#include <uasyncio.hpp>"


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
        list(pool.map(precompile, sorted({compiler for _, _, compiler in wanted})))
        yield from pool.map(result_of, wanted)


def precompiled(compiler: str) -> Path:
    """Where g++ finds it by itself; clang is told."""
    return BUILD / "compile_fail" / compiler / "uasyncio.hpp.gch"


def precompile(compiler: str) -> None:
    """A header that does not compile is told by the cases."""
    made = precompiled(compiler)
    made.parent.mkdir(parents=True, exist_ok=True)
    made.unlink(missing_ok=True)
    without_syntax_only = [flag for flag in FLAGS if flag != "-fsyntax-only"]
    run([compiler, *without_syntax_only, "-x", "c++-header", ROOT / "include" / "uasyncio.hpp",
         "-o", made])


def result_of(case: tuple[str, Path, str]) -> Result:
    name, path, compiler = case
    problem = problem_of(path, compiler)
    return Result(name, FAILED if problem else PASSED, problem)


def problem_of(path: Path, compiler: str) -> str:
    lines = enumerate(path.read_text().splitlines(), 1)
    words = {number: match for number, line in lines if (match := WARNS.search(line))}
    if words:
        return problem_of_warnings(path, compiler, words)
    return problem_of_errors(path, compiler)


def problem_of_warnings(path: Path, compiler: str, words: dict[int, re.Match[str]]) -> str:
    result = run(command_of(path, compiler))
    if result.status != 0:
        return f"{path}: does not compile\n{excerpt(result.stderr)}"
    told: dict[int, list[str]] = {}
    for number, text in re.findall(WARNING.format(path), result.stderr, re.MULTILINE):
        told.setdefault(int(number), []).append(without_arguments(text))
    problems = []
    for number in sorted(told.keys() | words.keys()):
        texts, match = told.get(number, []), words.get(number)
        expected = 0 if match is None or (match[2] and match[2] not in compiler) else 1
        if len(texts) != expected:
            problems.append(f"{path}:{number}: {len(texts)} warnings, and not {expected}")
        elif expected and not says(texts[0], match[1]):
            problems.append(f"{path}:{number}: '{match[1]}' is not what it says: {texts[0]}")
    return "\n".join(problems)


def without_arguments(text: str) -> str:
    """Without the arguments of templates, which are no part of a function's name."""
    while (shorter := re.sub(r"<[^<>]*>", "", text)) != text:
        text = shorter
    return text


def says(text: str, word: str) -> bool:
    if quoted := re.search(r"return value of ‘([^’]*)’", text):
        return "co_await it" in text and f"::{word}(" in quoted[1]
    return "co_await it" in text or word in text


def command_of(path: Path, compiler: str) -> list[str | Path]:
    own_flags = " ".join(directives(path, "FLAGS")).split()
    return [compiler, *header_of(path, compiler, own_flags), *FLAGS, *own_flags, path]


def header_of(path: Path, compiler: str, own_flags: list[str]) -> list[str | Path]:
    """The precompiled header, for a case that begins with it and has no flags of its own."""
    made = precompiled(compiler)
    includes = re.findall(r"^ *#.*", path.read_text(), re.MULTILINE)
    if own_flags or not includes or includes[0] != UMBRELLA or not made.exists():
        return []
    return ["-include-pch", made] if "clang" in compiler else ["-I", made.parent]


def problem_of_errors(path: Path, compiler: str) -> str:
    expected = directives(path, "EXPECT")
    if not expected:
        return f"{path}: has no line '// EXPECT: regex'"
    command = command_of(path, compiler)
    result = run(command)
    if result.status == 0:
        return f"{path}: compiles, and must not"
    for pattern in expected:
        if not re.search(pattern, result.stderr):
            return f"{path}: the compiler does not say '{pattern}' but\n{excerpt(result.stderr)}"
    lines = len(result.stderr.splitlines())
    if any(lines > int(limit) for limit in directives(path, "MAX_LINES")):
        return f"{path}: the compiler says {lines} lines\n{excerpt(result.stderr)}"
    if "CONTROL" in path.read_text():
        control = run([*command, "-DCONTROL"])
        if control.status != 0:
            return f"{path}: does not compile with -DCONTROL\n{excerpt(control.stderr)}"
    return ""
