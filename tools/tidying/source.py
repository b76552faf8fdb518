# SPDX-License-Identifier: MIT
"""The files of the tree, and C++ text without its comments and literals."""

from __future__ import annotations

import bisect
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

SKIPPED_DIRECTORIES = {".git", "build", "__pycache__", "node_modules"}
CPP = {".hpp", ".cpp", ".h", ".c"}
CODE = CPP | {".py", ".sh", ".cmake", ".mjs", ".ts"}
COMMANDS = {"run", "test", "measure", "tools/tidy", ".ci/run", "CMakeLists.txt"}

# In this order: a comment or a literal, whichever starts first, is taken whole.
COMMENT_OR_LITERAL = re.compile(
    r"""//[^\n]*|/\*.*?\*/|R"(?P<d>[^(\s]*)\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"|"""
    r"""(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'""", re.DOTALL)
BRACKET = re.compile(r"[()\[\]{}]")
TIDY_OK = re.compile(r"//\s*tidy-ok:\s*\S")


def without_license(text: str) -> str:
    """A file as its reader begins with it."""
    return re.sub(r"\A// SPDX-License-Identifier: [^\n]*\n", "", text)


@dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Source:
    root: Path
    path: str  # relative to the root, with forward slashes

    @cached_property
    def text(self) -> str:
        return (self.root / self.path).read_text(errors="replace")

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def code(self) -> str:
        """C++ with comments and literals blanked out; offsets and lines stay as they are."""
        return COMMENT_OR_LITERAL.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), self.text)

    @property
    def is_cpp(self) -> bool:
        return Path(self.path).suffix in CPP

    @property
    def includes(self) -> Iterator[tuple[int, str]]:
        """(line, name) of every #include of a file of ours or a system header."""
        for number, line in enumerate(self.lines, 1):
            if match := re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line):
                yield number, match[1]

    @cached_property
    def _breaks(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.text)]

    def line_at(self, offset: int) -> int:
        return bisect.bisect_left(self._breaks, offset) + 1

    def finding(self, line: int, message: str) -> Iterator[Finding]:
        """The finding, unless the line (or the one above) says why it is right there."""
        nearby = self.lines[max(0, line - 2):line]
        if not any(TIDY_OK.search(each) for each in nearby):
            yield Finding(self.path, line, message)


def load(root: Path) -> list[Source]:
    """All that is code."""
    return [source for source in all_files(root) if is_code(source.path)]


def all_files(root: Path) -> list[Source]:
    found = []
    for directory, children, files in os.walk(root):
        children[:] = [child for child in children if child not in SKIPPED_DIRECTORIES]
        found += [Source(root, (Path(directory) / name).relative_to(root).as_posix())
                  for name in files]
    return sorted(found, key=lambda source: source.path)


def is_code(path: str) -> bool:
    name = Path(path)
    return name.suffix in CODE or path in COMMANDS or name.name == "CMakeLists.txt"


def closing(code: str, at: int) -> int:
    """The offset of the bracket that belongs to the one at `at`."""
    depth = 0
    for bracket in BRACKET.finditer(code, at):
        depth += 1 if bracket[0] in "([{" else -1
        if depth == 0:
            return bracket.start()
    return len(code)


def without_directives(code: str) -> str:
    """Lines of the preprocessor blanked out; offsets stay as they are."""
    return re.sub(r"^[ \t]*#.*$", lambda m: " " * len(m[0]), code, flags=re.MULTILINE)
