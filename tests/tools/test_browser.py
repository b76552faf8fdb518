# SPDX-License-Identifier: MIT
"""./run --board pico --browser: the board as a page, in a headless Chromium."""
# NEEDS: chromium node arm-none-eabi-g++ cmake ninja

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from places import HANG_SECONDS, ROOT, firmware, program

FETCHED = ROOT / "build" / "browser"
PLAYWRIGHT = FETCHED / "node_modules/playwright-core/index.mjs"
PAGE = FETCHED / "page" / "index.html"
SERVE = ROOT / "tools" / "browser" / "serve.py"
LED, BUTTON = 25, 15
MICROSECOND, MILLISECOND = 1_000, 1_000_000  # in nanoseconds
LARGEST_SCRIPT = 250_000  # bytes
# Lines of our own, every one counted: the page with what serves it, and what it shows of parts.
MOST_LINES = {("page.html", "page.css", "page.mjs", "serve.py"): 300, ("parts_view.mjs",): 120}
IS_STUCK = "board.pico.core.waiting && (board.pico.core.pendingInterrupts & " \
           "board.pico.core.enabledInterrupts) !== 0"
HANG_MS = HANG_SECONDS * 1_000


class Page:
    """A page with the words of Playwright's: page.click("#pause")."""

    def __init__(self, url):
        self.process = subprocess.Popen(
            ["node", ROOT / "tests/tools/browser.mjs", PLAYWRIGHT, shutil.which("chromium"), url],
            text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __getattr__(self, method):
        def call(*words):
            self.process.stdin.write(json.dumps([method, *words]) + "\n")
            self.process.stdin.flush()
            answer = json.loads(self.process.stdout.readline())
            if isinstance(answer, dict):
                raise AssertionError(f"{method}{words}: {answer['error']}")
            return answer
        return call

    def wait_for(self, condition):
        """A condition in JavaScript."""
        self.waitForFunction(condition, None, {"timeout": HANG_MS})

    def type_line(self, text):
        self.fill("#line", text)
        self.press("#line", "Enter")

    def edges(self, pin):
        """[(nanosecond, level), ...]"""
        return [(when, level) for when, number, level in self.evaluate("board.events")
                if number == pin]

    def close(self):
        self.process.stdin.close()
        self.process.wait(HANG_SECONDS)
        self.process.stdout.close()


class Server:
    def __init__(self, image, serve=SERVE, *wiring):
        self.process = subprocess.Popen([sys.executable, "-B", serve, image, "--port", "0",
                                         *(f"--wiring={source}" for source in wiring)],
                                        text=True, stderr=subprocess.PIPE)
        self.url = self.process.stderr.readline().split()[-3]

    def close(self):
        self.process.terminate()
        self.process.communicate(timeout=HANG_SECONDS)


def text_has(element, text):
    """Also of an element that is not there yet."""
    return f"document.querySelector({element!r})?.textContent.includes({text!r})"


def changed_tools(folder, path, old, new):
    """A copy of what the page is made of, with one change; its server."""
    for part in ("tools/browser", "tools/emulator"):
        shutil.copytree(ROOT / part, folder / part)
    text = (folder / path).read_text()
    assert text.count(old) == 1, f"{path} has no {old!r}"
    (folder / path).write_text(text.replace(old, new))
    (folder / "build/browser").mkdir(parents=True)
    (folder / "build/browser/node_modules").symlink_to(FETCHED / "node_modules")
    return folder / "tools/browser/serve.py"


@unittest.skipUnless(PLAYWRIGHT.exists(), "the page's tools are missing: ./test fetches them")
class BrowserTest(unittest.TestCase):
    def open(self, image, serve=SERVE, *wiring):
        server = Server(image, serve, *wiring)
        self.addCleanup(server.close)
        page = Page(server.url)
        self.addCleanup(page.close)
        return page

    def open_probe(self, serve=SERVE):
        page = self.open(firmware("pico_probe", "pico"), serve)
        page.wait_for(text_has("#console", "ready"))
        return page

    def check_edges(self, page):
        """The program is asked for ten edges, a millisecond apart."""
        page.check("#virtual")
        page.evaluate("board.events = []")
        page.type_line("square")
        page.wait_for(f"{text_has('#console', 'done')} || {IS_STUCK}")
        edges = page.edges(LED)
        self.assertEqual([level for _, level in edges], [1, 0] * 5)
        for number, (when, _) in enumerate(edges):
            self.assertLess(abs(when - edges[0][0] - number * MILLISECOND), 10 * MICROSECOND)
        self.assertEqual(page.complaints(), [])

    def test_what_is_typed_reaches_the_program_and_its_pins_are_on_time(self):
        self.check_edges(self.open_probe())

    def test_a_run_loop_that_is_not_corrected_is_noticed(self):
        """One that lets a core sleep for which a masked interrupt is pending."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        page = self.open_probe(changed_tools(
            Path(folder.name), "tools/emulator/rp2040/core.mjs",
            "if (!core.waiting) return false;", "return core.waiting;"))
        with self.assertRaisesRegex(AssertionError, "Lists differ"):
            self.check_edges(page)

    def test_a_press_is_answered_in_real_time(self):
        page = self.open_probe()
        page.type_line("latency")
        page.wait_for(text_has("#console", "waiting"))
        page.click(f"#GP{BUTTON}")
        page.wait_for(text_has("#console", "pressed"))
        self.assertEqual([level for _, level in page.edges(BUTTON)][-2:], [0, 1])
        page.wait_for("document.querySelector('#GP17').value")

    def test_a_busy_program_leaves_the_page_responsive_and_says_that_it_is_slow(self):
        page = self.open_probe()
        page.evaluate("globalThis.frames = 0; (function count() { ++frames; "
                      "requestAnimationFrame(count); })()")
        page.type_line("compute")
        page.wait_for("document.querySelector('#speed').value.includes('slower than the chip')")
        self.assertGreater(page.evaluate("frames"), 10, "within a second")
        page.wait_for(text_has("#console", "done"))

    def test_pause_stops_its_time_and_a_step_goes_to_the_next_event(self):
        page = self.open_probe()
        page.click("#pause")
        page.type_line("square")
        page.evaluate("board.events = []")
        before = page.evaluate("board.pico.nanos")
        time.sleep(0.1)
        self.assertEqual(page.evaluate("board.pico.nanos"), before)
        for _ in range(40):  # bytes that go out are events, too
            page.click("#step")
            if page.edges(LED):
                break
        self.assertEqual(len(page.edges(LED)), 1)

    def test_a_program_that_ends_is_told(self):
        page = self.open(program("blink", "pico"))
        page.check("#virtual")
        page.wait_for(text_has("#state", "has ended, with status 0"))
        self.assertEqual(page.complaints(), [])

    def open_wired(self, example, *wired):
        source = next(ROOT.glob(f"examples/**/{example}.cpp"))
        return self.open(program(example, "pico", *wired), SERVE, source)

    def test_parts_are_shown_and_moved(self):
        page = self.open_wired("bench_supply")
        page.wait_for(text_has("#lcd", "set 3.30 V  off"))
        page.click("#key4", {"delay": 200})
        page.wait_for(text_has("#lcd", "set 5.00 V"))
        page.click("#right")
        page.wait_for(text_has("#lcd", "set 5.10 V"))
        page.fill("#adc0", "1000")
        page.wait_for(text_has("#lcd", "out 3.9"))
        self.assertFalse(page.isVisible("#GP16"), "the display's")
        self.assertEqual(page.complaints(), [])

    def test_a_remote_control(self):
        page = self.open_wired("nec_ir", "wired")
        page.click("#ir3", {"delay": 100})
        page.wait_for(text_has("#console", "key 3 of the remote control 64"))
        self.assertFalse(page.isVisible(f"#GP{BUTTON}"), "the receiver's pin")

    def test_its_script_is_small(self):
        self.open_probe()
        self.assertLess(PAGE.with_name("page.js").stat().st_size, LARGEST_SCRIPT)

    def test_a_page_without_a_server_says_so(self):
        self.open_probe()  # the page is there then
        page = Page(PAGE.as_uri())
        self.addCleanup(page.close)
        page.wait_for(text_has("#state", "./run --board pico --browser"))


class SourceTest(unittest.TestCase):
    def test_the_page_is_small(self):
        for files, most in MOST_LINES.items():
            lines = [len((SERVE.parent / name).read_text().splitlines()) for name in files]
            self.assertLessEqual(sum(lines), most, files)


class CommandLineTest(unittest.TestCase):
    def refused(self, *command):
        result = subprocess.run(command, capture_output=True, text=True, check=False,
                                timeout=HANG_SECONDS)
        self.assertEqual(result.returncode, 2)
        return result.stderr.splitlines()[0]

    def test_a_taken_port(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            told = self.refused(sys.executable, "-B", SERVE, "none.elf", "--port", port)
        self.assertEqual(told, f"run: port {port} of 127.0.0.1: Address already in use; another "
                               "one: --browser=PORT")

    def test_a_program_is_not_what_is_written(self):
        for option in ("--uf2", "--trace", "--pins", "--uart"):
            with tempfile.TemporaryDirectory() as folder:
                source = Path(folder) / "mine.cpp"
                source.write_text("int main() {}\n")
                told = self.refused(ROOT / "run", "--board", "pico", option, source)
                self.assertEqual(told, f"run: {option} takes a file, not the program {source}")
                self.assertEqual(source.read_text(), "int main() {}\n")

    def test_words_that_do_not_fit(self):
        run = ROOT / "run"
        self.assertEqual(self.refused(run, "--browser"), "run: --browser is for the board pico")
        self.assertEqual(self.refused(run, "--board", "pico", "--browser=none"),
                         "run: --browser takes a port, not 'none'")
        self.assertEqual(self.refused(run, "--board", "pico", "--browser=65536"),
                         "run: --browser takes a port, not '65536'")
        self.assertEqual(self.refused(run, "--board", "pico", "--uart", "pty", "--browser"),
                         "run: --uart and --pins are not for --browser: the page is the "
                         "board's")


if __name__ == "__main__":
    unittest.main()
