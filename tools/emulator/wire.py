# SPDX-License-Identifier: MIT
"""A UART of an emulated board: two named pipes, one for each direction.

A socket would do but for its room: it is full after some 270 writes of one byte. QEMU's nRF51 then
tries again later, and forgets the interrupt that says that the byte is out: a program whose output
nobody reads for a moment would stand still for ever. A pipe has room for 64 KB.
"""

import array
import fcntl
import os
import termios


class Wire:
    """`path`.in and `path`.out, as QEMU's pipes are named, and the Pico's."""

    def __init__(self, path):
        self._path = path
        self.reading = self.writing = -1  # our descriptors
        os.mkfifo(f"{path}.in")
        os.mkfifo(f"{path}.out")

    def open(self):
        """Once the emulator has opened both: until then an end of file would be read."""
        self.reading = os.open(f"{self._path}.out", os.O_RDONLY | os.O_CLOEXEC)
        self.writing = os.open(f"{self._path}.in", os.O_WRONLY | os.O_CLOEXEC)

    def fileno(self):
        """For select: readable."""
        return self.reading

    def recv(self, most):
        """What is there, at least one byte; b"" after the emulator's end."""
        return os.read(self.reading, most)

    def unread(self):
        """How many bytes recv would give now, if it may give them all."""
        count = array.array("i", [0])
        fcntl.ioctl(self.reading, termios.FIONREAD, count)
        return count[0]

    def sendall(self, data):
        while data:
            data = data[os.write(self.writing, data):]

    def close(self):
        for descriptor in (self.reading, self.writing):
            if descriptor >= 0:
                os.close(descriptor)
        self.reading = self.writing = -1
