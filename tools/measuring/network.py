# SPDX-License-Identifier: MIT
"""bench/network: what each part of a chip's network takes of flash and RAM, and the instructions of
an echo through it.

base.cpp has no network; every other NAME.cpp but echo.cpp is base.cpp and a part of it. Those of
TLS are built with mbedTLS, and keys that can be guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from measuring import firmware, size
from measuring.build import build_for_chip, sources
from measuring.figures import ROOT, Figure, beside_diagnostics

BOARD, CORE, COMPILER, FLAGS = "lm3s6965evb", "M3", "gcc", "-Os"
SUFFIX = f"{CORE} {COMPILER}"
BASE = "base"
ECHO = "echo"
TLS = ("tls_client", "tls_server")
LWIP = ROOT / "build" / "lwip"  # what ./measure has fetched
MBEDTLS = ROOT / "build" / "mbedtls"


def measure(pattern: str) -> Iterator[Figure]:
    names = [name for name in sources("network", pattern) if _can_be_built(name)]
    if not names:
        return
    yield from beside_diagnostics(*(_measure_all(names, on) for on in (False, True)))


def exact(pattern: str) -> Iterator[Figure]:
    """Those without TLS and without diagnostics, whose library is built soon."""
    names = [name for name in sources("network", pattern)
             if name not in TLS and _can_be_built(name)]
    if names:
        yield from _measure_all(names, False)


def _can_be_built(name: str) -> bool:
    return (LWIP / "fetched").exists() and (name not in TLS or (MBEDTLS / "fetched").exists())


def _measure_all(names: list[str], diagnostics: bool) -> Iterator[Figure]:
    base_flash, base_ram = size.sizes(_program(BASE, diagnostics))
    for name in sorted(names, key=lambda name: (name != BASE, name == ECHO, name)):
        program = _program(name, diagnostics)
        if name == ECHO:
            yield from _instructions(program)
            continue
        flash, ram = size.sizes(program)
        if name != BASE:
            flash, ram = flash - base_flash, ram - base_ram
        title = name if name == BASE else f"+ {name.replace('_', ' ')}"
        yield Figure(f"network, {title}, flash, {SUFFIX}", flash, "B")
        yield Figure(f"network, {title}, RAM, {SUFFIX}", ram, "B")


def _program(name: str, diagnostics: bool) -> Path:
    options = {"UASYNCIO_LWIP": str(LWIP)}
    part = "-net"
    if name in TLS:
        options |= {"UASYNCIO_MBEDTLS": str(MBEDTLS), "UASYNCIO_INSECURE_ENTROPY_FOR_TESTS": "ON"}
        part = "-net-tls"
    if name == "tls_server":
        options["UASYNCIO_TLS_SERVER"] = "ON"
        part = "-net-tls-server"
    target = f"network_{name}.elf"
    return build_for_chip(BOARD, COMPILER, FLAGS, [target], diagnostics=diagnostics,
                          part=part, **options) / target


def _instructions(program: Path) -> Iterator[Figure]:
    for figure in firmware.run_all(BOARD, CORE, COMPILER, [program], firmware.build_plugin()):
        if figure.name.startswith("echo"):
            yield figure
