"""The docs are true: their code is cut from examples, their links lead somewhere. And
tools/docs/check_snippets.py finds what is wrong."""
# QUICK

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = "int a;\n// [two]\n  int b;\n    int c;\n// [/two]\n"
FIRST_SCREEN_LINES = 45


def check(root):
    script = ROOT / "tools" / "docs" / "check_snippets.py"
    return subprocess.run([sys.executable, script, "--root", root], capture_output=True,
                          text=True, check=False)


def findings(readme):
    """Those for a repository with this README.md and one example."""
    with tempfile.TemporaryDirectory() as root:
        (Path(root) / "x.cpp").write_text(EXAMPLE)
        (Path(root) / "README.md").write_text(readme)
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
        self.assertIn("does not have these lines",
                      findings("<!-- from x.cpp -->\n```cpp\nint z;\n```\n"))

    def test_a_mark_that_leads_nowhere(self):
        self.assertIn("has no region [three]",
                      findings("<!-- from x.cpp [three] -->\n```cpp\nint b;\n```\n"))
        self.assertIn("there is no file y.cpp",
                      findings("<!-- from y.cpp [two] -->\n```cpp\nint b;\n```\n"))

    def test_links(self):
        self.assertEqual(findings("# A `b` c\n[x](x.cpp) [c](#a-b-c) [w](https://example.org)\n"
                                  "`v[i](gone.md)`\n"), "")
        self.assertIn("gone.md leads nowhere", findings("[x](gone.md)\n"))
        self.assertIn("#d names a heading", findings("# C\n[x](#d)\n"))


if __name__ == "__main__":
    unittest.main()
