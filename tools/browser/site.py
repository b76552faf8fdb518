#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes a site of plain files from the documentation: tools/site calls it.

    site.py FOLDER [NAME=PROGRAM.elf[=PROGRAM.cpp] ...]

Every page of Markdown becomes one of HTML; what a page links to, sources too, comes along. Each
program becomes a board in the browser, at board/NAME/, with what its source says is wired to it.
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
import subprocess
import sys
from pathlib import Path
from posixpath import relpath

from serve import PAGE as BOARD_PAGE
from serve import bundle, wired

ROOT = Path(__file__).resolve().parents[2]
STYLE = """\
body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 0 auto; padding: 1rem; }
pre, code { font: 14px/1.4 ui-monospace, monospace; background: #f4f4f4; }
pre { padding: 0.5rem; overflow: auto; }
table { border-collapse: collapse; display: block; overflow: auto; }
td, th { border: 1px solid #ccc; padding: 0.2rem 0.5rem; text-align: left; }
nav { border-bottom: 1px solid #ccc; padding-bottom: 0.5rem; }
img { max-width: 100%; }
"""
PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{top}style.css">
<nav>{nav}</nav>
{body}
</html>
"""
NAV = {"README.md": "uasyncio", "docs/tutorial/first_steps.md": "first steps",
       "docs/reference/README.md": "reference", "docs/drivers/README.md": "drivers",
       "examples/README.md": "examples"}
AS_THEY_ARE = {".svg", ".png"}
LINK = re.compile(r'((?:href|src)=")([^"#:]+)(#[^"]*)?"')


HEADING = re.compile(r"<(h\d)>(.*?)</\1>")


def rendered(text: str) -> str:
    """HTML by GitHub's own renderer; headings get the names that GitHub gives them, for links."""
    body = subprocess.run(["cmark-gfm", "--unsafe", "-e", "table"], input=text, text=True,
                          capture_output=True, check=True).stdout
    seen: dict[str, int] = {}

    def with_name(match: re.Match) -> str:
        plain = html.unescape(re.sub(r"<[^>]*>", "", match[2])).strip().lower()
        name = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        count = seen[name] = seen.get(name, -1) + 1
        return f'<{match[1]} id="{name}{f"-{count}" if count else ""}">{match[2]}</{match[1]}>'

    return HEADING.sub(with_name, body)


class Site:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.boards: list[str] = []
        self._waiting = [ROOT / name for name in NAV]
        self._done: set[Path] = set()

    def write(self) -> None:
        """From page to page, along the links."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "style.css").write_text(STYLE)
        while self._waiting:
            source = self._waiting.pop()
            if source not in self._done:
                self._done.add(source)
                self._write_page(source)

    def add_board(self, name: str, program: Path, parts: list[str]) -> None:
        """The page of tools/browser with one program."""
        folder = self.folder / "board" / name
        folder.mkdir(parents=True, exist_ok=True)
        text = (BOARD_PAGE / "index.html").read_text()
        for shared in ("page.js", "page.css"):
            shutil.copy(BOARD_PAGE / shared, folder.parent)
            text = text.replace(f'"{shared}"', f'"../{shared}"')
        (folder / "index.html").write_text(text)
        shutil.copy(program, folder / "program.elf")
        (folder / "wiring.txt").write_text("\n".join(parts))
        self.boards.append(name)

    def place(self, source: Path) -> str:
        """Where the page of a file or folder is."""
        name = source.relative_to(ROOT).as_posix()
        if source.suffix in AS_THEY_ARE:
            return name
        if name == "README.md":
            return "index.html"
        return (name.removesuffix(".md") if source.suffix == ".md" else name) + ".html"

    def _write_page(self, source: Path) -> None:
        target = self.folder / self.place(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix in AS_THEY_ARE:
            shutil.copy(source, target)
            return
        title, body = self._content(source)
        top = relpath(".", Path(self.place(source)).parent.as_posix()) + "/"
        target.write_text(PAGE.format(title=html.escape(title), top=top, body=body,
                                      nav=self._navigation(source)))

    def _content(self, source: Path) -> tuple[str, str]:
        """Title and body."""
        name = source.relative_to(ROOT).as_posix()
        if source.is_dir():
            items = "".join(f'<li><a href="{source.name}/{each.name}">{each.name}</a>'
                            for each in sorted(source.iterdir()))
            # The page of a folder lies beside it.
            return name, self._linked(f"<h1>{name}</h1>\n<ul>{items}</ul>", source.parent)
        text = source.read_text(errors="replace")
        if source.suffix != ".md":
            return name, f"<h1>{name}</h1>\n<pre>{html.escape(text)}</pre>"
        heading = re.search(r"^# (.*)$", text, re.MULTILINE)
        title = heading[1].replace("`", "") if heading else name
        return title, self._linked(rendered(text), source.parent)

    def _linked(self, body: str, folder: Path) -> str:
        """With links to the pages of what they name; each of those is written, too."""
        here = self.place(folder / "x.md")

        def link(match: re.Match) -> str:
            target = (folder / match[2]).resolve()
            if not target.exists():
                raise SystemExit(f"site: {folder}: there is no {match[2]}")
            self._waiting.append(target)
            place = relpath(self.place(target), Path(here).parent.as_posix())
            return f'{match[1]}{place}{match[3] or ""}"'

        return LINK.sub(link, body)

    def _navigation(self, source: Path) -> str:
        start = Path(self.place(source)).parent.as_posix()
        links = [(self.place(ROOT / name), title) for name, title in NAV.items()]
        links += [(f"board/{name}/index.html", f"a board: {name}") for name in self.boards]
        return " · ".join(f'<a href="{relpath(place, start)}">{title}</a>'
                          for place, title in links)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("programs", nargs="*", metavar="NAME=PROGRAM.elf[=PROGRAM.cpp]")
    arguments = parser.parse_args()
    site = Site(arguments.folder)
    if arguments.programs:
        bundle()
    for program in arguments.programs:
        name, path, *sources = program.split("=")
        site.add_board(name, Path(path), [part for file in sources for part in wired(file, "pico")])
    site.write()
    print(f"site: {arguments.folder}/index.html", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
