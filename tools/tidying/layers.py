# SPDX-License-Identifier: MIT
"""Who may include whom, and where files live.

    port <- kernel <- core <- sync <- {structured, threadsafe} <- stream <- {compat, drivers}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tidying.source import Finding, Source, without_license

# What each folder of include/uasyncio/ and src/ may include besides itself: folders and single
# headers. This is the only place where the directions are written; no file has one of its own.
CONFIG_TIME_ERROR = "port/atomic port/config port/time port/error"
WORDS = "core sync structured threadsafe stream"
DIRECTIONS = {
    "port": "",
    "kernel": "port",
    "core": "port kernel",
    "sync": "port kernel core",
    "structured": "port kernel core sync",
    "threadsafe": "port kernel core sync",
    "stream": "port kernel core sync structured threadsafe machine/uart",
    "compat": f"port kernel {WORDS}",
    "machine": f"{CONFIG_TIME_ERROR} port/busy_wait",
    "drivers": f"{CONFIG_TIME_ERROR} {WORDS} machine",
    "sched": f"{CONFIG_TIME_ERROR} core sync machine",
    "power": "port",
    "trace": "port kernel",
    "testing": f"port kernel {WORDS} compat machine drivers sched power trace",
}
# Of these folders a header has a test if it has a source; of the others every header has one.
TESTED_WITH_SOURCE = {"port", "kernel", "core", "machine", "testing"}

MAY_NAME_A_PORT = {"ports", "boards", "examples", "tests", "bench"}


def check(sources: list[Source]) -> Iterator[Finding]:
    paths = {source.path for source in sources}
    for source in sources:
        if source.is_cpp:
            yield from _check_includes(source)
            yield from _check_ports(source)
        if source.path.startswith("src/"):
            yield from _check_mirror(source, paths)
        if source.path.startswith("include/uasyncio/"):
            yield from _check_tested(source, paths)
    yield from _check_cycles({source.path.removeprefix("include/"): source for source in sources
                              if source.path.startswith("include/")})


def _module(path: str) -> str:
    """core/loop of include/uasyncio/core/loop.hpp, src/core/loop.cpp, uasyncio/core/loop.hpp."""
    match = re.match(r"(?:include/)?uasyncio/(.+)\.\w+$|src/(.+)\.\w+$", path)
    return (match[1] or match[2]) if match else ""


def _check_includes(source: Source) -> Iterator[Finding]:
    module = _module(source.path)
    layer = module.partition("/")[0]
    if "/" not in module:
        return
    if layer not in DIRECTIONS:
        yield from source.finding(1, f"'{layer}' is no layer; the layers: {', '.join(DIRECTIONS)}")
        return
    allowed = [layer, *DIRECTIONS[layer].split()]
    for line, name in source.includes:
        if name in ("uasyncio.hpp", "uasyncio/compat.hpp"):
            yield from source.finding(line, "the umbrella is for users; include what is used")
            continue
        wanted = _module(name)
        if wanted and wanted not in allowed and wanted.partition("/")[0] not in allowed:
            yield from source.finding(line, f"{layer} must not include {wanted}; it may include "
                                      f"{', '.join(allowed)}")


def _check_cycles(headers: dict[str, Source]) -> Iterator[Finding]:
    """No header includes itself by way of others: each is complete when it has been read."""
    includes = {name: [(line, other) for line, other in header.includes if other in headers]
                for name, header in headers.items()}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> Iterator[Finding]:
        for line, other in includes[name]:
            if other in (*above, name):
                yield from headers[name].finding(line, f"{other} includes this file: one of the "
                                                 "two must do without the other")
            elif other not in done:
                yield from visit(other, (*above, name))
        done.add(name)

    for name in headers:
        if name not in done:
            yield from visit(name, ())


def _check_ports(source: Source) -> Iterator[Finding]:
    top = source.path.partition("/")[0]
    if top in MAY_NAME_A_PORT:
        return
    for line, name in source.includes:
        if name.startswith(("ports/", "boards/", "../ports", "../boards")):
            yield from source.finding(line, "the library names no port and no board; only "
                                      f"{', '.join(sorted(MAY_NAME_A_PORT))} do")


def _check_mirror(source: Source, paths: set[str]) -> Iterator[Finding]:
    """src/LAYER/x.cpp begins with x.hpp of its layer, or says of which header of that it is."""
    module = _module(source.path)
    layer = module.partition("/")[0]
    first = next((name for _, name in source.includes), "")
    if f"include/uasyncio/{module}.hpp" in paths:
        owner = module
    elif told := re.match(rf"// Of ({layer}/\w+)\.hpp: ", without_license(source.text)):
        owner = told[1]
    else:
        yield from source.finding(1, "has no header of its name: the first line says whose source "
                                  f"it is, '// Of {layer}/NAME.hpp: what is in here'")
        return
    if first != f"uasyncio/{owner}.hpp":
        yield from source.finding(1, f"the first include is uasyncio/{owner}.hpp, the header that "
                                  "this file implements")


def _check_tested(source: Source, paths: set[str]) -> Iterator[Finding]:
    module = _module(source.path)
    layer, _, name = module.partition("/")
    if not name or (layer in TESTED_WITH_SOURCE and f"src/{module}.cpp" not in paths):
        return
    stem = PurePosixPath(name).name
    pattern = re.compile(rf"tests/\w+/{layer}/(?:.*/)?(?:test_)?{stem}(?:_test|_tests)?\.cpp")
    if not any(pattern.fullmatch(path) for path in paths):
        yield from source.finding(1, f"has no test; write tests/unit/{layer}/{stem}_test.cpp")
