""".clang-format and .clang-tidy are the house's style: a header and a source pass."""
# NEEDS: clang-format-14 clang-tidy-14

import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADER = "include/uasyncio/kernel/task_watcher.hpp"
SOURCE = "src/structured/as_completed.cpp"


def words(*command, text=""):
    """The status of a command that reads `text`, and what it says."""
    result = subprocess.run(command, cwd=ROOT, input=text, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, check=False)
    return result.returncode, result.stdout + result.stderr


class StyleTest(unittest.TestCase):
    def test_they_are_formatted_as_clang_format_does(self):
        self.assertEqual(words("clang-format-14", "--dry-run", "-Werror", HEADER, SOURCE), (0, ""))

    def test_another_style_is_found(self):
        status, said = words("clang-format-14", "--dry-run", "-Werror",
                             f"--assume-filename={ROOT / SOURCE}", text="int  x;\n")
        self.assertNotEqual(status, 0, said)

    def test_clang_tidy_finds_nothing(self):
        status, said = words("clang-tidy-14", "--quiet", SOURCE, "--", "-std=c++20", "-Iinclude",
                             "-I.")
        self.assertEqual(status, 0, said)

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
