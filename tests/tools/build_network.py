# SPDX-License-Identifier: MIT
"""Builds a program for the lm3s6965evb with its network, and prints its path:
build_network.py example_echo_server, or interactive_net_probe; with TLS if its name says so, or a
second word does. A process of its own, as build_firmware.py."""

import dataclasses
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools" / "suites"))

from boards import board  # noqa: E402
from cmake import BuildError  # noqa: E402
from model import ROOT  # noqa: E402


def main() -> None:
    target = sys.argv[1]
    build = board("lm3s6965evb").build_dir()
    options = build.options | {"UASYNCIO_LWIP": str(ROOT / "build" / "lwip")}
    build = dataclasses.replace(build, name=f"{build.name}-net", options=options)
    if "tls" in target or "tls" in sys.argv[2:]:
        made = subprocess.run([ROOT / "tools" / "tls_identity"], check=True, text=True,
                              stdout=subprocess.PIPE)
        tls = {"UASYNCIO_MBEDTLS": str(ROOT / "build" / "mbedtls"),
               "UASYNCIO_TLS_SERVER": "ON", "UASYNCIO_TLS_IDENTITY": made.stdout.strip(),
               "UASYNCIO_INSECURE_ENTROPY_FOR_TESTS": "ON"}
        build = dataclasses.replace(build, name=f"{build.name}-tls", options=options | tls)
    try:
        build.build(target)
    except BuildError as error:
        sys.exit(str(error))
    folder = build.path / "examples" if target.startswith("example_") else build.path
    print(folder / f"{target.removeprefix('example_')}.elf")


if __name__ == "__main__":
    main()
