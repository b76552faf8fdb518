# SPDX-License-Identifier: MIT
"""The board in the browser: bundles the page and serves it with a program, until Ctrl-C.

    serve.py PROGRAM.elf --port N
"""

import argparse
import http.server
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
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

    def __init__(self, *arguments):
        super().__init__(*arguments, directory=str(PAGE))

    def translate_path(self, path):
        if path.partition("?")[0] == "/program.elf":
            return str(self.program)
        return super().translate_path(path)

    def end_headers(self):
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_):
        pass


def parse():
    parser = argparse.ArgumentParser(prog="serve.py", description="Serves the board's page.")
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--port", type=int, required=True, help="0: the system chooses")
    return parser.parse_args()


def main():
    arguments = parse()
    Files.program = arguments.program.resolve()
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
