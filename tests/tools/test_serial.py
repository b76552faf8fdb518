# SPDX-License-Identifier: MIT
"""The serial terminal, examples/serial_terminal.cpp, over a pseudo-terminal in place of a port."""
# NEEDS: g++ cmake ninja

import os
import pty
import select
import subprocess
import termios
import unittest

from places import HANG_SECONDS, HOST, program

END_KEY = b"\x1d"


def read(descriptor, count):
    text = b""
    while len(text) < count and select.select([descriptor], [], [], HANG_SECONDS)[0]:
        text += os.read(descriptor, count - len(text))
    return text


class SerialTerminalTest(unittest.TestCase):
    def test_keys_go_out_what_comes_is_shown_and_the_line_is_as_before(self):
        line, port = pty.openpty()
        before = termios.tcgetattr(port)
        with subprocess.Popen([program("serial_terminal", HOST), os.ttyname(port), "250000"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
            process.stdin.write(b"at\r\n")
            self.assertEqual(read(line, 4), b"at\r\n")
            self.assertNotEqual(termios.tcgetattr(port), before)
            os.write(line, b"ok\r\n")
            self.assertEqual(read(process.stdout.fileno(), 4), b"ok\r\n")
            process.stdin.write(END_KEY)
            self.assertEqual(process.wait(HANG_SECONDS), 0)
        self.assertEqual(termios.tcgetattr(port), before)
        os.close(line)
        os.close(port)

    def test_a_port_that_goes_or_is_not_there_ends_it(self):
        line, port = pty.openpty()
        with subprocess.Popen([program("serial_terminal", HOST), os.ttyname(port)],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
            process.stdin.write(b"at")
            self.assertEqual(read(line, 2), b"at")  # it is set up
            os.close(line)
            self.assertEqual(process.wait(HANG_SECONDS), 0)
        os.close(port)
        with subprocess.Popen([program("serial_terminal", HOST), "/dev/none"],
                              stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            self.assertEqual(process.wait(HANG_SECONDS), 1)  # and nobody has pressed a key
            self.assertIn(b"OSError 2: /dev/none: No such file or directory", process.stderr.read())

    def test_without_a_port_it_talks_to_an_echo(self):
        result = subprocess.run([program("serial_terminal", HOST)], input=b"hello" + END_KEY,
                                capture_output=True, timeout=HANG_SECONDS, check=True)
        self.assertEqual(result.stdout, b"hello")


if __name__ == "__main__":
    unittest.main()
