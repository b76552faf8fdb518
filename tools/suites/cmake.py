"""Build directories below build/test, configured once and built by ninja."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from model import BUILD, JOBS, ROOT
from process import excerpt, run

BUILD_SECONDS = 1800


class BuildError(Exception):
    """The compiler's, the linker's or CMake's words."""


@dataclass
class BuildDir:
    name: str
    options: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return BUILD / self.name

    def configure(self) -> None:
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

    def build(self, *targets: str) -> None:
        self.configure()
        result = run(["ninja", "-C", self.path, "-j", str(JOBS), "--quiet", "-k", "0", *targets],
                     seconds=BUILD_SECONDS)
        if result.status != 0:
            raise BuildError(excerpt(_without_commands(result.output)))

    def install(self, prefix: Path) -> None:
        result = run(["cmake", "--install", self.path, "--prefix", prefix])
        if result.status != 0:
            raise BuildError(excerpt(result.output))


def _without_commands(output: str) -> str:
    """Ninja's output without the compiler's command lines."""
    return re.sub(r"^FAILED: .*\n.*\n", "", output, flags=re.MULTILINE)
