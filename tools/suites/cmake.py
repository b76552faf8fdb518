# SPDX-License-Identifier: MIT
"""Build directories below build/test, configured once and built by ninja."""

from __future__ import annotations

import fcntl
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from model import BUILD, JOBS, ROOT
from process import excerpt, run

BUILD_SECONDS = 1800
# GCC looks for memory that it could use again: a build without that takes an eighth less time, and
# a compiler at most 130 MB more.
GCC_FLAGS = "--param=ggc-min-heapsize=2000000"


class BuildError(Exception):
    """The compiler's, the linker's or CMake's words."""


@dataclass
class BuildDir:
    name: str
    options: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return BUILD / self.name

    def _configure(self) -> None:
        """Runs CMake unless this directory was configured with the same options."""
        stamp = self.path / "configured"
        wanted = repr((str(ROOT), sorted(self.options.items())))
        if (self.path / "build.ninja").exists() and stamp.exists() and stamp.read_text() == wanted:
            return
        shutil.rmtree(self.path, ignore_errors=True)
        options = [f"-D{name}={value}" for name, value in self.options.items()]
        result = run(["cmake", "-S", ROOT, "-B", self.path, "-G", "Ninja", *options])
        if result.status != 0:
            raise BuildError(excerpt(result.output))
        stamp.write_text(wanted)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Suites that run side by side, and the processes of some, share this directory."""
        BUILD.mkdir(parents=True, exist_ok=True)
        with (BUILD / f"{self.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def build(self, *targets: str) -> None:
        with self._alone():
            self._configure()
            result = run(["ninja", "-C", self.path, "-j", str(JOBS), "--quiet", "-k", "0",
                          *targets], seconds=BUILD_SECONDS)
        if result.status != 0:
            raise BuildError(excerpt(_without_commands(result.output)))

    def install(self, prefix: Path) -> None:
        with self._alone():
            result = run(["cmake", "--install", self.path, "--prefix", prefix])
        if result.status != 0:
            raise BuildError(excerpt(result.output))


def _without_commands(output: str) -> str:
    """Ninja's output without the compiler's command lines."""
    return re.sub(r"^FAILED: .*\n.*\n", "", output, flags=re.MULTILINE)
