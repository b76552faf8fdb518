# SPDX-License-Identifier: MIT
"""Running the rules of tools/tidy on a small tree, and what one finding is."""

import sys
import tempfile
import unittest
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

TIDY = Path(__file__).resolve().parents[2] / "tools" / "tidy"
sys.path.insert(0, str(TIDY.parent))
_loader = SourceFileLoader("tidy", str(TIDY))
_tidy = module_from_spec(spec_from_loader("tidy", _loader))
_loader.exec_module(_tidy)


def tidy(files: dict[str, str]) -> list[str]:
    """The findings for a tree of these files."""
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            path = Path(root) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return [str(found) for found in _tidy.findings_in(_tidy.all_files(Path(root)))]


class TidyCase(unittest.TestCase):
    def assert_one(self, findings: list[str], place: str, words: str) -> None:
        self.assertEqual(len(findings), 1, findings)
        self.assertTrue(findings[0].startswith(place + ": "), findings[0])
        self.assertIn(words, findings[0])
