# SPDX-License-Identifier: MIT
"""The examples, run in virtual time; each prints what examples/NAME.expected says.

A line `// TEST: ...` in an example changes how it is tested; the words, all optional:
  boards          it also runs on the emulated boards, with the same output
  boards=A,B      on these only
  status=N        its exit status (0 otherwise)
  for=SECONDS     it runs in real time and is interrupted after SECONDS, as with ./run --for
  arguments=A,B   its command line (host only)
  errors          .expected goes on with what it prints as errors (host only)
An example without .expected is only compiled: tests/tools/ drives it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from boards import Board, boards
from cmake import BuildDir, BuildError
from gtests import GCC, GCC_NOEXC
from model import FAILED, PASSED, ROOT, Result, Selection, Suite, named
from process import Run, excerpt, run

FOLDER = ROOT / "examples"
RUN_SECONDS = 60
INTERRUPTED = 130


def suites() -> Iterator[Suite]:
    for config, names in ((GCC, lambda: list(examples())), (GCC_NOEXC, names_for_host_only)):
        yield Suite(f"examples {config.name}", names,
                    partial(run_on_host, config.build_dir(), names),
                    needs=("g++", "cmake", "ninja"), quick=config.quick)
    for board in boards():
        yield Suite(f"examples {board.name}", partial(names_for_board, board),
                    partial(run_on_board, board), needs=board.needs)


def examples() -> dict[str, Path]:
    return named([*FOLDER.glob("*.cpp"), *FOLDER.glob("*/*.cpp")])


def words(source: Path) -> dict[str, str]:
    """The `// TEST:` line as a dictionary."""
    line = re.search(r"^// TEST: *(.*)$", source.read_text(), re.MULTILINE)
    pairs = (word.partition("=") for word in line[1].split()) if line else ()
    return {name: value for name, _, value in pairs}


def names_for_host_only() -> list[str]:
    """Those that no board runs, where all is built without exceptions."""
    return [name for name, source in examples().items() if "boards" not in words(source)]


def names_for_board(board: Board) -> list[str]:
    return [name for name, source in examples().items()
            if _is_for(board, words(source)) and board.runs(name)]


def _is_for(board: Board, options: dict[str, str]) -> bool:
    chosen = options.get("boards")
    return chosen == "" or (chosen is not None and board.name in chosen.split(","))


def run_on_host(build: BuildDir, names: Callable[[], list[str]],
                selection: Selection) -> Iterator[Result]:
    wanted = [name for name in names() if name in selection]
    try:
        build.build(*(f"{kind}example_{name}" for name in wanted for kind in ("", "sim_")))
    except BuildError as error:
        yield Result("build", FAILED, str(error))
        return
    for name in wanted:
        options = words(examples()[name])
        arguments = options.get("arguments", "").split(",") if "arguments" in options else []
        command: list[str | Path] = [build.path / "sim" / name, *arguments]
        if "for" in options:
            command = ["timeout", "--preserve-status", "-s", "INT", options["for"],
                       build.path / "examples" / name, *arguments]
        yield check(name, options, partial(run, command, seconds=RUN_SECONDS,
                                           in_order="errors" in options))


def run_on_board(board: Board, selection: Selection) -> Iterator[Result]:
    wanted = [name for name in names_for_board(board) if name in selection]
    build = board.build_dir()
    try:
        build.build(*(f"example_{name}" for name in wanted))
    except BuildError as error:
        yield Result("build", FAILED, str(error))
        return
    for name in wanted:
        options = words(examples()[name])
        program = build.path / "examples" / f"{name}.elf"
        yield check(name, options, partial(board.run, program, options.get("for", "")))


def check(name: str, options: dict[str, str], start: partial[Run]) -> Result:
    expected = examples()[name].with_suffix(".expected")
    if not expected.exists():
        return Result(name, PASSED)
    result = start()
    wanted_status = int(options.get("status", INTERRUPTED if "for" in options else 0))
    if result.status != wanted_status or result.timed_out:
        return Result(name, FAILED, f"{result.ending()}, not {wanted_status}\n"
                                    f"{excerpt(result.output)}")
    printed = result.output if "errors" in options else result.stdout
    difference = difflib.unified_diff(expected.read_text().splitlines(),
                                      printed.replace("\r\n", "\n").splitlines(),
                                      str(expected.relative_to(ROOT)), "printed", lineterm="")
    text = "\n".join(difference)
    return Result(name, FAILED if text else PASSED, excerpt(text))
