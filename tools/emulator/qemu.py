# SPDX-License-Identifier: MIT
"""QEMU: how it is started, and what is asked of it."""

import json


class Qemu:
    """`connect` gives the socket of that name in the board's folder."""

    def __init__(self, connect, _):
        self._qtest_socket = connect("qtest")
        self._qtest = self._qtest_socket.makefile("rw")
        self._qmp = connect("qmp").makefile("rw")
        self._qmp.readline()  # its greeting
        self.qmp("qmp_capabilities")

    @staticmethod
    def command(kind, elf, folder, fast, debugger, has_line):
        """`has_line`: the program's UART has a wire of its own."""
        command = [kind.emulator, "-M", kind.machine, *kind.arguments, "-kernel", elf, "-S",
                   "-display", "none", "-monitor", "none",
                   "-semihosting-config",
                   f"enable={'on' if debugger else 'off'},target=native",
                   "-chardev", f"pipe,id=uart,path={folder}/uart",
                   "-serial", "chardev:uart",
                   "-qmp", f"unix:{folder}/qmp,server=on,wait=off",
                   "-qtest", f"unix:{folder}/qtest,server=on,wait=off",
                   "-qtest-log", "none"]
        if kind.has_line:
            command += ["-chardev", f"pipe,id=line,path={folder}/line" if has_line
                        else "null,id=line", "-serial", "chardev:line"]
        if fast:
            command += ["-icount", f"shift={kind.virtual_time_shift},sleep=off"]
        return command

    def start(self):
        self._tell_qmp("cont")  # a short program may end before the answer

    def set_pin(self, pin, level):
        """A wrong path ends QEMU."""
        self.send_pin(pin, level)
        if not self._qtest.readline():
            raise ConnectionError(f"QEMU ended when {pin} was set")

    def send_pin(self, pin, level):
        """The same, without waiting for the answer: for who has called `intercept`."""
        self._qtest.write(f"set_irq_in {pin.path} {pin.gpio} {pin.number} {int(level)}\n")
        self._qtest.flush()

    def intercept(self, path):
        """From now on QEMU tells of the outputs of the device: its lines `IRQ raise NUMBER` and
        `IRQ lower NUMBER` come on the socket that this gives, among its answers. `set_pin` cannot
        be used any more."""
        self._qtest.write(f"irq_intercept_out {path}\n")
        self._qtest.flush()
        return self._qtest_socket

    def qmp(self, command, **arguments):
        """A command of the QEMU machine protocol; returns its answer."""
        self._tell_qmp(command, **arguments)
        for line in self._qmp:
            answer = json.loads(line)
            if answer.get("id") == command:
                return answer
        raise ConnectionError(f"QEMU ended during {command}")

    def _tell_qmp(self, command, **arguments):
        request = {"execute": command, "arguments": arguments, "id": command}
        self._qmp.write(json.dumps(request) + "\n")
        self._qmp.flush()
