# SPDX-License-Identifier: MIT
"""tools/tidy compares docs/design/internals.txt with the sources of the kernel and the core; and
what an editor offers behind `loop.` and the like are words for users."""
# NEEDS: clang++-19

import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from tidy_case import TIDY, TidyCase, tidy

ROOT = TIDY.parents[1]
LIST = "docs/design/internals.txt"
NAMES = "docs/reference/names.txt"
SOURCE = "src/kernel/bell.cpp"
TREE = {
    "include/uasyncio/kernel/bell.hpp": """#pragma once
template <class Rope>
class Bell : Iron {
  void ring() noexcept { swing(); }
  bool swing();
};
""",
    SOURCE: """// Of bells.
#include "uasyncio/kernel/bell.hpp"
bool kernel::Bell<Rope>::swing() {
  if (rings()) { return ring(); }
}
class Bell::Clapper {
  explicit Clapper(int weight) {}
  void hang() {}
};
void chime() {}
""",
    "tests/unit/kernel/bell_test.cpp": "",
    LIST: """Where the body of each class and function of kernel/ and core/ is, by last name:
x.hpp under include/uasyncio/, x.cpp under src/. tools/tidy compares it with the
sources; --internals prints it anew.

Bell kernel/bell.hpp
chime kernel/bell.cpp
Bell::Clapper kernel/bell.cpp
Bell::Clapper::hang kernel/bell.cpp
Bell::ring kernel/bell.hpp
Bell::swing kernel/bell.cpp
""",
}
PROGRAM = """#include <uasyncio.hpp>
void f(uasyncio::Loop& loop, uasyncio::Task<int>& task, uasyncio::Coro<int>& coro,
       uasyncio::Event& event) {
  OBJECT.
}
"""
CLASSES = {"loop": ("Loop",), "task": ("Task", "AnyTask"), "coro": ("Coro",), "event": ("Event",)}
# Offered behind every object, and no members to call: its class and bases, operators, awaiting.
NO_WORDS = re.compile(r"~|[A-Z]|operator|await_")


def internals(files: dict[str, str]) -> list[str]:
    return [found for found in tidy(TREE | files) if found.startswith(LIST)]


def offered(name: str) -> set[str]:
    """What clang offers behind `name.`, and lets a program use."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "program.cpp"
        path.write_text(PROGRAM.replace("OBJECT", name))
        column = len(f"  {name}.") + 1
        result = subprocess.run(
            ["clang++-19", "-std=c++20", f"-I{ROOT / 'include'}", "-fsyntax-only", "-Xclang",
             f"-code-completion-at={path}:4:{column}", str(path)],
            capture_output=True, text=True, check=False)
    lines = re.findall(r"^COMPLETION: (.*)$", result.stdout, re.MULTILINE)
    return {line.split()[0] for line in lines
            if "Inaccessible" not in line and not NO_WORDS.match(line)}


def listed(classes: tuple[str, ...]) -> set[str]:
    """The functions of these classes in the list of what programs can name."""
    text = re.sub(r"\n {6}", " ", (ROOT / NAMES).read_text())
    return {name for each in classes
            for words in re.findall(rf"^  {each}: (.*)$", text, re.MULTILINE)
            for name in words.split()}


class InternalsTest(TidyCase):
    def test_the_list_is_what_the_sources_say(self) -> None:
        self.assertEqual(internals({}), [])

    def test_what_moves_comes_or_goes_is_told(self) -> None:
        self.assert_one(internals({SOURCE: TREE[SOURCE].replace("swing", "sway")}),
                        LIST + ":1", "'Bell::sway' is not where the sources have it")
        self.assert_one(internals({LIST: TREE[LIST].replace("swing kernel", "swing core")}),
                        LIST + ":10", "'Bell::swing' is not where")
        self.assert_one(internals({LIST: TREE[LIST] + "toll kernel/bell.hpp\n"}),
                        LIST + ":11", "'toll' is not where")


class CompletionTest(unittest.TestCase):
    def test_an_editor_offers_words_for_users_only(self) -> None:
        for name, classes in CLASSES.items():
            with self.subTest(name):
                self.assertEqual(offered(name), listed(classes))


if __name__ == "__main__":
    unittest.main()
