# SPDX-License-Identifier: MIT
"""What a suite is and how one test ended."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "test"
JOBS = os.cpu_count() or 1

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


@dataclass
class Result:
    name: str
    status: str
    detail: str = ""  # what a reader needs to see of a failure, or why it was skipped


class Selection:
    """Which tests of one suite the FILTER of the command line asks for."""

    def __init__(self, suite_name: str, pattern: str) -> None:
        self.pattern = "" if pattern in suite_name else pattern

    def __contains__(self, test_name: str) -> bool:
        return self.pattern in test_name


@dataclass
class Suite:
    name: str
    tests: Callable[[], list[str]]  # the names, as far as they are known without building
    run: Callable[[Selection], Iterator[Result]]
    needs: tuple[str, ...] = ()  # commands, or files where there is a slash: of this repository too
    quick: bool = False

    def missing_tools(self) -> list[str]:
        return [tool for tool in self.needs if not _is_there(tool)]

    def matches(self, pattern: str) -> bool:
        names = self.tests()
        if pattern in self.name:
            return bool(names)
        return any(pattern in name for name in names)


def _is_there(tool: str) -> bool:
    return (ROOT / tool).exists() if "/" in tool else shutil.which(tool) is not None


def named(paths: Iterable[Path]) -> dict[str, Path]:
    """Files by their name without suffix, in order."""
    return {path.stem: path for path in sorted(paths)}
