# SPDX-License-Identifier: MIT
"""tools/site: the documentation as a site, with a board in it."""
# NEEDS: cmark-gfm chromium node arm-none-eabi-g++ cmake ninja

import functools
import html
import http.server
import re
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

from places import ROOT, program
from test_browser import PLAYWRIGHT, Page, text_has

LINK = re.compile(r'(?:href|src)="([^"#:]*)(?:#([^"]*))?"')


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@unittest.skipUnless(PLAYWRIGHT.exists(), "the page's tools are missing: ./test fetches them")
class SiteTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name).resolve()
        subprocess.run([sys.executable, "-B", ROOT / "tools/browser/site.py", cls.folder,
                        f"blink={program('blink', 'pico')}",
                        f"supply={program('bench_supply', 'pico')}="
                        f"{ROOT / 'examples/bench_supply.cpp'}"], check=True, capture_output=True)

    def test_each_link_leads_to_a_page_and_to_a_heading_in_it(self):
        pages = {page: page.read_text() for page in self.folder.rglob("*.html")}
        names = {page: set(re.findall(r'id="([^"]+)"', text)) for page, text in pages.items()}
        self.assertIn(self.folder / "docs/tutorial/first_steps.html", pages)
        for page, text in pages.items():
            for place, heading in LINK.findall(text):
                target = (page.parent / html.unescape(place)).resolve() if place else page
                self.assertTrue(target.exists(), f"{page}: {place}")
                if heading:
                    self.assertIn(heading, names[target], f"{page}: {place}")

    def open(self, board):
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Quiet, directory=self.folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        page = Page(f"http://127.0.0.1:{server.server_port}/board/{board}/")
        self.addCleanup(page.close)
        return page

    def test_the_board_in_it_runs(self):
        page = self.open("blink")
        page.check("#virtual")
        page.wait_for(text_has("#state", "has ended, with status 0"))
        self.assertEqual(page.complaints(), [])

    def test_a_board_in_it_has_its_parts(self):
        page = self.open("supply")
        page.wait_for(text_has("#lcd", "set 3.30 V"))


if __name__ == "__main__":
    unittest.main()
