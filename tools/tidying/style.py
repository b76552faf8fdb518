# SPDX-License-Identifier: MIT
"""A tree with a .clang-format is formatted by it. Other versions than 19 do it in other ways."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

from tidying.source import Finding, Source

PROGRAM = "clang-format-19"
SAID = re.compile(r"^(.+?):(\d+):\d+: error: ", re.MULTILINE)


def check(sources: list[Source]) -> Iterator[Finding]:
    files = {source.path: source for source in sources
             if source.is_cpp and (source.root / ".clang-format").exists()}
    if not files:
        return
    if shutil.which(PROGRAM) is None:
        print(f"tidy: the format is not checked: {PROGRAM} is not installed", file=sys.stderr)
        return
    root = next(iter(files.values())).root
    result = subprocess.run([PROGRAM, "--dry-run", "-Werror", *files], cwd=root,
                            stderr=subprocess.PIPE, text=True, check=False)
    for path, number in dict(reversed(SAID.findall(result.stderr))).items():  # the first of each
        yield Finding(path, int(number), f"another format; `{PROGRAM} -i {path}` mends it")
