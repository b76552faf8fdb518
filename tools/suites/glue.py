# SPDX-License-Identifier: MIT
"""ports/glue: what joins the library to the SDKs of others, against headers and stand-ins of ours
(tests/package/glue): compiled for a chip of each, run on the host in virtual time, and broken on
purpose.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from threading import Lock

import chips
from model import BUILD, FAILED, JOBS, PASSED, ROOT, Result, Selection, Suite
from package import UNWANTED
from process import Run, excerpt, run
from ways import suite_of_ways

FOLDER = ROOT / "tests" / "package" / "glue"
GLUE = ROOT / "ports" / "glue"
PORTS = {"pico_sdk": "pico_sdk", "stm32_hal": "stm32_hal", "freertos": "freertos",
         "esp_idf": "freertos", "zephyr": "zephyr"}  # the file of each SDK
CPUS = {"pico_sdk": "cortex-m0plus", "stm32_hal": "cortex-m4", "freertos": "cortex-m3",
        "esp_idf": "cortex-m4", "zephyr": "cortex-m33"}  # no compiler of ESP-IDF's is here
HOST = ("-std=c++20", "-O0", "-fno-exceptions", "-DUASYNCIO_HOSTED=0", "-Iinclude", "-I.")
MAX_LINES = 80  # of a file of the glue, and of one for an I2C bus; comments and all
MAX_LINES_OF_BUS = 60
building = Lock()

# What breaks a port, and what the program must say or do then.
BROKEN = {
    "pico_sdk comes 300 us early": (
        "pico_sdk", "from_us_since_boot(to_microseconds(deadline))",
        "from_us_since_boot(to_microseconds(deadline) - 300)"),
    "pico_sdk goes back in time": (
        "pico_sdk", "at_microseconds(time_us_64())", "at_microseconds(10'000'000 - time_us_64())"),
    "pico_sdk loses a wake": (
        "pico_sdk", "= save_and_disable_interrupts();", "= 0;"),
    "stm32_hal loses a wake": (
        "stm32_hal", "const kernel::CriticalSection masked;  // what", "// what"),
    "freertos takes every place for a task": (
        "freertos", "if (!glue::in_interrupt())", "if (true)"),
    "zephyr forgets deadlines beside busy tasks": (
        "zephyr", "void arm(Instant) noexcept override { deadline_has_come(); }",
        "void arm(Instant) noexcept override {}"),
}

# The same of a bus, which is in a header.
BROKEN_BUSES = {
    "stm32_hal believes in an abort that was refused": (
        "stm32_hal", "HAL_I2C_Master_Abort_IT(&bus_, frames_.address()) == HAL_OK",
        "HAL_I2C_Master_Abort_IT(&bus_, frames_.address()) != HAL_BUSY"),
    "stm32_hal leaves a frame going whose abort was refused": (
        "stm32_hal", "HAL_I2C_DeInit(&bus_);  // nothing", "// nothing"),
    "pico_sdk forgets to set up what was in its reset": (
        "pico_sdk", "    transaction_.forget();\n", ""),
    "pico_sdk does not take its pins back": (
        "pico_sdk", "use_pins(GPIO_FUNC_I2C);", ""),
    "pico_sdk lets the interrupts come that i2c_init allows": (
        "pico_sdk", "i2c_get_hw(bus_)->intr_mask = 0;", ""),
}


def suites() -> Iterator[Suite]:
    yield suite_of_ways("packages glue", WAYS, (
        "g++", "cmake", "ninja", "arm-none-eabi-g++", "arm-none-eabi-nm",
        "riscv64-unknown-elf-g++"))
    yield Suite("packages gdb", lambda: ["asyncio-tasks"], run_gdb,
                needs=("g++", "cmake", "ninja", "gdb-multiarch"))


def run_gdb(_: Selection) -> Iterator[Result]:
    """The debugger says who waits for what, in the interrupt of a button."""
    commands = ("source tools/tasks_gdb.py", "break on_press", "run", "asyncio-tasks", "continue",
                "asyncio-tasks")
    try:
        program = built() / "esp_idf"
    except RuntimeError as error:
        yield Result("asyncio-tasks", FAILED, str(error))
        return
    result = run(["gdb-multiarch", "-batch", "-nx",
                  *[word for command in commands for word in ("-ex", command)], program])
    wanted = (r"  main: waiting for ThreadSafeFlag, since [\d.]+ s, in button\n",
              r"  other: running, since [\d.]+ s, in spin\n", r"2 tasks;")
    missing = [pattern for pattern in wanted if not re.search(pattern, result.stdout)]
    yield Result("asyncio-tasks", FAILED if missing else PASSED,
                 f"without {missing}\n{excerpt(result.output)}")


def for_a_chip(sdk: str) -> str:
    """The port and the project of the docs compile, and the port asks for nothing heavy."""
    made = BUILD / "package" / f"glue-{sdk}.o"
    made.parent.mkdir(parents=True, exist_ok=True)
    compiler = ["arm-none-eabi-g++", "-std=c++20", "-Os", f"-mcpu={CPUS[sdk]}", "-mthumb",
                "-fno-exceptions", "-Wall", "-Wextra", "-Werror", "-Iinclude", "-I.",
                f"-I{FOLDER / sdk}", *(["-DESP_PLATFORM"] if sdk == "esp_idf" else [])]
    commands = [[*compiler, "-c", GLUE / f"{PORTS[sdk]}.cpp", "-o", made]]
    commands += [[*compiler, "-fsyntax-only", path]
                 for path in (FOLDER / sdk / "project").rglob("*.cpp")]
    commands += [[*compiler, "-fsyntax-only", "-x", "c++", "-include", path, "/dev/null"]
                 for path in GLUE.glob(f"{sdk}_*.hpp") if "time" not in path.name]
    for command in commands:
        result = run(command)
        if result.status:
            return excerpt(result.output)
    found = sorted(set(UNWANTED.findall(run(["arm-none-eabi-nm", made]).stdout)))
    return f"asks for {', '.join(found)}" if found else ""


def for_riscv(sdk: str) -> str:
    """FreeRTOS and ESP-IDF beside Cortex-M: the port for an ESP32-C3's core."""
    result = run(["riscv64-unknown-elf-g++", "-std=c++20", "-Os", *chips.RV32IMC[0].split(),
                  "-fno-exceptions", "-Wall", "-Wextra", "-Werror", "-Iinclude", "-I.",
                  f"-I{FOLDER / sdk}", *(["-DESP_PLATFORM"] if sdk == "esp_idf" else []),
                  "-c", GLUE / "freertos.cpp", "-o", "/dev/null"])
    return excerpt(result.output) if result.status else ""


def built() -> Path:
    """Everything for the host, once."""
    with building:
        return build_all()


@cache
def build_all() -> Path:
    build = BUILD / "package" / "glue"
    shutil.rmtree(build, ignore_errors=True)
    result = run(["cmake", "-S", FOLDER, "-B", build, "-G", "Ninja", f"-DUASYNCIO_SOURCE={ROOT}",
                  "-DUASYNCIO_UNITY=ON", "-DCMAKE_CXX_FLAGS=-O0"], seconds=600)
    if result.status == 0:
        result = run(["ninja", "-C", build, "-j", str(JOBS)], seconds=600)
    if result.status:
        raise RuntimeError(excerpt(result.output))
    return build


def in_virtual_time(program: str) -> str:
    result = run([built() / program], seconds=20)
    return "" if result.status == 0 and result.stdout == "fits\n" else (
        f"{result.ending()}\n{result.output}")


def broken(sdk: str, old: str, new: str) -> str:
    return _noticed(f"{PORTS[sdk]}.cpp", old, new,
                    lambda folder, program: link(sdk, [folder / f"{PORTS[sdk]}.cpp"], program))


def broken_bus(sdk: str, old: str, new: str) -> str:
    def linked(folder: Path, program: Path) -> Run:
        stand_in = FOLDER / sdk / "stand_in.hpp"
        return run(["g++", f"-I{folder.parents[1]}", *HOST, "-DUASYNCIO_DIAGNOSTICS=1",
                    f"-I{FOLDER / sdk}", f'-DSTAND_IN="{stand_in}"', FOLDER / "main.cpp",
                    GLUE / f"{PORTS[sdk]}.cpp", built() / "uasyncio" / "libuasyncio.a",
                    "-o", program])
    return _noticed(f"{sdk}_i2c.hpp", old, new, linked)


def _noticed(name: str, old: str, new: str, linked: Callable[[Path, Path], Run]) -> str:
    """Whether a run notices that this file of the glue is broken so; `linked` finds it there."""
    source = (GLUE / name).read_text()
    if old not in source:
        return f"{name} has no '{old}'"
    folder = BUILD / "package" / "glue-broken" / f"{abs(hash(old + new))}" / "ports" / "glue"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(source.replace(old, new))
    program = folder / "program"
    result = linked(folder, program)
    if result.status:
        return excerpt(result.output)
    # Some sleep for ever, and the stand-in says so; some run for ever.
    return "nobody notices" if run([program], seconds=10).status == 0 else ""


def link(sdk: str, glue: list[Path], program: Path) -> Run:
    objects = built() / "CMakeFiles" / f"{sdk}.dir" / "main.cpp.o"
    return run(["g++", *HOST, "-DUASYNCIO_DIAGNOSTICS=1", f"-I{FOLDER / sdk}", *glue, objects,
                built() / "uasyncio" / "libuasyncio.a", "-o", program])


def no_port() -> str:
    """The linker names what has to be written."""
    result = link("pico_sdk", [], BUILD / "package" / "glue" / "no_port")
    return "" if "uasyncio::platform::default_port()" in result.output else excerpt(result.output)


def short() -> str:
    """What a user adds to a project can be read in a minute."""
    return ", ".join(f"{path.name} has {count} lines" for path in sorted(GLUE.iterdir())
                     if (count := len(path.read_text().splitlines())) > most_lines(path))


def most_lines(path: Path) -> int:
    return MAX_LINES_OF_BUS if path.stem.endswith("_i2c") else MAX_LINES


WAYS: dict[str, Callable[[], str]] = {
    **{f"{sdk} for a chip": partial(for_a_chip, sdk) for sdk in PORTS},
    **{f"{sdk} for RISC-V": partial(for_riscv, sdk) for sdk in ("freertos", "esp_idf")},
    **{f"{sdk} in virtual time": partial(in_virtual_time, sdk)
       for sdk in (*PORTS, "freertos_10_ms")},
    **{name: partial(broken, *change) for name, change in BROKEN.items()},
    **{name: partial(broken_bus, *change) for name, change in BROKEN_BUSES.items()},
    "a program without a port": no_port,
    "short": short,
}
