# SPDX-License-Identifier: MIT
""".clang-format and .clang-tidy are the house's style: what the first says of a header and a
source, and the second of the whole library."""
# NEEDS: clang-format-14 clang-tidy-14

import os
import pathlib
import subprocess
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADER = "include/uasyncio/kernel/task_watcher.hpp"
SOURCE = "src/structured/as_completed.cpp"


def words(*command, text=""):
    """The status of a command that reads `text`, and what it says."""
    result = subprocess.run(command, cwd=ROOT, input=text, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, check=False)
    return result.returncode, result.stdout + result.stderr


def tidied(files):
    """What clang-tidy says of these files, included in one."""
    with tempfile.TemporaryDirectory() as folder:
        whole = pathlib.Path(folder) / "whole.cpp"
        whole.write_text("".join(f'#include "{path}"\n' for path in files))
        status, said = words("clang-tidy-14", "--quiet", f"--config-file={ROOT / '.clang-tidy'}",
                             "--checks=-bugprone-suspicious-include", whole, "--", "-std=c++20",
                             "-Iinclude", "-I.")
    return said if status else ""


class StyleTest(unittest.TestCase):
    def test_they_are_formatted_as_clang_format_does(self):
        self.assertEqual(words("clang-format-14", "--dry-run", "-Werror", HEADER, SOURCE), (0, ""))

    def test_another_style_is_found(self):
        status, said = words("clang-format-14", "--dry-run", "-Werror",
                             f"--assume-filename={ROOT / SOURCE}", text="int  x;\n")
        self.assertNotEqual(status, 0, said)

    def test_clang_tidy_finds_nothing(self):
        # A folder of sources is looked at as one, which takes a quarter of the time; the headers
        # that no source includes are one more.
        groups = [sorted(folder.glob("*.cpp")) for folder in (ROOT / "src").rglob("*")]
        groups.append(sorted((ROOT / "include").rglob("*.hpp")))
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for said in pool.map(tidied, filter(None, groups)):
                self.assertEqual(said, "")

    def test_a_mistake_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            wrong = pathlib.Path(folder) / "wrong.cpp"
            wrong.write_text("void f(bool x) {\n  if (x);\n  f(!x);\n}\n")
            status, said = words("clang-tidy-14", "--quiet",
                                 f"--config-file={ROOT / '.clang-tidy'}", wrong, "--", "-std=c++20")
        self.assertNotEqual(status, 0)
        self.assertIn("bugprone-suspicious-semicolon", said)


if __name__ == "__main__":
    unittest.main()
