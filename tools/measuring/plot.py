# SPDX-License-Identifier: MIT
"""Plots without a library: SVG that a browser shows as it is."""

from __future__ import annotations

import math
from html import escape

COLOURS = {"ours": "#1b6ca8", "bare loop": "#8a8a8a"}
OTHERS = ("#c0672f", "#5a9c4c", "#9a5ab0", "#b0a030")
BAR = 14
LEFT = 300
WIDTH = 560
RIGHT = 90

Rows = dict[str, dict[str, float]]  # by row, by whose it is


def bars(title: str, rows: Rows, unit: str) -> str:
    """Horizontal bars on a logarithmic scale, a group for each row."""
    owners = list(dict.fromkeys(owner for values in rows.values() for owner in values))
    largest = max(value for values in rows.values() for value in values.values())
    least = min(value for values in rows.values() for value in values.values() if value > 0)
    low = math.floor(math.log10(least))
    scale = WIDTH / (math.log10(largest) - low)
    parts, top = [_text(0, 16, title, "font-weight='bold'")], 30
    for at, owner in enumerate(owners):
        parts.append(f"<rect x='{at * 110}' y='{top}' width='12' height='12' "
                     f"fill='{_colour(owner, owners)}'/>")
        parts.append(_text(at * 110 + 17, top + 11, owner))
    top += 28
    for row, values in rows.items():
        parts.append(_text(LEFT - 8, top + 11, row, "text-anchor='end'"))
        for owner, value in values.items():
            length = (math.log10(value) - low) * scale if value > 0 else 0
            parts.append(f"<rect x='{LEFT}' y='{top}' width='{max(length, 1):.0f}' "
                         f"height='{BAR - 2}' fill='{_colour(owner, owners)}'/>")
            parts.append(_text(LEFT + length + 5, top + 11, f"{value:,.4g} {unit}"))
            top += BAR
        top += 8
    return (f"<svg xmlns='http://www.w3.org/2000/svg' width='{LEFT + WIDTH + RIGHT}' "
            f"height='{top}' font-family='sans-serif' font-size='12'>\n"
            "<rect width='100%' height='100%' fill='white'/>\n" + "\n".join(parts) + "\n</svg>\n")


def _colour(owner: str, owners: list[str]) -> str:
    others = [each for each in owners if each not in COLOURS]
    return COLOURS.get(owner) or OTHERS[others.index(owner) % len(OTHERS)]


def _text(x: float, y: float, text: str, style: str = "") -> str:
    return f"<text x='{x:.0f}' y='{y:.0f}' {style}>{escape(text)}</text>"
