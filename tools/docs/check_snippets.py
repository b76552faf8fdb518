#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks README.md and docs/: tools/docs/check_snippets.py [--root DIRECTORY]

Each fenced block of C++ has, in the line before it, a mark that says where it was cut from:
  <!-- from examples/x.cpp [name] -->  equals the text between `// [name]` and `// [/name]` there
  <!-- from include/x.hpp -->          occurs there, line by line
  <!-- wrong: why -->                  must not be written like that, so no file has it
Pages that begin with <!-- drawn by ... --> were made of the headers and need none.
A block of ```text may have such a mark too. Indentation does not count as long as it is the same
for the whole block.

What is cut from an example is followed by what it prints, in the same section and before another
example begins; several pieces of one example may share it:
  <!-- from examples/x.expected -->    occurs there; a line `...` stands for lines left out
  <!-- shown by tests/tools/x.py -->   of an example that a test talks to: the words of each line,
                                       apart from numbers, occur in the test; `$ ` is a command
A piece that cannot print says so: <!-- from examples/x.cpp [name]; prints nothing -->

Each link to a file in this repository, and to a heading in it, must lead somewhere.
"""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FENCE_OR_HEADING = re.compile(FENCE.pattern + r"|^#+ ", FENCE.flags)
FROM = re.compile(r"<!-- from (\S+?)(?: \[([\w-]+)\])?(?:; prints nothing)? -->")
PIECE = re.compile(r"<!-- from (examples/\S+)\.cpp(?: \[[\w-]+\])?(; prints nothing)? -->")
SHOWN = re.compile(r"<!-- shown by (\S+) -->")
WRONG = re.compile(r"<!-- wrong: \S.* -->")
MARKER = re.compile(r"^[ \t]*(?://|#) \[/?[\w-]+\][ \t]*\n", re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.*?) *$", re.MULTILINE)
DRAWN = "<!-- drawn by "
CODE = re.compile(r"`[^`\n]*`")
CPP = ("cpp", "c++", "cc", "hpp")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    root = parser.parse_args().root
    pages = [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
    findings = [finding for page in pages if page.exists() for finding in check(page, root)]
    for finding in findings:
        print(finding)
    print(f"check_snippets: {len(pages)} pages, {len(findings)} findings", file=sys.stderr)
    return 1 if findings else 0


def check(page: Path, root: Path) -> Iterator[str]:
    text = page.read_text()
    name = page.relative_to(root)
    for match in FENCE.finditer(text):
        is_code = match[1].lower() in CPP and not text.startswith(DRAWN)
        if problem := snippet_problem(text, match, root, needs_mark=is_code):
            yield f"{name}:{line_at(text, match.start())}: {problem}"
    for offset, problem in output_problems(text, root):
        yield f"{name}:{line_at(text, offset)}: {problem}"
    prose = FENCE.sub(lambda block: "\n" * block[0].count("\n"), text)
    for match in LINK.finditer(CODE.sub("``", prose)):
        if problem := link_problem(match[1], page):
            yield f"{name}: {problem}"


def line_at(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def mark_of(text: str, match: re.Match[str]) -> str:
    """The line before it."""
    return text[:match.start()].rstrip().rpartition("\n")[2]


def output_problems(text: str, root: Path) -> Iterator[tuple[int, str]]:
    """Of pieces of examples: each has to be followed by what it prints."""
    parts = [(match, "" if match[2] is None else mark_of(text, match))
             for match in FENCE_OR_HEADING.finditer(text)]
    for index, (match, mark) in enumerate(parts, 1):
        piece = PIECE.fullmatch(mark)
        if piece and piece[2]:
            if "print(" in match[2]:
                yield match.start(), "this prints: show what"
        elif piece and not prints(piece[1], parts[index:], root):
            yield match.start(), (f"what {piece[1]}.cpp prints has to follow, before a heading or "
                                  "another example; or say '; prints nothing' in the mark")


def prints(example: str, parts: list[tuple[re.Match[str], str]], root: Path) -> bool:
    """Whether its output comes first of what follows its pieces."""
    for match, mark in parts:
        piece = PIECE.fullmatch(mark)
        if mark == f"<!-- from {example}.expected -->":
            return True
        if SHOWN.fullmatch(mark):
            return not (root / f"{example}.expected").exists()
        if match[2] is None or (piece and piece[1] != example):
            return False
    return False


def snippet_problem(text: str, match: re.Match[str], root: Path, *, needs_mark: bool) -> str:
    before = mark_of(text, match)
    if WRONG.fullmatch(before):
        return ""
    if shown := SHOWN.fullmatch(before):
        return shown_problem(match[2], root / shown[1])
    mark = FROM.fullmatch(before)
    if not mark and not needs_mark:
        return ""
    if not mark:
        return "this C++ has no mark; put <!-- from FILE [name] --> before it"
    path, region = root / mark[1], mark[2]
    if not path.is_file():
        return f"there is no file {mark[1]}"
    wanted = clean(match[2])
    source = path.read_text()
    if region is None:
        return "" if occurs(wanted, source) else f"{mark[1]} does not have these lines (any more)"
    found = re.search(rf"^[ \t]*(?://|#) \[{region}\][ \t]*\n(.*?)^[ \t]*(?://|#) \[/{region}\]",
                      source, re.MULTILINE | re.DOTALL)
    if not found:
        return f"{mark[1]} has no region [{region}]"
    return "" if clean(found[1]) == wanted else f"differs from [{region}] in {mark[1]}"


def shown_problem(session: str, test: Path) -> str:
    if not test.is_file():
        return f"there is no test {test.name}"
    known = test.read_text()
    for line in session.splitlines():
        if line.startswith("$ "):
            continue
        for words in re.split(r"\d+", line):
            if words.strip() not in known:
                return f"{test.name} does not have '{words.strip()}'"
    return ""


def clean(code: str) -> str:
    """Without the marks of regions inside, common indentation and empty lines around."""
    return textwrap.dedent(MARKER.sub("", code)).strip("\n")


def occurs(wanted: str, source: str) -> bool:
    """Line by line and without a gap, but for lines `...`."""
    lines = source.splitlines()
    for part in map(clean, re.split(r"^\.\.\.$", wanted, flags=re.MULTILINE)):
        size = len(part.splitlines())
        at = next((at for at in range(len(lines) - size + 1)
                   if clean("\n".join(lines[at:at + size])) == part), None)
        if at is None:
            return False
        lines = lines[at + size:]
    return True


def link_problem(target: str, page: Path) -> str:
    if re.match(r"[a-z]+:", target):
        return ""  # the rest of the world
    path, _, anchor = target.partition("#")
    linked = (page.parent / path).resolve() if path else page
    if not linked.exists():
        return f"the link {target} leads nowhere"
    if anchor and anchor not in map(slug, HEADING.findall(linked.read_text())):
        return f"the link {target} names a heading that is not there"
    return ""


def slug(heading: str) -> str:
    """The anchor that GitHub makes of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


if __name__ == "__main__":
    sys.exit(main())
