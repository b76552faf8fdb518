# SPDX-License-Identifier: MIT
"""On what the figures were measured, saved beside them."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
from datetime import datetime, timezone
from pathlib import Path

from measuring.figures import BASELINE

PATH = BASELINE / "machine.json"
TOOLS = {
    "GCC": ["g++", "--version"],
    "GCC for chips": ["arm-none-eabi-g++", "--version"],
    "Clang": ["clang++-19", "--version"],
    "QEMU": ["qemu-system-arm", "--version"],
    "Python": ["/usr/bin/python3", "--version"],
    "Asio": ["dpkg-query", "-W", "-f", "${Version}", "libasio-dev"],
    "libuv": ["dpkg-query", "-W", "-f", "${Version}", "libuv1-dev"],
    "liburing": ["dpkg-query", "-W", "-f", "${Version}", "liburing-dev"],
    "uvloop": ["dpkg-query", "-W", "-f", "${Version}", "python3-uvloop"],
}


def save() -> None:
    PATH.write_text(json.dumps(describe(), indent=2, ensure_ascii=False) + "\n")


def read() -> dict[str, str]:
    return json.loads(PATH.read_text()) if PATH.exists() else {}


def describe() -> dict[str, str]:
    found = {
        "measured": datetime.now(timezone.utc).strftime("%Y-%m-%d"),
        "processor": f"{processor()}, {os.cpu_count()} cores",
        "system": f"{_distribution()}, Linux {platform.release()}",
    }
    return found | {name: _first_line(command) for name, command in TOOLS.items()}


def processor() -> str:
    match = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    return match[1] if match else platform.machine()


def _distribution() -> str:
    match = re.search(r'PRETTY_NAME="(.*)"', Path("/etc/os-release").read_text())
    return match[1] if match else "Linux"


def _first_line(command: list[str]) -> str:
    try:
        output = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                text=True, check=False).stdout
    except FileNotFoundError:
        output = ""
    return output.split("\n", 1)[0] or "not there"
