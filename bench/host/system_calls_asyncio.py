# SPDX-License-Identifier: MIT
"""The same as system_calls.cpp, which counts them."""

import os
import subprocess
import sys
from pathlib import Path

COUNTER = Path(os.environ["BENCH_PROGRAMS"]) / "bench_system_calls"
SERVER = Path(__file__).with_name("echo_asyncio.py")

subprocess.run([COUNTER, sys.executable, "-B", SERVER, *sys.argv[1:]], check=True)
