# SPDX-License-Identifier: MIT
"""What a header declares, in order, with the comments that belong to it, drawn from its text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from tidying.source import Source, closing, without_directives, without_license

ATTRIBUTE = re.compile(r"\[\[.*?\]\]", re.DOTALL)
ACCESS = re.compile(r"(?:\s*#[^\n]*\n)*\s*(public|protected|private)\s*:(?!:)")
NAMESPACE = re.compile(r"\bnamespace(?:\s+([\w:]+))?\s*$")
CLASS = re.compile(r"(?:^|[\s>])(class|struct)\s+(\w+)(?:<[^{]*?>)?(?:\s+final)?\s*"
                   r"(?::([^:].*))?$", re.DOTALL)
CALLED = re.compile(r"(operator co_await|operator\s*(?:\(\)|[^\w\s(]+|bool)|[\w:~]+)\s*\(")
NOT_NAMES = {"requires", "noexcept", "explicit", "decltype", "alignas", "alignof", "sizeof"}
OF_INTEREST = re.compile(r"[(\[{;]")
BLANK_OR_DIRECTIVE = re.compile(r"(?:\s*#[^\n]*\n)*\s*")
BASES = re.compile(r"\b(?:class|struct)\s+\w+[^;]*?:(?!:)(.*)$", re.DOTALL)
NOT_FUNCTIONS = re.compile(r"\s*(?:using|friend|static_assert|enum|return|concept|class|struct)\b")
OTHER_NAME = re.compile(r"\b(?:enum(?:\s+class|\s+struct)?|using|concept)\s+(\w+)|"
                        r"(\w+)\s*(?:[=[]|$)")
DOC = re.compile(r"^\s*///[ ]?(.*)$")


@dataclass
class Declaration:
    source: Source
    start: int  # where its own text begins, behind its comment
    end: int    # its semicolon, or the bracket that opens its body
    head: str   # its code without directives, attributes and the parameters of a template
    path: tuple[str, ...]  # namespaces and classes around it, and its name
    kind: str   # class, struct, function, other
    comment: str  # its own /// lines
    around: Declaration | None
    is_public: bool
    group: Declaration | None = None  # the one above whose comment speaks for this one too
    bases: set[str] = field(default_factory=set)
    public_bases: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return self.path[-1]

    @property
    def line(self) -> int:
        return self.source.line_at(self.start)

    @property
    def said(self) -> str:
        """Its comment, or the one it shares."""
        return self.comment or (self.group.said if self.group else "")

    @property
    def is_mistake(self) -> bool:
        """An overload that only says what is wrong."""
        return self.said.startswith("A mistake")

    @property
    def is_class(self) -> bool:
        return self.kind in ("class", "struct")

    @property
    def is_constructor(self) -> bool:
        """Or a destructor, or a macro: what has no type in front of its name."""
        called = name_of_function(self.head)
        before = re.sub(r"\b(?:explicit|constexpr|inline)\b", "", self.head[:called.start()])
        return not before.strip() or bool(self.around and self.name == self.around.name)

    @cached_property
    def is_getter(self) -> bool:
        """One line that gives something and changes nothing: its name says it."""
        return bool(re.search(r"\)\s*const\s*(?:&\s*)?noexcept$", self.head)) and \
            bool(re.fullmatch(r"\{\s*return\b[^;]*;\s*\}", self.body))

    @cached_property
    def body(self) -> str:
        """Its code in braces; empty if there is none."""
        code = self.source.code
        return code[self.end:closing(code, self.end) + 1] if code[self.end] == "{" else ""


def read(source: Source) -> list[Declaration]:
    """Every declaration of the file; bodies of functions are jumped over."""
    found: list[Declaration] = []
    _read(source, 0, len(source.code), (), None, found)
    return found


def _read(source: Source, start: int, end: int, path: tuple[str, ...],
          around: Declaration | None, found: list[Declaration]) -> None:
    code, at = source.code, start
    is_public = around is None or around.kind == "struct"
    before: Declaration | None = None
    while at < end:
        if at == start and (label := ACCESS.match(code, start)):
            is_public = label[1] == "public"
            start = at = label.end()
            before = None
            continue
        if not (next_one := OF_INTEREST.search(code, at, end)):
            break
        at = next_one.start()
        if code[at] in "([" or (code[at] == "{" and _is_in_argument_of_base(code[start:at])):
            at = closing(code, at) + 1
        elif code[at] == "{":
            behind = closing(code, at)
            if match := NAMESPACE.search(without_directives(code[start:at])):
                names = match[1].split("::") if match[1] else ("",)
                _read(source, at + 1, behind, (*path, *names), None, found)
                before = None
            else:
                before = _declare(source, start, at, path, around, is_public, before)
                found += [before] if before else []
                if before and before.is_class:
                    _read(source, at + 1, behind, before.path, before, found)
            start = at = behind + 1
        elif code[at] == ";":
            if declared := _declare(source, start, at, path, around, is_public, before):
                found.append(declared)
                before = declared
            start = at = at + 1


def _is_in_argument_of_base(head: str) -> bool:
    """Whether a brace behind it is that of `class LCD : Text<std::size_t{...`."""
    bases = BASES.search(plain(head))
    return bool(bases) and bases[1].count("<") > bases[1].count(">")


def _declare(source: Source, start: int, end: int, path: tuple[str, ...],
             around: Declaration | None, is_public: bool,
             before: Declaration | None) -> Declaration | None:
    head = plain(source.code[start:end]).strip()
    begin = BLANK_OR_DIRECTIVE.match(source.code, start).end()
    if not head or head[0] in ",:" or begin >= end:
        return None  # of an initializer list with brackets
    between = source.text[start:begin].partition("\n")[2].rstrip(" ")
    declared = Declaration(source, begin, end, head, path, "other", _comment(between), around,
                           is_public)
    if source.code[end] == "{" and (match := CLASS.search(head)):
        declared.kind, declared.path = match[1], (*path, match[2])
        declared.bases = set(re.findall(r"\w+", match[3] or ""))
        declared.public_bases = _public_bases(match[1], match[3] or "")
    elif not NOT_FUNCTIONS.match(head) and (called := name_of_function(head)):
        declared.kind, declared.path = "function", (*path, called[1])
    elif other := OTHER_NAME.search(head):
        declared.path = (*path, other[1] or other[2])
    else:
        return None
    if before and not declared.comment and not declared.is_class and \
            declared.kind == before.kind and \
            not re.search(r"^\s*$\n", between, re.MULTILINE) and \
            (declared.name == before.name or not declared.is_getter):
        declared.group = before
    return declared


def _public_bases(kind: str, bases: str) -> set[str]:
    """Their names, and those of their arguments."""
    found = re.split(r",(?![^<]*>)", bases)
    return {name for base in found for name in re.findall(r"\w+", base)
            if re.match(r"\s*public\b", base) or
            (kind == "struct" and not re.match(r"\s*(?:private|protected)\b", base))}


def _comment(between: str) -> str:
    """The last run of /// lines."""
    lines: list[str] = []
    for line in between.splitlines():
        if match := DOC.match(line):
            lines.append(match[1])
        elif not line.strip():
            lines.clear()
    return "\n".join(lines)


def plain(head: str) -> str:
    """Without directives, attributes and the parameters of a template."""
    head = ATTRIBUTE.sub(" ", without_directives(head))
    while match := re.search(r"\btemplate\s*<", head):
        end = match.end()
        while end < len(head) and head[:end].count("<", match.start()) > \
                head[:end].replace("->", "  ").count(">", match.start()):
            end += 1
        head = head[:match.start()] + head[end:]
    return head


def name_of_function(head: str) -> re.Match[str] | None:
    at = 0
    while match := CALLED.search(head, at):
        if match[1] not in NOT_NAMES:
            return match
        at = closing(head, match.end() - 1)
    return None


def introduction(source: Source) -> str:
    """The comment at the top of the file, without the line of the licence."""
    lines = re.match(r"(?://[^\n]*\n)*", without_license(source.text))[0]
    return re.sub(r"^// ?", "", lines, flags=re.MULTILINE)
