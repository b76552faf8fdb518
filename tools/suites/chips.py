# SPDX-License-Identifier: MIT
"""The plain library in somebody's firmware project: their compiler and flags, their start-up and
linker script (tests/package/chip), each linked and run in QEMU; a board of their own; and what is
told in one sentence.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from export import exported
from model import BUILD, JOBS, ROOT, Suite
from process import excerpt, run
from ways import suite_of_ways

FOLDER = ROOT / "tests" / "package" / "chip"
EXPECTED = "blinked 9 times in time\nflag cancelled\n"
STATUS = 42  # what its main returns
ARM = {"CMAKE_SYSTEM_PROCESSOR": "arm", "CMAKE_CXX_COMPILER": "arm-none-eabi-g++"}
NANO = "--specs=nano.specs --specs=nosys.specs"
HEADERS = next(Path("/usr/include/newlib/c++").glob("*"), "")  # of arm-none-eabi-g++
PICOLIBC = "/usr/lib/picolibc/riscv64-unknown-elf"
RISCV_FLAGS = ("-mabi=ilp32 -misa-spec=2.2 -nostdinc++ "
               f"-isystem {HEADERS} -isystem {HEADERS}/arm-none-eabi -isystem {PICOLIBC}/include")
RISCV = {"CMAKE_SYSTEM_PROCESSOR": "riscv", "CMAKE_CXX_COMPILER": "riscv64-unknown-elf-g++",
         "CMAKE_CXX_STANDARD_LIBRARIES": "-Wl,--start-group -lc -lgcc -Wl,--end-group"}
MICROBIT = ("qemu-system-arm", "-M", "microbit")
VIRT = ("qemu-system-riscv32", "-M", "virt")
RV32IMC = (f"-march=rv32imc {RISCV_FLAGS}", 10_000_000, RISCV,
           f"-nodefaultlibs -L{PICOLIBC}/lib/rv32im/ilp32 -Wl,--no-warn-rwx-segments")
RV32IMAC = (f"-march=rv32imac {RISCV_FLAGS}", 10_000_000, RISCV,
            f"-nodefaultlibs -L{PICOLIBC}/lib/rv32imac/ilp32 -Wl,--no-warn-rwx-segments")
M0PLUS = ("-mcpu=cortex-m0plus -mthumb", 16_000_000, ARM, NANO)
M4F = "-mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16"


def suites() -> Iterator[Suite]:
    yield suite_of_ways("packages chips", WAYS, (
        "g++", "cmake", "ninja", "arm-none-eabi-g++", "qemu-system-arm",
        "riscv64-unknown-elf-g++", "qemu-system-riscv32"))


def plain(name: str, flags: str, clock_hz: int, options: dict[str, str], linking: str,
          emulator: tuple[str, ...]) -> str:
    """No board is named: the project cross-compiles, so it gets the plain library."""
    return build_and_run(name, emulator, for_chip(flags, clock_hz, options, linking))


def for_chip(flags: str, clock_hz: int, options: dict[str, str], linking: str) -> dict[str, str]:
    """What CMake is told of a chip, its linker script, and the flags of a firmware project."""
    script = FOLDER / ("riscv.ld" if "riscv" in options["CMAKE_CXX_COMPILER"] else "arm.ld")
    return options | {
        "CMAKE_SYSTEM_NAME": "Generic", "CMAKE_TRY_COMPILE_TARGET_TYPE": "STATIC_LIBRARY",
        "CMAKE_CXX_FLAGS": f"{flags} -fno-exceptions -fno-rtti -ffunction-sections "
                           f"-fdata-sections -DCLOCK_HZ={clock_hz}",
        "CMAKE_EXE_LINKER_FLAGS": f"-nostartfiles {linking} -Wl,--gc-sections '-Wl,-T,{script}'"}


def own_board() -> str:
    """A chip that the library does not know, as a board in the user's project."""
    return build_and_run("own_board", ("qemu-system-arm", "-M", "mps2-an385"), {
        "UASYNCIO_BOARD": str(FOLDER / "mps2.cmake"),
        "CMAKE_TOOLCHAIN_FILE": str(exported() / "cmake" / "arm-none-eabi.cmake")})


def build_and_run(name: str, emulator: tuple[str, ...], options: dict[str, str]) -> str:
    build = BUILD / "package" / f"chip-{name}"
    shutil.rmtree(build, ignore_errors=True)
    result = configure(build, options | {"CMAKE_BUILD_TYPE": "MinSizeRel", "UASYNCIO_UNITY": "ON",
                                         "UASYNCIO_DIAGNOSTICS": "0"})
    if result.status == 0:
        result = run(["ninja", "-C", build, "-j", "1", "program.elf"], seconds=600)
    if result.status:
        return excerpt(result.output)
    return run_on(emulator, build / "program.elf")


def by_rules(name: str, sources: Iterable[Path], *flags: str,
             program: Iterable[str] | None = None) -> str:
    """What another build system compiles, as a program of a Cortex-M0+ with our start-up; the
    sources of a folder at once, to save time. `program`: flags of the program's own."""
    build = BUILD / "package" / f"chip-{name}"
    shutil.rmtree(build, ignore_errors=True)
    build.mkdir(parents=True)
    folders: dict[Path, list[Path]] = {}
    for source in sources:
        folders.setdefault(source.parent, []).append(source)
    parts = [FOLDER / f"{part}.cpp" for part in ("main_of_program", "platform", "start_arm")]
    groups = [(group, flags) for group in folders.values()]
    groups.append((parts, flags if program is None else program))
    compiler = ["arm-none-eabi-g++", "-mcpu=cortex-m0plus", "-mthumb", "-Os", "-fno-exceptions",
                "-fno-rtti", "-ffunction-sections", "-fdata-sections", "-DCLOCK_HZ=16000000",
                "-DUASYNCIO_DIAGNOSTICS=0", f"-I{FOLDER}"]

    def compiled(number: int, group: list[Path], flags: Iterable[str]) -> Path:
        made = build / f"{number}.o"
        result = run([*compiler, *flags, "-x", "c++", "-c", "-", "-o", made], seconds=300,
                     stdin="".join(f'#include "{path}"\n' for path in group))
        if result.status:
            raise RuntimeError(excerpt(result.output))
        return made

    with ThreadPoolExecutor(JOBS) as pool:
        objects = list(pool.map(compiled, range(len(groups)), *zip(*groups)))
    image = build / "program.elf"
    result = run([*compiler, "-nostartfiles", *NANO.split(), "-Wl,--gc-sections",
                  f"-Wl,-T,{FOLDER / 'arm.ld'}", *objects, "-o", image])
    return excerpt(result.output) if result.status else run_on(MICROBIT, image)


def run_on(emulator: tuple[str, ...], program: Path, expected: str = EXPECTED) -> str:
    seen = run([*emulator, "-kernel", program, "-display", "none", "-bios", "none",
                "-monitor", "none", "-serial", "none",
                "-icount", "shift=6,sleep=off",  # virtual time: every run is the same
                "-semihosting-config", "enable=on,target=native"], seconds=60)
    if seen.status == STATUS and seen.output == expected:
        return ""
    return f"{seen.ending()}, printed\n{seen.output}\ninstead of\n{expected}"


def configure(build: Path, options: dict[str, str]):
    return run(["cmake", "-S", FOLDER, "-B", build, "-G", "Ninja",
                f"-DUASYNCIO_SOURCE={exported()}",
                *[f"-D{name}={value}" for name, value in options.items()]], seconds=600)


def refused_by_cmake(name: str, options: dict[str, str], sentence: str) -> str:
    build = BUILD / "package" / f"chip-{name}"
    shutil.rmtree(build, ignore_errors=True)
    result = configure(build, options)
    said = " ".join(result.output.split())
    if result.status != 0 and sentence in said:
        return ""
    return f"status {result.status} without '{sentence}'\n{excerpt(result.output)}"


def refused_by_compiler(flags: tuple[str, ...], sentence: str) -> str:
    """One error, and the compilation ends there."""
    result = run(["g++", "-fsyntax-only", "-Iinclude", *flags, "-include", "uasyncio.hpp",
                  "-x", "c++", "/dev/null"])
    errors = [line for line in result.output.splitlines() if "error: " in line]
    # The sentence, and that a file which is not there was included to end the compilation.
    if result.status != 0 and len(errors) <= 2 and errors and sentence in errors[0]:
        return ""
    return f"status {result.status} without '{sentence}'\n{excerpt(result.output)}"


def pool_too_large() -> str:
    """The linker says that the memory for tasks does not fit."""
    made = BUILD / "package" / "pool_too_large.elf"
    made.parent.mkdir(parents=True, exist_ok=True)
    result = run(["arm-none-eabi-g++", "-std=c++20", "-mcpu=cortex-m0plus", "-mthumb", "-nostdlib",
                  "-fno-exceptions", "-Iinclude", "-DUASYNCIO_POOL_SIZE=65536",
                  "-Wl,--undefined=_ZN8uasyncio8platform12frame_memoryEv",
                  f"-Wl,-T,{FOLDER / 'arm.ld'}", "src/port/frame_memory.cpp", "-o", made])
    return "" if "region `RAM' overflowed" in result.output else excerpt(result.output)


WAYS: dict[str, Callable[[], str]] = {
    "Cortex-M0+": partial(plain, "m0plus", *M0PLUS, MICROBIT),
    "Cortex-M4F, FetchContent": partial(plain, "m4f", M4F, 25_000_000,
                                        ARM | {"BY_FETCH_CONTENT": "ON"}, NANO,
                                        ("qemu-system-arm", "-M", "mps2-an386")),
    "rv32imc": partial(plain, "rv32imc", *RV32IMC, VIRT),
    "rv32imac": partial(plain, "rv32imac", *RV32IMAC, VIRT),
    "a board of one's own": own_board,
    "an unknown board": partial(
        refused_by_cmake, "unknown", {"UASYNCIO_BOARD": "arduino_nano"},
        "there is no board 'arduino_nano'"),
    "C++17": partial(refused_by_compiler, ("-std=c++17",), "uasyncio needs C++20"),
    "macOS": partial(refused_by_compiler, ("-std=c++20", "-D__APPLE__"), "no port for macOS"),
    "Windows": partial(refused_by_compiler, ("-std=c++20", "-D_WIN32"), "no port for macOS"),
    "a pool of nothing": partial(
        refused_by_compiler, ("-std=c++20", "-DUASYNCIO_HOSTED=0", "-DUASYNCIO_POOL_SIZE=0"),
        "UASYNCIO_POOL_SIZE is too small"),
    "a pool larger than the RAM": pool_too_large,
}
