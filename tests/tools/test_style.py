# SPDX-License-Identifier: MIT
""".clang-format and .clang-tidy are the house's style: tools/tidy holds every file against the
first, and here the library is held against the second."""
# NEEDS: clang-format-19 clang-tidy-14

import os
import pathlib
import subprocess
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

from tidy_case import tidy

ROOT = pathlib.Path(__file__).resolve().parents[2]


def words(*command):
    """The status of a command, and what it says."""
    result = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE,
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
    def test_another_format_is_found(self):
        style = (ROOT / ".clang-format").read_text()
        text = "// SPDX-License-Identifier: MIT\nint  x;\nint  y;\n"
        self.assertEqual(tidy({".clang-format": style, "examples/x.cpp": text}),
                         ["examples/x.cpp:2: another format; `clang-format-19 -i examples/x.cpp` "
                          "mends it"])

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
