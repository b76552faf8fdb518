# SPDX-License-Identifier: MIT
"""The three ways into a user's build: find_package, add_subdirectory, a plain compiler call; and
what must not come along.

tests/package/program.cpp is the user's program, simulated.cpp one in virtual time, and
tests/package/WAY/CMakeLists.txt the user's build. tests/package/project is a whole project.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from cmake import BuildError
from export import exported
from gtests import GCC, GCC_NOEXC, Config
from model import BUILD, JOBS, ROOT, Suite
from process import excerpt, run
from ways import suite_of_ways

FOLDER = ROOT / "tests" / "package"
EXPECTED = FOLDER / "program.expected"
# What the compiler's own flags bring into firmware: guards of static objects, exceptions, a heap,
# functions of the library that throw, and atomics of a processor that has none.
UNWANTED = re.compile(r" U (__cxa_(?!pure_virtual)\w+|__aeabi_atexit|__dso_handle|malloc|free|"
                      r"__atomic_\w+|__sync_\w+|"
                      r"_Znwj|_Znaj|_ZdlPvj?|_ZdaPvj?|_ZSt\d+__throw_\w+)$", re.MULTILINE)
LEAKS = ("-Wall", "-Wextra", "-Werror ", "gtest", "tests/")
# Settings that the library of the tests does not have, and what the linker must say of them.
SETTINGS = (("-fno-exceptions", "exceptions_0"), ("-DUASYNCIO_DIAGNOSTICS=0", "diagnostics_0"),
            ("-fsanitize=address", "address_sanitizer"))
BOARD = {"UASYNCIO_BOARD": "microbit",
         "CMAKE_TOOLCHAIN_FILE": str(ROOT / "cmake" / "arm-none-eabi.cmake")}
RETURN_ERRORS = "-Werror=return-type"


def suites() -> Iterator[Suite]:
    yield suite_of_ways("packages", WAYS, ("g++", "cmake", "ninja", "arm-none-eabi-g++"))


def find_package(config: Config) -> str:
    return build_user("find_package", config.name, installed(config, "find_package"))


def installed(config: Config, way: str) -> dict[str, str]:
    """Installs what the tests built; what CMake is told to find it."""
    prefix = BUILD / "package" / f"prefix-{way}-{config.name}"
    shutil.rmtree(prefix, ignore_errors=True)
    library = config.build_dir()
    library.build("uasyncio", "uasyncio_sim")
    library.install(prefix)
    return {"CMAKE_PREFIX_PATH": str(prefix)}


def project() -> str:
    """Several files, a library of the user's, and tests of it with GoogleTest in virtual time."""
    configure("project", GCC.name, installed(GCC, "project"))
    build = build_of("project", GCC.name)
    result = run(["ninja", "-C", build, "-j", str(JOBS)], seconds=600)
    if result.status:
        return excerpt(result.output)
    tests = run([build / "house_tests"], seconds=20)
    if tests.status or "[  PASSED  ] 1 test" not in tests.stdout:
        return f"house_tests: {tests.ending()}\n{excerpt(tests.output)}"
    return check_program(build / "house", FOLDER / "project" / "house.expected")


def fetch_content(mode: str, options: dict[str, str]) -> str:
    """FetchContent finds the source here, and gives the user the library and its functions."""
    configure("fetch_content", mode, options | {
        "FETCHCONTENT_SOURCE_DIR_UASYNCIO": str(exported())})
    return ""


def add_subdirectory() -> str:
    """In groups; `plain compile` compiles each source for itself. Debug compiles fastest."""
    return build_user("add_subdirectory", "gcc",
                      {"UASYNCIO_SOURCE": str(exported()), "UASYNCIO_UNITY": "ON",
                       "CMAKE_BUILD_TYPE": "Debug"})


def optimised() -> str:
    """A project that names no build type gets a library that is fast, and its own program as it
    wants."""
    configure("add_subdirectory", "no-build-type", {"UASYNCIO_SOURCE": str(exported())})
    library = command_of("add_subdirectory", "no-build-type", "/src/core/loop.cpp")
    program = command_of("add_subdirectory", "no-build-type")
    if " -O2 " not in library:
        return f"-O2 is missing in: {library}"
    return f"-O2 leaks into: {program}" if " -O2 " in program else ""


def plain_compile() -> str:
    """g++ and the sources, no build system."""
    program = BUILD / "package" / "plain"
    program.parent.mkdir(parents=True, exist_ok=True)
    sources = [path for folder in ("src", "ports/unix")
               for path in sorted((exported() / folder).rglob("*.cpp"))]
    result = run(["g++", "-std=c++20", f"-I{exported() / 'include'}", f"-I{exported()}",
                  FOLDER / "program.cpp", *sources, "-o", program], seconds=600)
    return excerpt(result.output) if result.status else check_program(program)


def board_too_late() -> str:
    """A board that is asked for behind project() is refused, and the sentence says what to do."""
    build = BUILD / "package" / "board_too_late"
    shutil.rmtree(build, ignore_errors=True)
    result = run(["cmake", "-S", FOLDER / "board_too_late", "-B", build, "-G", "Ninja",
                  f"-DUASYNCIO_SOURCE={exported()}"])
    said = " ".join(result.output.split())
    wanted = "needs a cross compiler, but project(user) has already chosen"
    if result.status != 0 and wanted in said and "-DCMAKE_TOOLCHAIN_FILE=" in said:
        return ""
    return f"status {result.status} without '{wanted}'\n{excerpt(result.output)}"


def undefined_symbols() -> str:
    """src/ compiled for a chip without our flags for firmware asks for nothing heavy."""
    (BUILD / "package" / "symbols").mkdir(parents=True, exist_ok=True)
    folders = sorted({source.parent for source in (ROOT / "src").rglob("*.cpp")})
    with ThreadPoolExecutor(JOBS) as pool:
        problems = pool.map(symbols_of, folders)
    return "\n".join(problem for problem in problems if problem)


def symbols_of(folder: Path) -> str:
    """A folder is compiled as one source: most of the time goes to the headers."""
    made = BUILD / "package" / "symbols" / f"{folder.name}.o"
    sources = "".join(f'#include "{source}"\n' for source in sorted(folder.glob("*.cpp")))
    found = unwanted_in(sources, made)
    return f"{folder.relative_to(ROOT)} asks for {', '.join(found)}" if found else ""


def unwanted_in(source: str, made: Path) -> list[str]:
    result = run(["arm-none-eabi-g++", "-std=c++20", "-mcpu=cortex-m0plus", "-mthumb",
                  "-fno-exceptions", "-Iinclude", "-x", "c++", "-c", "-", "-o", made],
                 seconds=600, stdin=source)
    if result.status:
        raise BuildError(excerpt(result.output))
    return sorted(set(UNWANTED.findall(run(["arm-none-eabi-nm", made]).stdout)))


def heavy_is_noticed() -> str:
    """An object of a function, with a constructor and a destructor; and an atomic one."""
    (BUILD / "package").mkdir(parents=True, exist_ok=True)
    found = unwanted_in("#include <atomic>\n"
                        "struct A { A(); ~A(); };\nA& a() { static A a; return a; }\n"
                        "int exchange(std::atomic<int>& b) { return b.exchange(1); }\n",
                        BUILD / "package" / "heavy.o")
    missing = {"__cxa_guard_acquire", "__aeabi_atexit", "__atomic_exchange_4"} - set(found)
    return f"not noticed: {', '.join(sorted(missing))}" if missing else ""


def return_errors_switched_off() -> str:
    configure("add_subdirectory", "return-errors",
              {"UASYNCIO_SOURCE": str(exported()), "UASYNCIO_RETURN_ERRORS": "OFF"})
    command = command_of("add_subdirectory", "return-errors")
    return f"still has {RETURN_ERRORS}: {command}" if RETURN_ERRORS in command else ""


def other_settings() -> str:
    """A program with other settings than the library does not link; what is missing says why."""
    library = GCC.build_dir()
    library.build("uasyncio")
    (BUILD / "package").mkdir(exist_ok=True)
    problems = (link_problem(library.path / "libuasyncio.a", *setting) for setting in SETTINGS)
    return "\n".join(problem for problem in problems if problem)


def link_problem(library: Path, flag: str, wanted: str) -> str:
    program = BUILD / "package" / "other_settings"
    result = run(["g++", "-std=c++20", "-Iinclude", "-I.", flag, FOLDER / "program.cpp", library,
                  "-o", program], seconds=600)
    if result.status == 0:
        return f"a program with {flag} links with a library without"
    found = re.search(f"undefined reference to `uasyncio::kernel::\\w*{wanted}\\w*::Scheduler::",
                      result.output)
    return "" if found else f"{flag}: '{wanted}' is not said\n{excerpt(result.output)}"


def build_user(way: str, mode: str, options: dict[str, str]) -> str:
    configure(way, mode, options)
    command = command_of(way, mode)
    build = build_of(way, mode)
    result = run(["ninja", "-C", build, "-j", str(JOBS)], seconds=600)
    if result.status:
        return excerpt(result.output)
    return (wrong_flags(command) or check_program(build / "program")
            or check_program(build / "simulated"))


def build_of(way: str, mode: str) -> Path:
    return BUILD / "package" / f"user-{way}-{mode}"


def configure(way: str, mode: str, options: dict[str, str]) -> None:
    build = build_of(way, mode)
    shutil.rmtree(build, ignore_errors=True)
    result = run(["cmake", "-S", FOLDER / way, "-B", build, "-G", "Ninja",
                  "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                  *[f"-D{name}={value}" for name, value in options.items()]], seconds=600)
    if result.status:
        raise BuildError(excerpt(result.output))


def command_of(way: str, mode: str, source: str = "program.cpp") -> str:
    """The command that will compile this file, the user's if none is named."""
    for entry in json.loads((build_of(way, mode) / "compile_commands.json").read_text()):
        if entry["file"].endswith(source):
            folder = str(FOLDER)
            return entry["command"].replace(folder, "").replace(folder.replace(" ", "_"), "")
    raise BuildError(f"{source} is not in compile_commands.json")


def wrong_flags(command: str) -> str:
    """What of ours shows in the user's command, and what does not although it helps."""
    if found := [word for word in LEAKS if word in command]:
        return f"leaks {found} into: {command}"
    return "" if RETURN_ERRORS in command else f"{RETURN_ERRORS} is missing in: {command}"


def check_program(program: Path, expected: Path = EXPECTED) -> str:
    result = run([program], seconds=20)
    if result.status:
        return f"{program}: {result.ending()}\n{result.output}"
    if result.stdout != expected.read_text():
        return f"{program} printed\n{result.stdout}\ninstead of\n{expected.read_text()}"
    return ""


WAYS: dict[str, Callable[[], str]] = {
    "find_package": partial(find_package, GCC),
    "find_package without exceptions": partial(find_package, GCC_NOEXC),
    "a project of several files, with tests": project,
    "add_subdirectory": add_subdirectory,
    "optimised without a build type": optimised,
    "FetchContent": partial(fetch_content, "host", {}),
    "FetchContent for a board": partial(fetch_content, "board", BOARD),
    "plain compile": plain_compile,
    "a board behind project() is refused": board_too_late,
    "no heavy symbols without our flags": undefined_symbols,
    "a guard variable and an atomic are noticed": heavy_is_noticed,
    "other settings do not link": other_settings,
    "return errors switched off": return_errors_switched_off,
}
