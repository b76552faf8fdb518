"""Who may include whom, and where files live.

    detail <- core <- {sync, stream} <- drivers        machine <- drivers
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tidying.source import Finding, Source

# The layers of include/uasyncio/ and src/ that each one may include.
ALLOWED = {
    "detail": {"detail"},
    "core": {"detail", "core"},
    "sync": {"detail", "core", "sync"},
    "stream": {"detail", "core", "stream"},
    "machine": {"machine"},
    "drivers": {"detail", "core", "sync", "stream", "machine", "drivers"},
    "sched": {"detail", "core", "sync", "sched"},
    "testing": {"detail", "core", "sync", "stream", "machine", "testing"},
}
# Single headers on top of that.
ALSO_ALLOWED = {
    "machine": {"core/time", "core/error", "core/config"},
    "machine/pin": {"sync/thread_safe_flag"},
}
# Whose headers all have a test; of the other layers those with a source of the same name.
TESTED = {"detail", "sync", "stream", "drivers", "sched"}

MAY_NAME_A_PORT = {"ports", "boards", "examples", "tests", "bench"}


def check(sources: list[Source]) -> Iterator[Finding]:
    paths = {source.path for source in sources}
    for source in sources:
        if source.is_cpp:
            yield from _check_includes(source)
            yield from _check_ports(source)
        if source.path.startswith("src/"):
            yield from _check_mirror(source)
        if source.path.startswith("include/uasyncio/"):
            yield from _check_tested(source, paths)


def _module(path: str) -> str:
    """core/loop of include/uasyncio/core/loop.hpp, src/core/loop.cpp, uasyncio/core/loop.hpp."""
    match = re.match(r"(?:include/)?uasyncio/(.+)\.\w+$|src/(.+)\.\w+$", path)
    return (match[1] or match[2]) if match else ""


def _check_includes(source: Source) -> Iterator[Finding]:
    module = _module(source.path)
    layer = module.partition("/")[0]
    if "/" not in module:
        return
    if layer not in ALLOWED:
        yield from source.finding(1, f"'{layer}' is no layer; the layers: {', '.join(ALLOWED)}")
        return
    single = ALSO_ALLOWED.get(layer, set()) | ALSO_ALLOWED.get(module, set())
    for line, name in source.includes:
        if name == "uasyncio.hpp":
            yield from source.finding(line, "the umbrella is for users; include what is used")
            continue
        wanted = _module(name)
        if wanted and wanted.partition("/")[0] not in ALLOWED[layer] and wanted not in single:
            yield from source.finding(line, f"{layer} must not include {wanted}; it may include "
                                      f"{', '.join(sorted(ALLOWED[layer] | single))}")


def _check_ports(source: Source) -> Iterator[Finding]:
    top = source.path.partition("/")[0]
    if top in MAY_NAME_A_PORT:
        return
    for line, name in source.includes:
        if name.startswith(("ports/", "boards/", "../ports", "../boards")):
            yield from source.finding(line, "the library names no port and no board; only "
                                      f"{', '.join(sorted(MAY_NAME_A_PORT))} do")


def _check_mirror(source: Source) -> Iterator[Finding]:
    """src/LAYER/x.cpp begins with a header of its own layer, best x.hpp."""
    folder = str(PurePosixPath(_module(source.path)).parent)
    first = next((name for _, name in source.includes), "")
    if not first.startswith(f"uasyncio/{folder}/"):
        yield from source.finding(1, f"src mirrors include: the first include is the header "
                                  f"uasyncio/{folder}/... that this file implements")


def _check_tested(source: Source, paths: set[str]) -> Iterator[Finding]:
    module = _module(source.path)
    layer, _, name = module.partition("/")
    if not name or (layer not in TESTED and f"src/{module}.cpp" not in paths):
        return
    stem = PurePosixPath(name).name
    pattern = re.compile(rf"tests/\w+/{layer}/(?:.*/)?(?:test_)?{stem}(?:_test|_tests)?\.cpp")
    if not any(pattern.fullmatch(path) for path in paths):
        yield from source.finding(1, f"has no test; write tests/unit/{layer}/{stem}_test.cpp")
