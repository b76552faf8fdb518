# SPDX-License-Identifier: MIT
"""Draws docs/reference/headers/ from the public headers: a page per folder."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from markdown import code_of, comment_behind, line_of, prose
from tidying.declarations import Declaration, introduction
from tidying.headers import Headers
from tidying.source import Source

COMMAND = "tools/docs/reference"
FOLDER = "docs/reference/headers"
INCLUDE = "include/uasyncio/"
MARK = f"<!-- drawn by {COMMAND}: change the comments in the headers, and run it -->\n"
# Folder: its title, and the page that has its words beside those of MicroPython and CPython.
PAGES = {
    "core": ("the words of every program", "../core.md"),
    "sync": ("what tasks share", "../sync.md"),
    "structured": ("several at once", "../sync.md#tasks-together"),
    "threadsafe": ("from interrupts and threads", "../sync.md#from-anywhere"),
    "stream": ("bytes that come and go", "../stream.md"),
    "machine": ("what drivers ask of hardware", "../machine.md"),
    "drivers": ("switches, encoders, receivers", "../../drivers/README.md"),
    "sched": ("by the clock on the wall", "../sched.md"),
    "power": ("few wakings", "../../tutorial/low_power.md"),
    "compat": ("words of older versions", "../sync.md#words-of-v2"),
    "trace": ("what the loop did, and when",
              "../../tutorial/first_steps.md#who-waits-and-who-keeps-the-others-waiting"),
    "testing": ("for tests of your own", "../stream.md#a-device-of-your-own"),
    "port": ("time, errors, and what a platform brings", "../writing_ports.md"),
    "kernel": ("for primitives and awaitables of your own", "../../design/architecture.md"),
}
OF_AWAITERS = {"await_ready", "await_suspend", "await_resume"}
NOT_SHOWN = re.compile(r"=\s*(?:default|delete)$|^\s*(?:friend|static_assert)\b|^~|operator=$")


def pages(sources: list[Source]) -> dict[str, str]:
    """Path and text of each page."""
    headers = Headers.of(sources)
    return {f"{FOLDER}/{folder}.md": _page(folder, headers) for folder in PAGES
            if any(_folder(each) == folder for each in headers.all)}


def _folder(declared: Declaration) -> str:
    return declared.source.path.removeprefix(INCLUDE).partition("/")[0]


def _page(folder: str, headers: Headers) -> str:
    shown: dict[str, list[Declaration]] = {}
    for each in headers.all:
        if _folder(each) == folder and _is_shown(each, folder, headers):
            shown.setdefault(each.source.path, []).append(each)
    title, beside = PAGES[folder]
    overview = f"The overview: [{beside.rpartition('/')[2]}]({beside}).\n"
    parts = [f"{MARK}# {folder}: {title}\n", overview]
    parts += [part for path, declared in shown.items() for part in _header(path, declared, headers)]
    return "\n".join(parts)


def _is_shown(declared: Declaration, folder: str, headers: Headers) -> bool:
    """What stands in a namespace, is for users and has a paragraph, or members that have."""
    if declared.around or declared.is_mistake or not _is_told(declared, headers):
        return False
    if "detail" in declared.path:
        return declared.name in headers.public_bases() and _has_told_members(declared, headers)
    return declared.path[0] == "uasyncio" and ("kernel" in declared.path) == (folder == "kernel")


def _is_told(declared: Declaration, headers: Headers) -> bool:
    return bool(declared.said) or _has_told_members(declared, headers)


def _has_told_members(declared: Declaration, headers: Headers) -> bool:
    return not headers.is_awaiter(declared) and any(
        each.around is declared and each.is_public and each.comment for each in headers.all)


def _header(path: str, declared: list[Declaration], headers: Headers) -> Iterator[str]:
    name = path.removeprefix(INCLUDE).partition("/")[2]
    yield f"## [{name}](../../../{path})\n"
    yield prose(introduction(declared[0].source))
    title = ""
    for first, *others in _groups(declared):
        if first.name != title:
            yield f"### {first.name}\n"
        title = first.name
        code = "\n".join(dict.fromkeys(code_of(each) for each in (first, *others)))
        yield f"```cpp\n{code}\n```\n"
        if first.said:
            yield prose(first.said)
        if members := list(_members(first, headers)):
            yield "\n".join(members) + "\n"


def _groups(declared: list[Declaration]) -> Iterator[list[Declaration]]:
    """Those that share a comment."""
    group: list[Declaration] = []
    for each in declared:
        if group and each.group is not group[-1]:
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _members(declared: Declaration, headers: Headers) -> Iterator[str]:
    members = [each for each in headers.all if each.around is declared and each.is_public
               and not NOT_SHOWN.search(each.head) and not NOT_SHOWN.search(each.name)]
    if headers.is_awaiter(declared):
        members = [each for each in members if each.name not in OF_AWAITERS | {declared.name}]
    for group in _groups([each for each in members if each.kind != "class" or each.said]):
        if group[0].said:
            text = textwrap.indent(prose(group[0].said), "  ")
            yield f"- {', '.join(map(line_of, group))}\n\n{text}"
        else:
            for each in group:
                yield f"- {line_of(each)}{comment_behind(each)}"
