# SPDX-License-Identifier: MIT
"""docs/reference/messages.md has every sentence that the library can say, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidying.source import COMMENT_OR_LITERAL, Finding, Source
from tidying.words import LIBRARY

PAGE = "docs/reference/messages.md"
LEAST_WORDS = 3  # fewer are a name
TESTING = "/testing/"  # what these say is about the user's own device, and told there
NOT_SAID = re.compile(r"\basm\b|nodiscard\($|#\s*include\b")
CMAKE_ERROR = re.compile(r'message\(FATAL_ERROR\s+((?:"[^"]*"\s*)+)')
FILLED_IN = re.compile(r"\$\{\w+\}")
ENTRY = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)

Sentences = Iterator[tuple[int, str]]  # line, text


def check(files: list[Source]) -> Iterator[Finding]:
    page = next((file for file in files if file.path == PAGE), None)
    if page is None:
        return
    told = _normal(page.text)
    said = []
    for file in files:
        for line, sentence in _sentences(file):
            said.append(sentence)
            if _is_long(sentence) and sentence not in told:
                yield from file.finding(line, f"'{sentence}' is not in {PAGE}: say there what it "
                                        "means, and what to do")
    everything = "\n".join(said)
    for match in ENTRY.finditer(page.text):
        for part in match[1].split("..."):
            part = _normal(part)
            if _is_long(part) and part not in everything:
                yield from page.finding(page.text.count("\n", 0, match.start()) + 1,
                                        f"nothing says '{part}': remove it, or correct it")


def _sentences(file: Source) -> Sentences:
    if file.path.startswith(LIBRARY) and TESTING not in file.path:
        if file.is_cpp or file.path.endswith(".ld"):
            yield from _literals(file)
    if file.path.endswith((".cmake", "CMakeLists.txt")) and not file.path.startswith("tests/"):
        for match in CMAKE_ERROR.finditer(file.text):
            text = "".join(re.findall(r'"([^"]*)"', match[1]))
            for part in FILLED_IN.split(text):
                yield file.text.count("\n", 0, match.start()) + 1, _normal(part)


def _literals(file: Source) -> Sentences:
    """Those that stand one behind the other are one."""
    groups: list[list[re.Match[str]]] = []
    for match in COMMENT_OR_LITERAL.finditer(file.text):
        if not match[0].startswith('"'):
            continue
        if groups and not file.text[groups[-1][-1].end():match.start()].strip():
            groups[-1].append(match)
        else:
            groups.append([match])
    for group in groups:
        begin = group[0].start()
        start = file.code.rfind("\n", 0, begin) + 1
        if not file.code.startswith("#", start):
            start = max(file.code.rfind(end, 0, begin) for end in ";{}") + 1
        statement = file.code[start:begin].rstrip()
        if not NOT_SAID.search(statement):
            yield file.line_at(begin), _normal("".join(match[0][1:-1] for match in group))


def _normal(text: str) -> str:
    """Without line breaks, and without what stands around what is filled in."""
    return " ".join(re.sub(r"\\[nt]", " ", text).replace('\\"', '"').split()).strip("' :,")


def _is_long(sentence: str) -> bool:
    return len(sentence.split()) >= LEAST_WORDS
