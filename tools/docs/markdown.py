# SPDX-License-Identifier: MIT
"""A declaration as code, and its comment as Markdown."""

from __future__ import annotations

import re
import textwrap

from tidying.declarations import Declaration
from tidying.source import Source


def code_of(declared: Declaration) -> str:
    """The declaration without attributes and body, as it stands in the header."""
    source = declared.source
    end = declared.end
    if declared.kind == "other":
        end += len(declared.body)
        text = source.text[declared.start:end]
    else:
        text = _without_comments(source, declared.start, end)
    text = re.sub(r"\[\[.*?\]\]\s*", "", text, flags=re.DOTALL)
    if declared.kind == "function":
        text = re.sub(r"^((?:.|\n)*?\)[^:()]*?)\s:\s(?!:)(?:.|\n)*$", r"\1", text)
    text = re.sub(r"\n\s+: ", " : ", text.removeprefix("inline "))
    column = declared.start - source.text.rfind("\n", 0, declared.start) - 1
    return textwrap.dedent(" " * column + text).strip().removesuffix(";").rstrip() + ";"


def line_of(declared: Declaration) -> str:
    return f"`{' '.join(code_of(declared).split()).removesuffix(';')}`"


def _without_comments(source: Source, start: int, end: int) -> str:
    """Comments that stand among the code are left out, with their lines."""
    lines = source.text[start:end].splitlines()
    return "\n".join(re.sub(r"\s*//.*$", "", line) for line in lines
                     if not re.match(r"\s*(?://|#)", line))


def comment_behind(declared: Declaration) -> str:
    """The // behind a member."""
    behind = declared.source.text[declared.end:].partition("\n")[0]
    return f": {_escaped(behind[1:].lstrip(' /'))}" if re.match(r";\s*// ", behind) else ""


def prose(comment: str) -> str:
    """The comment as Markdown: lists and indented code stay, the rest says what it says."""
    parts: list[str] = []
    before = ""  # text, list or code
    for line in _escaped(comment.strip("\n")).splitlines():
        kind = _kind(line, before)
        if kind != before and "code" in (kind, before) or (kind, before) == ("text", "list"):
            parts += ["```"] * (before == "code") + [""] + ["```cpp"] * (kind == "code")
        parts.append(line)
        before = kind
    return "\n".join(parts + ["```"] * (before == "code")) + "\n"


def _kind(line: str, before: str) -> str:
    if line.startswith("- ") or (before == "list" and line.startswith("  ")):
        return "list"
    return "code" if line.startswith("  ") else "text"


def _escaped(comment: str) -> str:
    """Without what Markdown would take for its own, but for code."""
    pieces = re.split(r"(`[^`]*`|^  .*$)", comment, flags=re.MULTILINE)
    return "".join(piece if piece.startswith(("`", "  ")) else
                   re.sub(r"([<>*\[\]])", r"\\\1", piece) for piece in pieces)
