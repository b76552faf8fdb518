# SPDX-License-Identifier: MIT
"""What a person sees while the suites run, and the closing line of counts."""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter

from model import FAILED, PASSED, SKIPPED, Result

NAME_WIDTH = 34
RED, BOLD, PLAIN = "\033[31m", "\033[1m", "\033[0m"
CLEAR = "\033[K"  # the rest of the line


class Report:
    def __init__(self) -> None:
        self.totals: Counter[str] = Counter()
        self.failures: list[tuple[str, Result]] = []
        self._running: list[str] = []
        self._started = time.monotonic()
        self._tty = sys.stdout.isatty()

    def begin(self, suite: str) -> None:
        self._running.append(suite)
        self._show_running()

    def end(self, suite: str, results: list[Result], seconds: float) -> None:
        self._running.remove(suite)
        counts = Counter(result.status for result in results)
        self.failures += [(suite, result) for result in results if result.status == FAILED]
        self.totals += counts
        text = f"{suite:<{NAME_WIDTH}} {_counts(counts):<32} {seconds:7.1f} s"
        self._print(self._colour(text) if counts[FAILED] else text)
        self._show_running()

    def left_out(self, suite: str, reason: str, failure: bool) -> None:
        """A suite that could not run on this machine."""
        self.totals[FAILED if failure else SKIPPED] += 1
        text = f"{suite:<{NAME_WIDTH}} left out: {reason}"
        self._print(self._colour(text) if failure else text)
        if failure:
            self.failures.append((suite, Result("left out", FAILED, reason)))

    def _print(self, text: str) -> None:
        """A line that stays."""
        print(f"{CLEAR if self._tty else ''}{text}", flush=True)

    def _show_running(self) -> None:
        if self._tty:
            print(f"{CLEAR}{', '.join(self._running)} ...", end="\r", flush=True)

    def close(self) -> int:
        """Prints the failures and the counts; returns the exit status."""
        for suite, result in self.failures:
            print(f"\n{self._colour(f'FAILED {suite}: {result.name}')}")
            if result.detail:
                print("    " + result.detail.replace("\n", "\n    "))
        taken = _minutes(time.monotonic() - self._started)
        print(f"\ntook {taken}, and {_minutes(_processor_seconds())} of processors")
        print(_counts(self.totals), flush=True)
        return 1 if self.totals[FAILED] else 0

    def _colour(self, text: str) -> str:
        return f"{BOLD}{RED}{text}{PLAIN}" if self._tty else text


def _minutes(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes} min {seconds} s"


def _processor_seconds() -> float:
    """Of all compilers and programs that have ended: what another core would share."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _counts(counts: Counter[str]) -> str:
    text = f"{counts[PASSED]} passed, {counts[FAILED]} failed"
    return f"{text}, {counts[SKIPPED]} skipped" if counts[SKIPPED] else text
