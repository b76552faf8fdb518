# SPDX-License-Identifier: MIT
"""The library as somebody else gets it: what git knows of this checkout, in a folder of its own, so
that nothing is found there that only this machine has."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from threading import Lock

from model import BUILD, ROOT
from process import run

_one_at_a_time = Lock()


def exported() -> Path:
    """HEAD, with what has been changed since. Made once; without git it is this folder."""
    with _one_at_a_time:
        return _export()


@cache
def _export() -> Path:
    if run(["git", "rev-parse", "--verify", "HEAD"]).status:
        return ROOT
    changed = run(["git", "stash", "create"]).stdout.strip()  # a commit of nobody's
    folder = BUILD / "package" / "export"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    result = run(["bash", "-c", 'git archive "$1" | tar -x -C "$2"', "export", changed or "HEAD",
                  folder])
    if result.status or not (folder / "CMakeLists.txt").exists():
        raise RuntimeError(f"git archive: {result.output}")
    return folder
