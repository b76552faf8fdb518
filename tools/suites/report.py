"""What a person sees while the suites run, and the closing line of counts."""

from __future__ import annotations

import sys
import time
from collections import Counter

from model import FAILED, PASSED, SKIPPED, Result

NAME_WIDTH = 34
RED, BOLD, PLAIN = "\033[31m", "\033[1m", "\033[0m"


class Report:
    def __init__(self) -> None:
        self.totals: Counter[str] = Counter()
        self.failures: list[tuple[str, Result]] = []
        self._started = time.monotonic()
        self._tty = sys.stdout.isatty()

    def begin(self, suite: str) -> None:
        self._suite, self._counts, self._suite_started = suite, Counter(), time.monotonic()
        if self._tty:
            print(f"{suite:<{NAME_WIDTH}} ...", end="\r", flush=True)

    def add(self, result: Result) -> None:
        self._counts[result.status] += 1
        if result.status == FAILED:
            self.failures.append((self._suite, result))

    def end(self) -> None:
        seconds = time.monotonic() - self._suite_started
        self.totals += self._counts
        text = f"{self._suite:<{NAME_WIDTH}} {_counts(self._counts):<32} {seconds:7.1f} s"
        print(self._colour(text) if self._counts[FAILED] else text, flush=True)

    def left_out(self, suite: str, reason: str, failure: bool) -> None:
        """A suite that could not run on this machine."""
        self.totals[FAILED if failure else SKIPPED] += 1
        text = f"{suite:<{NAME_WIDTH}} left out: {reason}"
        print(self._colour(text) if failure else text, flush=True)
        if failure:
            self.failures.append((suite, Result("left out", FAILED, reason)))

    def close(self) -> int:
        """Prints the failures and the counts; returns the exit status."""
        for suite, result in self.failures:
            print(f"\n{self._colour(f'FAILED {suite}: {result.name}')}")
            if result.detail:
                print("    " + result.detail.replace("\n", "\n    "))
        minutes, seconds = divmod(round(time.monotonic() - self._started), 60)
        print(f"\ntook {minutes} min {seconds} s")
        print(_counts(self.totals), flush=True)
        return 1 if self.totals[FAILED] else 0

    def _colour(self, text: str) -> str:
        return f"{BOLD}{RED}{text}{PLAIN}" if self._tty else text


def _counts(counts: Counter[str]) -> str:
    text = f"{counts[PASSED]} passed, {counts[FAILED]} failed"
    return f"{text}, {counts[SKIPPED]} skipped" if counts[SKIPPED] else text
