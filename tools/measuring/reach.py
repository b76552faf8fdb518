# SPDX-License-Identifier: MIT
"""The library in somebody else's project: what the plain build adds to a program of a Cortex-M0+
with that project's flags, start-up and linker script (tests/package/chip), and what a wake-up takes
there; and the board in the browser: its script, and how fast it is under node.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from measuring import machine
from measuring.build import build, build_for_chip
from measuring.figures import BUILD, ROOT, Figure, beside_diagnostics
from measuring.firmware import build_plugin
from measuring.size import sizes

sys.path[:0] = [str(ROOT / "tools" / "browser"), str(ROOT / "tools" / "emulator")]
import serve  # noqa: E402
from pico import LIBRARY as RP2040JS  # noqa: E402

PROJECT = ROOT / "tests" / "package" / "chip"
FLAGS = "-mcpu=cortex-m0plus -mthumb -fno-exceptions -fno-rtti -ffunction-sections -fdata-sections"
LINKING = ("-nostartfiles --specs=nano.specs --specs=nosys.specs -Wl,--gc-sections "
           f"'-Wl,-T,{PROJECT / 'arm.ld'}'")
CHIP = "M0+ gcc"
WAKE_UPS = 40  # of two LEDs: 8 seconds
RUN_SECONDS = 60


def measure(pattern: str) -> Iterator[Figure]:
    yield from exact(pattern)
    if pattern in "node" and RP2040JS.exists():
        yield _speed()


def exact(pattern: str) -> Iterator[Figure]:
    """What is the same on every machine."""
    if pattern in "plain":
        yield from beside_diagnostics(*(_plain(_project(on)) for on in (False, True)))
    if pattern in "browser" and (serve.FETCHED / "fetched").exists():
        yield _script()


def _project(diagnostics: bool) -> Path:
    """Built as its user would: no LTO, and no flag that the library asks for."""
    return build(f"plain{'-diagnostics' if diagnostics else ''}", ["blink.elf", "empty.elf"],
                 PROJECT, UASYNCIO_SOURCE=str(ROOT), UASYNCIO_UNITY="ON",
                 UASYNCIO_DIAGNOSTICS=str(int(diagnostics)), CMAKE_BUILD_TYPE="MinSizeRel",
                 CMAKE_SYSTEM_NAME="Generic", CMAKE_SYSTEM_PROCESSOR="arm",
                 CMAKE_TRY_COMPILE_TARGET_TYPE="STATIC_LIBRARY",
                 CMAKE_CXX_COMPILER="arm-none-eabi-g++", CMAKE_EXE_LINKER_FLAGS=LINKING,
                 CMAKE_CXX_FLAGS=f"{FLAGS} -DCLOCK_HZ=16000000")


def _plain(directory: Path) -> Iterator[Figure]:
    blink, empty = (sizes(directory / f"{name}.elf") for name in ("blink", "empty"))
    yield Figure(f"plain blink, flash added, {CHIP}", blink[0] - empty[0], "B")
    yield Figure(f"plain blink, RAM added, its pool is 4,096, {CHIP}", blink[1] - empty[1], "B")
    yield Figure(f"plain blink, a wake-up, {CHIP}", _wake_up(directory / "blink.elf"), "insns")


def _wake_up(program: Path) -> float:
    """Instructions from the interrupt that ends a sleep to the next sleep, the median: the LEDs
    come in turn, and sometimes together."""
    counts = program.with_suffix(".counts")
    handlers = program.with_suffix(".handlers")
    handlers.write_text("")  # they count in cycles only
    begin, end = _address(program, r"on_tick\(\)"), _address(program, r".*TickPort::wait\(.*\)")
    counts.write_text("")
    plugin = f"{build_plugin()},begin={begin:#x},end={end:#x},core=M0,handlers={handlers}," \
             f"output={counts}"
    with subprocess.Popen(["qemu-system-arm", "-M", "microbit", "-kernel", program, "-display",
                           "none", "-monitor", "none", "-serial", "none",
                           "-icount", "shift=6,sleep=off", "-plugin", plugin],
                          stdin=subprocess.DEVNULL) as emulator:
        try:
            return _first(counts, emulator)
        finally:
            emulator.kill()


def _first(counts: Path, emulator: subprocess.Popen) -> float:
    """The program has no end."""
    give_up_at = time.monotonic() + RUN_SECONDS
    while time.monotonic() < give_up_at and emulator.poll() is None:
        found = [int(line.split()[1]) for line in counts.read_text().splitlines(keepends=True)
                 if line.endswith("\n")]
        if len(found) >= WAKE_UPS:
            return median(found[:WAKE_UPS])
        time.sleep(0.02)
    raise SystemExit(f"measure: {counts} has no {WAKE_UPS} wake-ups")


def _address(program: Path, function: str) -> int:
    symbols = subprocess.run(["arm-none-eabi-nm", "-C", program], stdout=subprocess.PIPE,
                             text=True, check=True).stdout
    match = re.search(rf"^([0-9a-f]+) \w {function}$", symbols, re.MULTILINE)
    if not match:
        raise SystemExit(f"measure: {program} has no {function}")
    return int(match[1], 16) & ~1


def _script() -> Figure:
    folder = BUILD / "page"
    serve.bundle(folder)
    return Figure("script of the board in the browser", (folder / "page.js").stat().st_size, "B")


def _speed() -> Figure:
    """A program that is at work all the time, on the Pico of tools/emulator."""
    directory = build_for_chip("pico", "gcc", "-Os", ["bench_switch.elf"])
    script = ROOT / "tools" / "measuring" / "pico_speed.mjs"
    said = subprocess.run(["node", script, RP2040JS, directory / "bench_switch.elf"],
                          stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    low, middle, high = (round(float(word) / 1e6, 1) for word in said)
    return Figure(f"the Pico under node, at work, {machine.processor()}", middle, "M cycles/s",
                  low=low, high=high)
