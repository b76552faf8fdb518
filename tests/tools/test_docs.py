# SPDX-License-Identifier: MIT
"""The docs are true: their code is cut from examples, their links lead somewhere, their Python does
what the C++ beside it does, and the feature page's tests exist. And tools/docs/check_snippets.py
finds what is wrong."""
# QUICK

import asyncio
import contextlib
import io
import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tools" / "docs")]

from drawing import pages  # noqa: E402
from tidying.source import load  # noqa: E402

EXAMPLE = "int a;\n// [two]\n  int b;\n    int c;\n// [/two]\n"
PRINTING = "// [a]\nprint(1);\n// [/a]\n// [b]\nint b;\n// [/b]\n"
FIRST_SCREEN_LINES = 45


def check(root):
    script = ROOT / "tools" / "docs" / "check_snippets.py"
    return subprocess.run([sys.executable, script, "--root", root], capture_output=True,
                          text=True, check=False)


def findings(readme, **files):
    """Those for a repository with this README.md, a file of code, and examples of these names."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "examples").mkdir()
        for name, expected in files.items():
            (root / f"examples/{name}.cpp").write_text(PRINTING)
            if expected:
                (root / f"examples/{name}.expected").write_text(expected)
        (root / "test.py").write_text('read_until("Press 1")\nread_until(f"seen after {us} us")\n')
        (root / "x.cpp").write_text(EXAMPLE)
        (root / "README.md").write_text(readme)
        return check(root).stdout


class DocsTest(unittest.TestCase):
    def test_snippets_and_links_of_this_repository(self):
        result = check(ROOT)
        self.assertEqual(result.returncode, 0, result.stdout)

    def test_first_screen_has_the_program_and_the_commands(self):
        screen = (ROOT / "README.md").read_text().splitlines()[:FIRST_SCREEN_LINES]
        for line in ("#include <uasyncio.hpp>", "int main() { asyncio::run(app()); }"):
            self.assertIn(line, screen)
        for command in ("./run", "./test"):
            self.assertTrue(any(line.startswith(command) for line in screen), command)


    def test_its_figures_are_those_of_the_baseline(self):
        text = (ROOT / "README.md").read_text()
        baseline = {}
        for kind in ("firmware", "size"):
            baseline |= json.loads((ROOT / f"bench/baseline/{kind}.json").read_text())
        for words, unit, name in ((r"costs (\S+) instructions", 1, "switch, 1 task, M3 gcc"),
                                  (r"sleeping task (\S+) bytes", 1, "sleeping task, M3 gcc"),
                                  (r"program (\S+) KB of flash", 1_000, "base, flash, M3 gcc")):
            told = float(re.search(words, text.replace("\n", " "))[1]) * unit
            measured = baseline[name]["value"]
            self.assertAlmostEqual(told, measured, delta=measured / 20, msg=name)

    def test_the_command_without_a_build_system_has_all_sources(self):
        command = next(line for line in (ROOT / "README.md").read_text().splitlines()
                       if line.startswith("g++ "))
        named = {path for word in command.split() if "*" in word for path in ROOT.glob(word)}
        self.assertEqual(named, {*ROOT.glob("src/**/*.cpp"), *ROOT.glob("ports/unix/**/*.cpp")})

    def test_the_list_of_examples_has_each_once(self):
        folder = ROOT / "examples"
        listed = re.findall(r"^\| \[\w+\]\((\S+)\) \|", (folder / "README.md").read_text(),
                            re.MULTILINE)
        programs = [path.relative_to(folder).as_posix() for path in folder.rglob("*.cpp")]
        self.assertEqual(sorted(listed), sorted(programs))


class DrawnReferenceTest(unittest.TestCase):
    """tools/docs/drawing.py on a small header."""

    HEADER = """// About <a>.
#pragma once
namespace uasyncio {
namespace detail {
/// Not for users.
void hidden();
class Base {
 public:
  /// Of the base.
  void inherited();
};
}
/// What X is:
///   X x;  // is code
/// - one *thing*
/// - another
/// Behind.
template <class T>
class [[nodiscard("keep it")]] X : public detail::Base {
 public:
  explicit X(int a) : a_(a) {}
  /// Reads `a<b>`.
  int read() const { return a_; }
  int kept = 1;  // by whom
 private:
  int a_;
};
/// Both.
void f(int a);
void f();
/// A mistake.
void f(char);
}
"""

    def drawn(self):
        with tempfile.TemporaryDirectory() as root:
            path = Path(root) / "include/uasyncio/core/x.hpp"
            path.parent.mkdir(parents=True)
            path.write_text(self.HEADER)
            return pages(load(Path(root)))["docs/reference/headers/core.md"]

    def test_words_members_and_shared_comments(self):
        page = self.drawn()
        for part in ("## [x.hpp](../../../include/uasyncio/core/x.hpp)\n\nAbout \\<a\\>.\n",
                     "```cpp\ntemplate <class T>\nclass X : public detail::Base;\n```\n\n"
                     "What X is:",
                     "\n```cpp\n  X x;  // is code\n```\n\n- one \\*thing\\*\n- another\n\nBehind.",
                     "- `explicit X(int a)`\n- `int read() const`\n\n  Reads `a<b>`.\n",
                     "- `int kept = 1`: by whom\n", "### Base\n", "- `void inherited()`\n",
                     "```cpp\nvoid f(int a);\nvoid f();\n```\n\nBoth.\n"):
            self.assertIn(part, page)
        for part in ("hidden", "int a_", "nodiscard", "A mistake", "char"):
            self.assertNotIn(part, page)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """CPython's loop, but what it waits for happens at once."""

    def __init__(self):
        super().__init__()
        self.now = 0.0
        self.really_select = self._selector.select
        self._selector.select = self.select

    def time(self):
        return self.now

    def select(self, timeout):
        self.now += timeout or 0
        return self.really_select(0)


def printed_by(program):
    """What a MicroPython program prints, run by CPython in virtual time."""

    class MicroPythonAsyncio:
        @staticmethod
        def sleep_ms(milliseconds):
            return asyncio.sleep(milliseconds / 1000)

        @staticmethod
        def wait_for_ms(awaitable, milliseconds):
            return asyncio.wait_for(awaitable, milliseconds / 1000)

        @staticmethod
        def run(main):
            with contextlib.closing(VirtualTimeLoop()) as loop:
                return loop.run_until_complete(main)

        def __getattr__(self, name):
            return getattr(asyncio, name)

    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        program = program.replace("import asyncio\n", "")
        exec(program, {"asyncio": MicroPythonAsyncio()})  # pylint: disable=exec-used
    return output.getvalue()


class PythonInTheDocsTest(unittest.TestCase):
    PROGRAM = re.compile(r"<!-- prints (\S+) -->\n```python\n(.*?)^```", re.DOTALL | re.MULTILINE)

    def test_prints_what_the_cpp_prints(self):
        programs = self.PROGRAM.findall(
            (ROOT / "docs" / "tutorial" / "from_micropython.md").read_text())
        self.assertTrue(programs)
        for expected, program in programs:
            self.assertEqual(printed_by(program), (ROOT / expected).read_text())


class NamedTestsTest(unittest.TestCase):
    """A test that the reference or a decision names, as `Suite.Name`, exists."""

    TEST = re.compile(r"^TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)", re.MULTILINE)
    NAME = re.compile(r"`([A-Z]\w+\.[A-Z]\w+)`")

    def test_exist(self):
        existing = {".".join(names) for path in (ROOT / "tests").rglob("*_test.cpp")
                    for names in self.TEST.findall(path.read_text())}
        for folder in ("reference", "design"):
            for page in sorted((ROOT / "docs" / folder).rglob("*.md")):
                missing = set(self.NAME.findall(page.read_text())) - existing
                self.assertFalse(missing, page)


class StreamContractTest(unittest.TestCase):
    """docs/design/stream_contract.md names each check of the suite of streams, and no other."""

    def test_names_every_check(self):
        suite = (ROOT / "src" / "testing" / "stream_suite.cpp").read_text()
        checks = re.findall(r'^\s*\{"([^"]+)",\s*&checks::', suite, re.MULTILINE)
        page = (ROOT / "docs" / "design" / "stream_contract.md").read_text()
        self.assertEqual(set(re.findall(r"\*([^*\n]+)\*", page)), set(checks))


class FeaturePageTest(unittest.TestCase):
    """docs/features.md: each row names a word and the test that shows it. A tick for boards means
    that the word is in a program that runs there: of tests/target, or an example."""

    ROW = re.compile(r"^\| `([^`]+)` \|.*?\]\(\.\./(tests/[^)]+)\)(.*)$", re.MULTILINE)
    BOARDS_COLUMN = -2

    def setUp(self):
        self.page = (ROOT / "docs" / "features.md").read_text()
        self.rows = self.ROW.findall(self.page)

    def test_each_row_names_a_test_with_its_word(self):
        rows_at_all = [line for line in self.page.splitlines() if line.startswith("| `")]
        self.assertEqual(len(self.rows), len(rows_at_all))
        for word, test, _ in self.rows:
            path = ROOT / test
            self.assertTrue(path.is_file() and contains(path.read_text(), word), (word, test))

    def test_a_tick_for_the_boards_is_backed_by_firmware(self):
        firmware = "".join(path.read_text() for path in (ROOT / "tests" / "target").glob("*.cpp"))
        for example in (ROOT / "examples").rglob("*.cpp"):
            if re.search("^// TEST: boards$", text := example.read_text(), re.MULTILINE):
                firmware += text
        for word, _, ticks in self.rows:
            if "✓" in ticks.split("|")[self.BOARDS_COLUMN]:
                self.assertTrue(contains(firmware, word), word)


def contains(text, word):
    return re.search(rf"\b{word}\b", text)


class CheckSnippetsTest(unittest.TestCase):
    def test_good_snippets(self):
        self.assertEqual(findings(
            "<!-- from x.cpp [two] -->\n```cpp\nint b;\n  int c;\n```\n"
            "<!-- from x.cpp -->\n```cpp\nint a;\n```\n"
            "<!-- wrong: it does not compile -->\n```cpp\nint;\n```\n"
            "```sh\nno C++\n```\n"), "")

    def test_a_snippet_without_a_mark(self):
        self.assertIn("README.md:2: this C++ has no mark", findings("\n```cpp\nint a;\n```\n"))

    def test_a_snippet_that_differs(self):
        self.assertIn("README.md:2: differs from [two] in x.cpp",
                      findings("<!-- from x.cpp [two] -->\n```cpp\nint b;\nint c;\n```\n"))
        for kind in ("cpp", "text"):
            self.assertIn("does not have these lines",
                          findings(f"<!-- from x.cpp -->\n```{kind}\nint z;\n```\n"))

    def test_a_mark_that_leads_nowhere(self):
        self.assertIn("has no region [three]",
                      findings("<!-- from x.cpp [three] -->\n```cpp\nint b;\n```\n"))
        self.assertIn("there is no file y.cpp",
                      findings("<!-- from y.cpp [two] -->\n```cpp\nint b;\n```\n"))

    PIECES = {region: f"<!-- from examples/x.cpp [{region}] -->\n```cpp\n{code}\n```\n"
              for region, code in {"a": "print(1);", "b": "int b;"}.items()}

    @staticmethod
    def output(text, mark="from examples/x.expected"):
        return f"<!-- {mark} -->\n```text\n{text}\n```\n"

    def test_a_piece_of_an_example_is_followed_by_what_it_prints(self):
        both = "".join(self.PIECES.values())
        for page in (self.PIECES["a"] + "Prints\n\n" + self.output("one\n  two"),
                     both + self.output("two"),
                     both + self.output("one\n...\nfour"),
                     both + self.output("one\n...") + "# Next\n",
                     self.PIECES["a"] + self.output("one") + self.PIECES["b"] +
                     self.output("four")):
            self.assertEqual(findings(page, x="one\n  two\nthree\nfour\n"), "", page)

    def test_a_piece_whose_output_is_not_there(self):
        other = self.PIECES["b"].replace("examples/x", "examples/y")
        for between in ("", "## Next\n", other,
                        self.output("one", "from examples/y.expected"),
                        self.output("Press", "shown by test.py")):
            page = self.PIECES["a"] + between
            self.assertIn("README.md:2: what examples/x.cpp prints has to follow",
                          findings(page, x="one\n", y="one\n"), page)

    def test_an_output_that_is_not_printed(self):
        for text in ("two\none", "one\n...\none", "one\nthree"):
            self.assertIn("README.md:6: examples/x.expected does not have these lines", findings(
                self.PIECES["a"] + self.output(text), x="one\n  two\nthree\n"), text)

    def test_a_piece_that_cannot_print(self):
        silent = {region: piece.replace(" -->", "; prints nothing -->")
                  for region, piece in self.PIECES.items()}
        self.assertEqual(findings(silent["b"], x="one\n"), "")
        self.assertIn("README.md:2: this prints: show what", findings(silent["a"], x="one\n"))

    def test_the_output_of_an_example_that_a_test_talks_to(self):
        def shown(text):
            return findings(self.PIECES["a"] + self.output(text, "shown by test.py"), x="")

        self.assertEqual(shown("$ make a press\nPress 1\nseen after 17 us"), "")
        self.assertIn("test.py does not have 'gone after'", shown("Press 1\ngone after 17 us"))
        self.assertIn("there is no test y.py", findings(self.output("a", "shown by y.py")))

    def test_links(self):
        self.assertEqual(findings("# A `b` c\n[x](x.cpp) [c](#a-b-c) [w](https://example.org)\n"
                                  "`v[i](gone.md)`\n"), "")
        self.assertIn("gone.md leads nowhere", findings("[x](gone.md)\n"))
        self.assertIn("#d names a heading", findings("# C\n[x](#d)\n"))


if __name__ == "__main__":
    unittest.main()
