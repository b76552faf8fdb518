# SPDX-License-Identifier: MIT
"""Building the benchmarks below build/measure."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from measuring.figures import BUILD, ROOT


OPTIMISED = {"CMAKE_BUILD_TYPE": "Release",  # as users build for the host
             "CMAKE_CXX_FLAGS_RELEASE": "-O2 -DNDEBUG"}
LTO = " LTO"  # behind a compiler's name: with optimisation at link time, which GCC has anyway


def build_for_chip(board: str, compiler: str, flags: str, targets: Iterable[str], *,
                   diagnostics: bool = False, part: str = "", **options: str) -> Path:
    """As users build what must be small, or as the library is built by default. Benchmarks with
    the same flags share the library; `part` names that with more options."""
    suffix = part + ("-diagnostics" if diagnostics else "")
    name = compiler.removesuffix(LTO)
    lto = {"UASYNCIO_LTO": "ON"} if compiler != name else {}
    return build(f"{board}-{compiler.replace(' ', '-')}{flags}{suffix}", targets,
                 UASYNCIO_BOARD=board, UASYNCIO_COMPILER=name, **lto, **options,
                 UASYNCIO_DIAGNOSTICS=str(int(diagnostics)),
                 UASYNCIO_PCH="ON",
                 CMAKE_BUILD_TYPE="MinSizeRel",
                 CMAKE_CXX_FLAGS_MINSIZEREL=f"{flags} -DNDEBUG")


def build(name: str, targets: Iterable[str], source: Path = ROOT, **options: str) -> Path:
    """Configures (once) and builds; the compiler's words go to the reader."""
    directory = BUILD / name
    if not (directory / "build.ninja").exists():
        arguments = [f"-D{key}={value}" for key, value in options.items()]
        if source == ROOT:
            arguments.append("-DUASYNCIO_BENCH=ON")
        _run("cmake", "-S", source, "-B", directory, "-G", "Ninja", "--log-level=WARNING",
             *arguments)
    _run("ninja", "-C", directory, "--quiet", "-j", str(os.cpu_count() or 1), *targets)
    return directory


def _run(*command: str | Path) -> None:
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            check=False)
    if result.returncode != 0:
        print(result.stdout, file=sys.stderr)
        raise SystemExit(f"measure: {command[0]} failed (above)")


def sources(folder: str, pattern: str, suffix: str = ".cpp") -> dict[str, Path]:
    """The benchmarks of a folder by name, those with `pattern` in it."""
    found = sorted((ROOT / "bench" / folder).glob(f"*{suffix}"))
    return {path.stem: path for path in found if pattern in path.stem}
