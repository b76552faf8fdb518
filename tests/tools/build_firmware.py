# SPDX-License-Identifier: MIT
"""Builds a program of tests/target/interactive as ./test builds firmware, and prints its path:
build_firmware.py board_probe lm3s6965evb [OPTION=VALUE ...].

With options of CMake it has a build directory of its own. A process of its own, because
tools/suites and tools/emulator both have a module `boards`.
"""

import dataclasses
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools" / "suites"))

from boards import board  # noqa: E402
from cmake import BuildError  # noqa: E402


def main() -> None:
    name, place, *settings = sys.argv[1:]
    build = board(place).build_dir()
    if settings:
        title = "-".join(setting.rpartition("=")[2] for setting in settings)
        more = dict(setting.split("=") for setting in settings)
        build = dataclasses.replace(build, name=f"{build.name}-{title}",
                                    options=build.options | more)
    try:
        build.build(f"interactive_{name}")
    except BuildError as error:
        sys.exit(str(error))
    print(build.path / f"interactive_{name}.elf")


if __name__ == "__main__":
    main()
