# SPDX-License-Identifier: MIT
"""The GoogleTest programs, one per folder of tests/, in several builds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from cmake import GCC_FLAGS, BuildDir, BuildError
from model import FAILED, PASSED, ROOT, SKIPPED, Result, Selection, Suite
from process import Run, excerpt, run, tail

DATA_TESTS = "data"
NOT_GTEST = {"compile_fail", "cpython", DATA_TESTS, "package", "target", "stack", "tools",
             "support"}
THREAD_TESTS = "threads"
CONFORMANCE_TESTS = "conformance"
GTEST_HEADER = "/usr/include/gtest/gtest.h"
MBEDTLS = ROOT / "build" / "mbedtls"  # what ./test has fetched, or goes on without
RUN_SECONDS = 600  # a whole program: it takes a quarter of that on a quiet machine
MAX_CRASHES = 5

TEST_MACRO = re.compile(r"^\s*(?:TYPED_)?TEST(?:_[FP])?\s*\(\s*(\w+)\s*,\s*(\w+)\s*\)",
                        re.MULTILINE)
LOG_RUN = re.compile(r"\[ RUN      \] (\S+)")
LOG_END = re.compile(r"\[ +(OK|FAILED|SKIPPED) +\] \S+?(?:, where .*)? \(\d+ ms\)")
CRASHED = "ended inside this test: "


@dataclass(frozen=True)
class Config:
    """One build of the tests. The level of optimisation matters, for there compilers err; it is
    also most of the build's time, so two of them are enough here (tests/stack has them all).

    Each test runs with GCC and with Clang, with exceptions and without, and with sanitizers: three
    builds do that, gcc, clang19-noexc and clang14-asan. The others are for what lies below, and say
    what they leave out."""

    name: str
    compiler: str
    exceptions: bool
    flags: str
    sanitize: str = ""
    quick: bool = False
    trace: bool = False
    mbedtls: bool = True
    folders: tuple[str, ...] = ()  # all
    without: str = ""  # sources of tests/ that are left out: a pattern for CMake and Python

    def has(self, folder: str) -> bool:
        return not self.folders or folder in self.folders

    def build_dir(self) -> BuildDir:
        return BuildDir(self.name, {
            "CMAKE_CXX_COMPILER": self.compiler,
            "CMAKE_BUILD_TYPE": "Dev",
            "CMAKE_CXX_FLAGS_DEV":
                f"{self.flags} {GCC_FLAGS}" if self.compiler == "g++" else self.flags,
            "UASYNCIO_EXCEPTIONS": "ON" if self.exceptions else "OFF",
            "UASYNCIO_SANITIZE": self.sanitize,
            "UASYNCIO_WERROR": "ON",
            "UASYNCIO_TESTS": "ON",
            "UASYNCIO_TESTS_WITHOUT": self.without,
            "UASYNCIO_EXAMPLES": "ON",
            "UASYNCIO_PCH": "ON",
            "UASYNCIO_UNITY": "ON",
            "UASYNCIO_TRACE": "ON" if self.trace else "OFF",
            "UASYNCIO_MBEDTLS":
                str(MBEDTLS) if self.mbedtls and (MBEDTLS / "fetched").exists() else "",
        })


GCC = Config("gcc", "g++", True, "-O0", quick=True, trace=True)
# Above the words: what has bytes, pins and descriptors, and what tests use.
UPPER_FLOORS = ("unit/(drivers|ports|power|sched|stream|testing|trace)/|"
                "conformance/(example_servers|hostile_peers|system_streams|tls|unix)_")
# As firmware is built: what GCC makes of coroutines and of the kernel at that level. Drivers and
# streams in that build are looked at on the boards.
GCC_NOEXC = Config("gcc-noexc", "g++", False, "-Os", without=UPPER_FLOORS,
                   folders=("unit", CONFORMANCE_TESTS, "interleaving"))
CONFIGS = [
    GCC,
    GCC_NOEXC,
    # Clang 14 cannot look at calls through pointers of another type.
    Config("clang19-noexc", "clang++-19", False, "-O2", sanitize="function"),
    # Clang compiles this in less than half of GCC's time, and a build of its own would show nothing
    # of Clang 14 that this does not.
    Config("clang14-asan", "clang++-14", True, "-O0 -g1", sanitize="address,undefined"),
    # Frames as GCC lays them out, where coroutines of every kind are cancelled and fail.
    Config("gcc-asan", "g++", True, "-O0 -g1", sanitize="address,undefined",
           folders=(CONFORMANCE_TESTS,), without=UPPER_FLOORS),
    Config("gcc-tsan", "g++", True, "-O0 -g1 -Wno-tsan", sanitize="thread",
           folders=(THREAD_TESTS,), mbedtls=False),
]


def suites() -> Iterator[Suite]:
    for config in CONFIGS:
        for folder in folders():
            if config.has(folder):
                yield Suite(f"{folder} {config.name}", partial(test_names, folder, config.without),
                            partial(run_folder, config, folder),
                            needs=(config.compiler, "cmake", "ninja", GTEST_HEADER),
                            quick=config.quick)


def data_suites(data: Path) -> Iterator[Suite]:
    """tests/data reads recordings that are not in this repository."""
    environment = {"UASYNCIO_DATA": str(data.resolve())}
    yield Suite(f"{DATA_TESTS} {GCC.name}", partial(test_names, DATA_TESTS),
                partial(run_folder, GCC, DATA_TESTS, env=environment),
                needs=(GCC.compiler, "cmake", "ninja", GTEST_HEADER), quick=True)


@cache
def folders() -> list[str]:
    tests = ROOT / "tests"
    found = {path.relative_to(tests).parts[0] for path in tests.glob("*/**/*.cpp")}
    return sorted(found - NOT_GTEST, key=lambda name: (name != "unit", name))


@cache
def test_names(folder: str, without: str = "") -> list[str]:
    names = []
    for path in sorted((ROOT / "tests" / folder).rglob("*.cpp")):
        if without and re.search(without, str(path.relative_to(ROOT / "tests"))):
            continue
        names += [f"{suite}.{name}" for suite, name in TEST_MACRO.findall(path.read_text())]
    return names


def run_folder(config: Config, folder: str, selection: Selection,
               env: dict[str, str] | None = None) -> Iterator[Result]:
    build = config.build_dir()
    try:
        build.build(f"tests_{folder}")
    except BuildError as error:
        yield Result("build", FAILED, str(error))
        return
    yield from run_program(build.path / f"tests_{folder}", selection, env)


def run_program(program: Path, selection: Selection,
                env: dict[str, str] | None = None) -> Iterator[Result]:
    """Runs all tests; after a crash goes on behind the test that crashed."""
    done: list[str] = []
    pattern = f"*{selection.pattern}*" if selection.pattern else "*"
    for _ in range(MAX_CRASHES):
        result = run([program, f"--gtest_filter={pattern}-{':'.join(done)}"], seconds=RUN_SECONDS,
                     env=env)
        tests = list(read_log(result))
        yield from tests
        done += [test.name for test in tests]
        if not any(test.detail.startswith(CRASHED) for test in tests):
            # A sanitizer speaks up after the last test.
            if result.status != 0 and all(test.status != FAILED for test in tests):
                yield Result(program.name, FAILED, f"{result.ending()} after its tests\n"
                                                   f"{tail(result.output)}")
            return
    yield Result(program.name, FAILED, f"gave up after {MAX_CRASHES} crashes")


def read_log(result: Run) -> Iterator[Result]:
    """GoogleTest's log as results; a test without an end is where the program died."""
    name, lines = "", []
    for line in result.stdout.splitlines():
        if match := LOG_RUN.match(line):
            name, lines = match[1], []
        elif (match := LOG_END.search(line)) and name:
            status = {"OK": PASSED, "FAILED": FAILED, "SKIPPED": SKIPPED}[match[1]]
            detail = "" if status == PASSED else excerpt("\n".join(lines))
            yield Result(name, status, detail)
            name = ""
        else:
            lines.append(line)
    if name:
        text = "\n".join(lines) + "\n" + result.stderr
        yield Result(name, FAILED, f"{CRASHED}{result.ending()}\n{excerpt(text)}")
