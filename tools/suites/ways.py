# SPDX-License-Identifier: MIT
"""Suites of a few long tests, each a function that gives what is wrong, "" if nothing is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from cmake import BuildError
from model import FAILED, JOBS, PASSED, Result, Selection, Suite


def suite_of_ways(name: str, ways: dict[str, Callable[[], str]], needs: tuple[str, ...]) -> Suite:
    """Some side by side. One that cannot build, or says so by a RuntimeError, has failed."""

    def result_of(way: str) -> Result:
        try:
            problem = ways[way]()
        except (BuildError, RuntimeError) as error:
            problem = str(error)
        return Result(way, FAILED if problem else PASSED, problem)

    def run(selection: Selection) -> Iterator[Result]:
        with ThreadPoolExecutor(JOBS) as pool:
            yield from pool.map(result_of, [way for way in ways if way in selection])

    return Suite(name, lambda: list(ways), run, needs)
