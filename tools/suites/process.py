# SPDX-License-Identifier: MIT
"""Running programs: one way to start them, to limit their time and to quote their output."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from model import ROOT


_running: set[int] = set()  # process groups


@dataclass
class Run:
    status: int
    stdout: str
    stderr: str
    timed_out: bool = False

    @property
    def output(self) -> str:
        return self.stdout + self.stderr

    def ending(self) -> str:
        """How it ended, in words."""
        if self.timed_out:
            return "still running when its time was up"
        if self.status < 0:
            return f"killed by {signal.Signals(-self.status).name}"
        return f"exit status {self.status}"


def run(command: list[str | Path], *, seconds: float = 120, cwd: Path = ROOT,
        env: dict[str, str] | None = None, stdin: str = "", in_order: bool = False) -> Run:
    """Runs a command in a process group of its own, which ends with it. `in_order`: what it says
    of errors stands in stdout, where it was said."""
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"} | (env or {})
    with subprocess.Popen(command, cwd=cwd, env=environment, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.STDOUT if in_order else subprocess.PIPE,
                          errors="replace", start_new_session=True) as process:
        _running.add(process.pid)
        try:
            stdout, stderr = process.communicate(stdin, timeout=seconds)
            return Run(process.returncode, stdout, stderr or "")
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            stdout, stderr = process.communicate()
            return Run(process.returncode, stdout, stderr or "", timed_out=True)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            _running.discard(process.pid)


def end_all() -> None:
    """Ends what other threads wait for."""
    for group in list(_running):
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


def excerpt(text: str, lines: int = 40) -> str:
    """The first lines of a compiler's or program's output, with a note on what was cut."""
    all_lines = text.rstrip().splitlines()
    if len(all_lines) <= lines:
        return "\n".join(all_lines)
    return "\n".join([*all_lines[:lines], f"... {len(all_lines) - lines} more lines"])


def tail(text: str, lines: int = 20) -> str:
    """The last lines of a program's output."""
    return "\n".join(text.rstrip().splitlines()[-lines:])
