# SPDX-License-Identifier: MIT
"""What the program's UART is tied to by `./run --uart`: a terminal of its own, a TCP port of this
computer, or a file or device."""

import os
import pty
import socket
import stat
import tty


def open_line(where):
    """`pty`, the number of a port, or a path."""
    if where == "pty":
        return Terminal()
    if where.isdecimal():
        return TcpPort(int(where))
    return File(where)


class Terminal:
    """The other end is a pseudo-terminal, for `picocom`, `screen` or a program. What nobody reads
    is kept as long as there is room, and then lost, as on a wire."""

    def __init__(self):
        self._master, self._slave = pty.openpty()  # ours, so that it stays while others come and go
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.name = os.ttyname(self._slave)

    def fileno(self):
        return self._master

    def read(self, most):
        return os.read(self._master, most)

    def write(self, data):
        try:
            os.write(self._master, data)
        except BlockingIOError:
            pass


class TcpPort:
    """One client at a time; what is sent without one is lost."""

    def __init__(self, port):
        self._server = socket.create_server(("127.0.0.1", port))
        self._client = None
        self.name = f"port {self._server.getsockname()[1]} of 127.0.0.1"

    def fileno(self):
        return (self._client or self._server).fileno()

    def read(self, most):
        if self._client is None:
            self._client = self._server.accept()[0]
            return b""
        try:
            data = self._client.recv(most)
        except ConnectionError:
            data = b""
        if not data:
            self._client.close()
            self._client = None
        return data

    def write(self, data):
        if self._client is None:
            return
        try:
            self._client.sendall(data)
        except ConnectionError:
            pass  # the next read says so


class File:
    """A device, as /dev/ttyUSB0, both ways; an ordinary file is only written."""

    def __init__(self, path):
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOCTTY | os.O_APPEND, 0o666)
        self._is_ordinary = stat.S_ISREG(os.fstat(self._file).st_mode)
        if os.isatty(self._file):
            tty.setraw(self._file)
        self.name = path

    def fileno(self):
        return -1 if self._is_ordinary else self._file

    def read(self, most):
        return os.read(self._file, most)

    def write(self, data):
        while data:
            data = data[os.write(self._file, data):]
