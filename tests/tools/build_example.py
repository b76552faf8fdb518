# SPDX-License-Identifier: MIT
"""Builds an example as ./test does and prints its path: build_example.py console lm3s6965evb.

Places are the boards, `host`, and `sim`, the host in virtual time. `wired` behind a board: with
what hangs on its pins, as for a panel.

A process of its own, because tools/suites and tools/emulator both have a module `boards`.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools" / "suites"))

from boards import board  # noqa: E402
from cmake import BuildError  # noqa: E402
from gtests import GCC  # noqa: E402


def main() -> None:
    name, place, *wired = sys.argv[1:]
    on_host = place in ("host", "sim")
    build = GCC.build_dir() if on_host else board(place).build_dir()
    try:
        kind = "sim_" if place == "sim" else "wired_" if wired else ""
        build.build(f"{kind}example_{name}")
    except BuildError as error:
        sys.exit(str(error))
    folder = "sim" if place == "sim" else "wired" if wired else "examples"
    print(build.path / folder / (name if on_host else f"{name}.elf"))


if __name__ == "__main__":
    main()
