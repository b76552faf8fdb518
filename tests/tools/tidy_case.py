"""Running tools/tidy on a small tree, and what one finding is."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TIDY = Path(__file__).resolve().parents[2] / "tools" / "tidy"


def tidy(files: dict[str, str]) -> list[str]:
    """The findings for a tree of these files."""
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            path = Path(root) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        result = subprocess.run([sys.executable, TIDY, "--root", root], capture_output=True,
                                text=True, check=False)
    findings = result.stdout.splitlines()
    assert result.returncode == (1 if findings else 0), result.stderr
    return findings


class TidyCase(unittest.TestCase):
    def assert_one(self, findings: list[str], place: str, words: str) -> None:
        self.assertEqual(len(findings), 1, findings)
        self.assertTrue(findings[0].startswith(place + ": "), findings[0])
        self.assertIn(words, findings[0])
