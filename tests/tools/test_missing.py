# SPDX-License-Identifier: MIT
"""What a command needs and does not find is told, and a suite without its tools has not passed."""

import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHELL = ("bash", "dirname", "cmp", "cp", "mkdir", "id")


class MissingTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.commands = self.folder / "commands"
        self.commands.mkdir()
        self.provide(*SHELL)

    def provide(self, *names):
        for name in names:
            (self.commands / name).symlink_to(shutil.which(name) or "/bin/true")

    def run_with(self, *command, **environment):
        """With nothing but the provided commands."""
        return subprocess.run(command, capture_output=True, text=True, check=False,
                              env={"PATH": str(self.commands), **environment})

    def install(self, words):
        """tools/install.sh in a checkout of its own."""
        for name in ("install.sh", "browser/package.json", "browser/package-lock.json"):
            copy = self.folder / "tools" / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / "tools" / name, copy)
        return self.run_with("bash", "-c", f"source {self.folder}/tools/install.sh; {words}")

    def test_the_browser_without_npm(self):
        result = self.install("need_pico_emulator; install_needed run")
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("run: these packages are needed; please install them:\n"
                      "  sudo apt-get install --no-install-recommends nodejs npm\n", result.stderr)

    def test_the_browser_offline(self):
        npm = self.commands / "npm"
        npm.write_text("#!/bin/bash\nexit 1\n")
        npm.chmod(0o755)
        result = self.install("fetch_browser_board run")
        self.assertNotEqual(result.returncode, 0)
        self.assertEqual(result.stderr.splitlines()[-1],
                         "run: npm could not fetch it: is there a network?")
        again = self.install("fetch_browser_board run")
        self.assertNotEqual(again.returncode, 0, "half of it is not taken for all")

    def test_no_board_and_an_unknown_one(self):
        for words, sentence in (
                (("--board",), "run: --board needs a value"),
                (("--board", "nano"), "run: unknown board nano; the boards: host sim ")):
            result = subprocess.run([ROOT / "run", *words], capture_output=True, text=True,
                                    check=False)
            self.assertEqual(result.returncode, 2)
            self.assertTrue(result.stderr.startswith(sentence), result.stderr)

    def test_a_suite_without_chromium_is_skipped_and_fails_in_ci(self):
        needs = re.search(r"^# NEEDS: (.*)$", (ROOT / "tests/tools/test_browser.py").read_text(),
                          re.MULTILINE)[1].split()
        needs.remove("chromium")
        self.provide(*needs)
        suites = (sys.executable, "-B", ROOT / "tools/suites/main.py", "tools test_browser")
        result = self.run_with(*suites)
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("left out: needs chromium\n", result.stdout)
        self.assertEqual(result.stdout.splitlines()[-1], "0 passed, 0 failed, 1 skipped")
        self.assertEqual(self.run_with(*suites, CI="true").returncode, 1)


if __name__ == "__main__":
    unittest.main()
