# SPDX-License-Identifier: MIT
"""docs/design/architecture.md and the pages beside it are true: the files, states, record and walks
are those of the code. The first is short, for a newcomer reads it whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tidying.internals import functions
from tidying.source import Finding, Source, closing

PAGE = "docs/design/architecture.md"
RECORD_PAGE = "docs/design/record.md"
WALKS_PAGE = "docs/design/walks.md"
LONGEST = 120  # lines of the first: two screens
RECORD = "include/uasyncio/kernel/task_header.hpp"
KERNEL = ("src/kernel/", "include/uasyncio/kernel/")
PARTS_OF_THE_RECORD = ("NodeLinks", "Node", "TimerNode", "TaskHeader")
# With 32 bits and with 64.
SIZES = {"State": (1, 1), "std::uint8_t": (1, 1), "std::uint16_t": (2, 2), "std::uint32_t": (4, 4),
         "std::uintptr_t": (4, 8),
         "Instant": (8, 8), "Duration": (8, 8), "int": (4, 4),
         "Failure": (4, 8), "WaitsOn": (4, 8), "NodeList": (4, 8)}
POINTER = (4, 8)
NOT_OF_TASKS = {"not_a_task", "child_watcher"}  # nodes of other kinds
NO_FUNCTION = re.compile(r"\s*(?:if|else|for|while|switch|do)\b")

ARROW = re.compile(r"^  (?P<before>[\w, ]+?) +--(?P<function>[\w:]+?)-+> (?P<after>[\w, ]+)$")
FIELD = re.compile(r"^\| (?P<names>[\w /]+?) +\| +(?P<narrow>\d+) +(?P<wide>\d+) ")
ASSIGNED = re.compile(r"\bstate = ([^;]+);")
ASSERTED = re.compile(r"UASYNCIO_ASSERT\(([^;]*?)\);", re.DOTALL)
STATE = re.compile(r"\bState::(\w+)")
FLOOR = re.compile(r"^(\w[\w ]*): ")
ENTRY = re.compile(r"^  (?P<files>\w[\w/]*(?:, \w[\w/]*)*)  +(?P<names>[^:;]*)")
TYPE = re.compile(r"^(?:class|struct|union|enum(?: class)?) (\w+)[^;]*?\{", re.MULTILINE)
WALK = re.compile(r"^## (.*): (\d+) files$")
STEP = re.compile(r"^\d+\. `([\w/]+\.[ch]pp)`: ")
CALL = re.compile(r"`(\w+)\(\)`")


def check(sources: list[Source]) -> Iterator[Finding]:
    root = sources[0].root if sources else Path()
    by_path = {source.path: source for source in sources}
    for path, part in ((PAGE, _check_first_page), (RECORD_PAGE, _check_record),
                       (WALKS_PAGE, _check_walks)):
        if (root / path).is_file():
            yield from part(Source(root, path), by_path)
        elif RECORD in by_path:
            yield Finding(path, 1, "there is no such page")


def _check_first_page(page: Source, by_path: dict[str, Source]) -> Iterator[Finding]:
    if len(page.lines) > LONGEST:
        yield Finding(PAGE, LONGEST, f"has {len(page.lines)} lines: more than two screens, "
                      f"{LONGEST} lines")
    yield from _check_map(page, by_path)
    if RECORD in by_path:
        yield from _check_states(page, by_path[RECORD], list(by_path.values()))


def _block(page: Source, kind: str) -> list[tuple[int, str]]:
    """The numbered lines between ```kind and ```."""
    lines, inside = [], False
    for number, line in enumerate(page.lines, 1):
        if inside and line == "```":
            break
        if inside:
            lines.append((number, line))
        inside = inside or line == f"```{kind}"
    return lines


# The map.


def _check_map(page: Source, by_path: dict[str, Source]) -> Iterator[Finding]:
    floor, mapped, told = "", set(), set()
    for number, line in _block(page, "map"):
        if match := FLOOR.match(line):
            floor = match[1]
            continue
        entry = ENTRY.match(line)
        if not entry:
            yield Finding(PAGE, number, "no entry: `  files   names: what it is`")
            continue
        files = [file if "/" in file else f"{floor}/{file}" for file in entry["files"].split(", ")]
        found = [by_path[path] for file in files for path in _both(file) if path in by_path]
        mapped.update(source.path for source in found)
        told.update(entry["names"].split())
        for file in files:
            if not any(path in by_path for path in _both(file)):
                yield Finding(PAGE, number, f"there is no {file}")
        for name in entry["names"].split():
            if not any(re.search(rf"\b{name}\b", source.code) for source in found):
                yield Finding(PAGE, number, f"{', '.join(files)}: there is no {name}")
    for path, source in by_path.items():
        if path.startswith(KERNEL) and path not in mapped:
            yield Finding(path, 1, f"is not on the map: {PAGE}")
        for name in TYPE.findall(source.code) if path in mapped and path.startswith(KERNEL) else ():
            if name not in told and _in_snake_case(name) != Path(path).stem:
                yield Finding(path, 1, f"{name} has another name than its file: put it on the map, "
                              f"{PAGE}")


def _in_snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _both(file: str) -> tuple[str, str]:
    return f"include/uasyncio/{file}.hpp", f"src/{file}.cpp"


# The walks.


def _check_walks(page: Source, by_path: dict[str, Source]) -> Iterator[Finding]:
    walk, line_of_walk, told, files = "", 0, 0, set()
    source: Source | None = None
    bodies: set[str] = set()  # of its functions: who only calls one is not where it stands
    for number, line in [*enumerate(page.lines, 1), (len(page.lines), "## ")]:
        if line.startswith("#"):
            if walk and len(files) != told:
                yield Finding(WALKS_PAGE, line_of_walk, f"'{walk}' goes through {len(files)} files")
            match = WALK.match(line)
            walk, told = (match[1], int(match[2])) if match else ("", 0)
            line_of_walk, files, source = number, set(), None
        if not walk:
            continue
        if step := STEP.match(line):
            path = _path(step[1])
            files.add(path)
            source = by_path.get(path)
            if source is None:
                yield Finding(WALKS_PAGE, number, f"there is no {path}")
            bodies = set() if source is None else functions(source.code)
        for name in CALL.findall(line):
            if source is not None and name not in bodies:
                yield Finding(WALKS_PAGE, number, f"{source.path} has no function {name}")


def _path(name: str) -> str:
    if name.startswith("ports/"):
        return name
    return f"include/uasyncio/{name}" if name.endswith(".hpp") else f"src/{name}"


# The states.


def _check_states(page: Source, record: Source, sources: list[Source]) -> Iterator[Finding]:
    states = _states(record)
    drawn: dict[tuple[str, str], int] = {}  # (function, state that it sets): line
    before: dict[str, set[str]] = {}
    for number, line in _block(page, "states"):
        if not line.startswith("  "):
            continue
        arrow = ARROW.match(line)
        if not arrow:
            yield Finding(PAGE, number, "no arrow: `  before --function--> after`")
            continue
        names = [re.split(r", *", arrow[side]) for side in ("before", "after")]
        for unknown in {*names[0], *names[1]} - {*states, "memory"}:
            yield Finding(PAGE, number, f"'{unknown}' is no State")
        before.setdefault(arrow["function"], set()).update(names[0])
        for state in names[1]:
            drawn[arrow["function"], state] = number
    yield from _compare(drawn, before, states, sources)


def _compare(drawn: dict[tuple[str, str], int], before: dict[str, set[str]], states: list[str],
             sources: list[Source]) -> Iterator[Finding]:
    found = set()
    for source in sources:
        if not source.path.startswith(("include/uasyncio/", "src/")):
            continue
        for line, path, body, value in _assignments(source):
            if source.path.startswith(KERNEL) and not _states_in(value, body, states):
                yield from source.finding(line, f"which states can '{value}' be? Say it: "
                                          f"UASYNCIO_ASSERT({value} >= State::FIRST && "
                                          f"{value} <= State::LAST, {value})")
            for state in _states_in(value, body, states) - NOT_OF_TASKS:
                matching = [key for key in drawn if key[1] == state
                            and path[-len(key[0].split("::")):] == key[0].split("::")]
                found.update(matching)
                if not matching:
                    yield Finding(source.path, line, f"{'::'.join(path)} makes a task '{state}': "
                                  f"draw that arrow in {PAGE}")
                for function, _ in matching:
                    asserted = _asserted(body)
                    if asserted and asserted != before[function]:
                        yield Finding(PAGE, drawn[function, state], f"{function} asserts that the "
                                      f"task was {', '.join(sorted(asserted))}")
    for key, line in drawn.items():
        if key not in found:
            yield Finding(PAGE, line, f"no {key[0]} sets the state '{key[1]}'")


def _states(record: Source) -> list[str]:
    at = record.code.index("enum class State")
    begin = record.code.index("{", at)
    return re.findall(r"\w+", record.code[begin:closing(record.code, begin)])


def _states_in(value: str, body: str, states: list[str]) -> set[str]:
    """Of an assigned expression; of a variable, the range that an assertion gives it."""
    if named := set(STATE.findall(value)):
        return named
    limits = re.search(rf"\b{value} >= State::(\w+) && {value} <= State::(\w+)", body)
    if not limits:
        return set()
    return set(states[states.index(limits[1]):states.index(limits[2]) + 1])


def _asserted(body: str) -> set[str]:
    """The states that the function asserts to begin with, if it asserts any."""
    for condition in ASSERTED.findall(body):
        one_of = re.findall(r"(?:task|current_|each)->state == State::(\w+)", condition)
        if one_of and "!=" not in condition and "done()" not in condition:
            return set(one_of)
    return set()


def _assignments(source: Source) -> Iterator[tuple[int, list[str], str, str]]:
    """(line, names of function and class, body of the function, value) of each `state = value`."""
    for match in ASSIGNED.finditer(source.code):
        if STATE.search(match[1]) or re.fullmatch(r"\w+", match[1]):
            path, body = _function_around(source.code, match.start())
            if path:
                yield source.line_at(match.start()), path, body, match[1]


def _function_around(code: str, at: int) -> tuple[list[str], str]:
    """The names of the function around an offset, those of its class first; and its body."""
    path: list[str] = []
    body, depth = "", 0
    for offset in range(at, -1, -1):
        depth += {"}": 1, "{": -1}.get(code[offset], 0)
        if code[offset] != "{" or depth >= 0:
            continue
        depth = 0
        head = re.split(r"[;{}]", code[:offset])[-1]
        if match := re.search(r"\b(?:class|struct) (\w+)(?!.*\))", head):
            path.insert(0, match[1])
        elif not body and not NO_FUNCTION.match(head) \
                and (match := re.search(r"([\w:~]+)\(", head)):
            path = match[1].split("::")
            body = code[offset:closing(code, offset)]
    return path, body


# The record.


def _check_record(page: Source, by_path: dict[str, Source]) -> Iterator[Finding]:
    if RECORD not in by_path:
        return
    record = by_path[RECORD]
    drawn = []
    for number, line in _block(page, "record"):
        if field := FIELD.match(line):
            drawn.append((field["names"], int(field["narrow"]), int(field["wide"]), number))
    real = [field for part in PARTS_OF_THE_RECORD for field in _fields(record.code, part)]
    for (names, narrow, wide, number), expected in zip(drawn, real):
        if (names, narrow, wide) != expected:
            yield Finding(RECORD_PAGE, number, "the record has here: {} ({} and {} bytes)"
                          .format(*expected))
    if len(drawn) != len(real):
        yield Finding(RECORD_PAGE, 1, f"the record has {len(real)} fields, drawn are {len(drawn)}")


def _fields(code: str, part: str) -> Iterator[tuple[str, int, int]]:
    """(names, bytes with 32 bits, with 64) of the members of a struct; a union is one field."""
    begin = code.index("{", re.search(rf"\bstruct {part}\b[^;{{]*{{", code).start())
    body = code[begin + 1:closing(code, begin)]
    body = re.sub(r"^[ \t]*#.*$", "", body, flags=re.MULTILINE)
    at = 0
    while match := re.compile(r"\s*(?:union\s*{([^}]*)}\s*;|([^;{(]+);|[^;{]*\([^;{]*(;|{))",
                              re.DOTALL).match(body, at):
        at = match.end()
        if match[3] == "{":
            at = closing(body, at - 1) + 1
        declared = [each.strip() for each in (match[1] or match[2] or "").split(";")]
        members = [_member(each) for each in declared
                   if each and not each.startswith("static") and "=" not in each]
        if members:
            yield (" / ".join(name for name, _ in members),
                   max(size[0] for _, size in members), max(size[1] for _, size in members))


def _member(declaration: str) -> tuple[str, tuple[int, int]]:
    kind, _, name = declaration.rpartition(" ")
    return name, POINTER if "*" in kind else SIZES[kind.strip()]
