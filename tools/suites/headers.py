# SPDX-License-Identifier: MIT
"""Every public header compiles alone, in a user's strict build; and what they bring along.

A header that has a source is the first that this includes, and each source is compiled for itself
by `plain compile` in package.py: so that header is complete, and not compiled alone again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from model import FAILED, JOBS, PASSED, ROOT, Result, Selection, Suite
from process import excerpt, run

INCLUDE = ROOT / "include"
COMPILERS = ("g++", "clang++-14", "clang++-19")
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wsign-conversion", "-Wshadow",
          "-Wold-style-cast"]
FLAGS = ["-std=c++20", "-fsyntax-only", *STRICT, "-I", "include", "-I", "."]
# Calls every word, so that the templates are compiled too.
EVERY_WORD = ROOT / "tests" / "compile_fail" / "forgotten_co_await.cpp"
OURS = re.compile(r"^(?:include/uasyncio|/\S*?/include/uasyncio)\S*: (?:warning|error): .*",
                  re.MULTILINE)


def suites() -> Iterator[Suite]:
    yield Suite("headers", test_names, check_all, needs=COMPILERS)


ALL = "all in one, strictly"


def test_names() -> list[str]:
    return [*headers_without_source(), ALL, *builds(), "what comes along"]


def headers() -> list[str]:
    return [str(path.relative_to(INCLUDE)) for path in sorted(INCLUDE.rglob("*.hpp"))]


def headers_without_source() -> list[str]:
    sources = ROOT / "src"
    return [name for name in headers()
            if not (sources / name.removeprefix("uasyncio/")).with_suffix(".cpp").exists()]


def builds() -> list[str]:
    return [f"every word, strictly, {compiler}{without}" for compiler in COMPILERS
            for without in ("", " -fno-exceptions")]


def check_all(selection: Selection) -> Iterator[Result]:
    with ThreadPoolExecutor(JOBS) as pool:
        yield from pool.map(check, [name for name in test_names() if name in selection])


def check(name: str) -> Result:
    if name in headers():
        problem = problem_of_headers([name])
    elif name == ALL:
        problem = problem_of_headers(headers())
    elif name in builds():
        problem = problem_of_build(name.rpartition(", ")[2].split())
    else:
        problem = what_comes_along()
    return Result(name, FAILED if problem else PASSED, problem)


def problem_of_headers(names: list[str]) -> str:
    result = run(["g++", *FLAGS, "-Werror", "-x", "c++", "-"],
                 stdin="".join(f'#include "{name}"\n' for name in names))
    return excerpt(result.stderr) if result.status else ""


def problem_of_build(compiler: list[str]) -> str:
    """Each word is awaited: what the compiler then says about our headers, which is nothing."""
    result = run([*compiler, *FLAGS, "-x", "c++", "-"], stdin=awaiting(EVERY_WORD.read_text()))
    if result.status:
        return excerpt(result.stderr)
    return "\n".join(sorted({match[0] for match in OURS.finditer(result.stderr)}))


def awaiting(text: str) -> str:
    """The file of forgotten awaits with nothing forgotten."""
    text = re.sub(r"^void (\w+\()", r"asyncio::Coro<> \1", text, flags=re.MULTILINE)
    return re.sub(r"^ +(?=.*// WARNS: (?!AsyncGenerator$|as_completed$|.*\(clang\)$))",
                  "  (void)co_await ", text, flags=re.MULTILINE)


def what_comes_along() -> str:
    """No file of the system that the C++ library does not include itself: no <x86intrin.h>."""
    used = {name for path in INCLUDE.rglob("*.hpp")
            for name in re.findall(r"^#include <(\w+)>$", path.read_text(), re.MULTILINE)}
    standard = "".join(f"#include <{name}>\n" for name in sorted(used))
    extra = files_of("#include <uasyncio.hpp>\n") - files_of(standard)
    return "\n".join(f"<uasyncio.hpp> brings {path} along" for path in sorted(extra)
                     if not path.startswith("include/"))


def files_of(text: str) -> set[str]:
    result = run(["g++", "-std=c++20", "-M", "-I", "include", "-x", "c++", "-"], stdin=text)
    return set(result.stdout.replace("\\\n", " ").split()[1:])
