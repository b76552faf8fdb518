# SPDX-License-Identifier: MIT
"""What a source says that its program has on the pins of a board: its lines `// WIRE: PART`, which
are about the Pico, or `// WIRE BOARD: PART`. docs/reference/panel.md has the parts."""

import re

DEFAULT_BOARD = "pico"
LINE = re.compile(r"^// WIRE( \w+)?: *(.*\S)", re.MULTILINE)


def wired(file, board):
    """The parts, in their order."""
    with open(file, encoding="utf-8") as source:
        lines = LINE.findall(source.read())
    return [part for name, part in lines if (name.strip() or DEFAULT_BOARD) == board]
