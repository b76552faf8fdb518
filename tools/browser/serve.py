# SPDX-License-Identifier: MIT
"""The board in the browser: bundles the page and serves it with a program, until Ctrl-C.

    serve.py PROGRAM.elf --port N [--wiring PROGRAM.cpp ...]
"""

import argparse
import http.server
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "emulator"))

from wiring import wired  # noqa: E402

FETCHED = HERE.parents[1] / "build" / "browser"
PAGE = FETCHED / "page"


def bundle(folder=PAGE):
    """The page as plain files, in build/browser/page: any server of files can serve it."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([FETCHED / "node_modules/.bin/esbuild", HERE / "page.mjs", "--bundle",
                    "--minify", "--format=iife", "--log-level=warning",
                    f"--outfile={folder / 'page.js'}"],
                   check=True, env={**os.environ, "NODE_PATH": str(FETCHED / "node_modules")})
    shutil.copy(HERE / "page.html", folder / "index.html")
    shutil.copy(HERE / "page.css", folder)


class Files(http.server.SimpleHTTPRequestHandler):
    """The page, and the program as it is when it is asked for: a reload takes a new one."""

    program = None
    parts = ""  # what is wired, as the page asks for it

    def __init__(self, *arguments):
        super().__init__(*arguments, directory=str(PAGE))

    def translate_path(self, path):
        if path.partition("?")[0] == "/program.elf":
            return str(self.program)
        return super().translate_path(path)

    def do_GET(self):
        if self.path.partition("?")[0] != "/wiring.txt":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(self.parts.encode())

    def end_headers(self):
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_):
        pass


def parse():
    parser = argparse.ArgumentParser(prog="serve.py", description="Serves the board's page.")
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--port", type=int, required=True, help="0: the system chooses")
    parser.add_argument("--wiring", metavar="FILE", action="append", default=[],
                        help="a source whose lines `// WIRE: ...` say what is on the pins")
    return parser.parse_args()


def main():
    arguments = parse()
    Files.program = arguments.program.resolve()
    Files.parts = "\n".join(part for file in arguments.wiring for part in wired(file, "pico"))
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", arguments.port), Files)
    except OSError as error:
        print(f"run: port {arguments.port} of 127.0.0.1: {error.strerror}; another one: "
              "--browser=PORT", file=sys.stderr)
        return 2
    bundle()
    print(f"run: the board is at http://127.0.0.1:{server.server_port}/ (Ctrl-C ends)",
          file=sys.stderr, flush=True)
    with server:
        server.serve_forever()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
