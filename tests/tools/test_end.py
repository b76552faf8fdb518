# SPDX-License-Identifier: MIT
"""How programs on boards end: with a debugger that listens, and without one.

The commands are those of tests/target/interactive/end_probe.cpp.
"""
# NEEDS: qemu-system-arm arm-none-eabi-g++ cmake ninja

import pathlib
import subprocess
import tempfile
import unittest

from places import CORTEX_M, Board, firmware

INTERRUPT = "\x03"  # Ctrl-C
WITHOUT_BUS_FAULTS = ("lm3s6965evb",)  # QEMU's: what is nowhere reads as 0
WITHOUT_REASONS = ("microbit", "pico")  # ARMv6-M does not say why it faults


def commands(*texts):
    """A decorator: the test gets every board and every command, with a debugger and without."""

    def decorate(test):
        def run(self):
            for board in CORTEX_M:
                for command in texts:
                    with self.subTest(board=board, command=command):
                        test(self, board, command)

        return run

    return decorate


class EndTest(unittest.TestCase):
    def end(self, board, command, *settings, debugger):
        """Gives the board the command; returns what it has written up to its end, and the board's
        exit status or None if it went on."""
        elf = firmware("end_probe", board, *settings)
        with Board(board, elf, debugger=debugger) as running:
            running.read_until("ready\n")
            running.write(command if command == INTERRUPT else f"{command}\n")
            if debugger:
                status = running.exit_status()
                output = running.output.decode(errors="replace").partition("ready\n")[2]
            else:
                status = None
                output = running.read_until("\n*** ended, status ")
                output += running.read_until("\n")
                self.assertEqual(running.receive(0.1), b"", "stopped for good")
                self.assertTrue(running.is_running())
            self.assertNotIn("ockup", running.error_text())
            return output, status

    def check(self, board, command, status, *report):
        """With a debugger and without, the report, the hook and the status are the same."""
        for debugger in (True, False):
            with self.subTest(debugger=debugger):
                output, exit_status = self.end(board, command, debugger=debugger)
                for text in (*report, f"on_end {status:03}\n"):
                    self.assertIn(text, output)
                if debugger:
                    self.assertEqual(exit_status, status)
                else:
                    self.assertTrue(output.endswith(f"*** ended, status {status:08x}\n"), output)

    def check_fault(self, board, command, *report, reason=""):
        if reason and board not in WITHOUT_REASONS:
            report += (reason,)
        self.check(board, command, 99, "*** fault", "on_fault, on_end", *report)

    @commands("succeed")
    def test_success(self, board, command):
        self.check(board, command, 0)

    @commands("fail")
    def test_failure(self, board, command):
        self.check(board, command, 1, "the program failed: ", "ValueError\n")

    @commands("exit", "i exit", "m exit")
    def test_exit_from_a_task_an_interrupt_and_masked_code(self, board, command):
        self.check(board, command, 7)

    @commands(INTERRUPT)
    def test_interrupted(self, board, command):
        self.check(board, command, 130)

    @commands("bus", "i bus", "m bus")
    def test_an_address_that_is_not_there_is_named(self, board, command):
        if board not in WITHOUT_BUS_FAULTS:
            self.check_fault(board, command, ", exception 00000003 pc ",
                             reason=" cfsr 00008200 hfsr 40000000 address 90001230")

    @commands("undefined", "i undefined", "m undefined")
    def test_undefined_instruction(self, board, command):
        self.check_fault(board, command, ", exception 00000003 pc ", reason=" cfsr 00010000")

    @commands("jump")
    def test_jump_to_where_nothing_is(self, board, command):
        self.check_fault(board, command, ", exception 00000003 pc ")

    @commands("divide")
    def test_division_by_zero(self, board, command):
        self.check_fault(board, command, ", exception 00000003 pc ", reason=" cfsr 02000000")

    @commands("overflow", "m overflow")
    def test_stack_overflow(self, board, command):
        self.check_fault(board, command, ": stack overflow")

    @commands("i overflow")
    def test_stack_overflow_in_an_interrupt(self, board, command):
        output, _ = self.end(board, command, debugger=False)
        self.assertIn("*** fault: stack overflow", output)
        self.assertIn("on_fault, on_end 099\n", output)
        self.assertTrue(output.endswith("*** ended, status 00000063\n"), output)

    @commands("pure", "abort")
    def test_what_libraries_give_up_for(self, board, command):
        self.check_fault(board, command, ", exception 00000003 pc ")

    @commands("unhandled")
    def test_interrupt_without_a_handler(self, board, command):
        self.check(board, command, 98, "*** interrupt without a handler, exception 0000000b pc ")


class BootLoaderTest(unittest.TestCase):
    FLASH = {"lm3s6965evb": 0, "pyboard": 0x0800_0000}  # cores that can move their vector table

    def test_interrupts_and_faults_of_an_image_behind_one_are_its_own(self):
        for board, flash in self.FLASH.items():
            with self.subTest(board=board), tempfile.NamedTemporaryFile() as loader:
                elf = firmware("behind_boot_loader", board)
                loader.write(self.stack_and_start(elf))  # all that this boot loader has
                loader.flush()
                arguments = ("-device", f"loader,file={loader.name},addr={flash:#x},force-raw=on")
                with Board(board, elf, qemu_arguments=arguments) as running:
                    running.read_until("ready\n")
                    running.write("undefined\n")
                    running.read_until("*** fault")
                    self.assertEqual(running.exit_status(), 99)

    def stack_and_start(self, elf):
        """The first two words of its vector table."""
        with tempfile.NamedTemporaryFile() as binary:
            subprocess.run(["arm-none-eabi-objcopy", "-O", "binary", elf, binary.name], check=True)
            return pathlib.Path(binary.name).read_bytes()[:8]


class OptionsTest(unittest.TestCase):
    BOARD = "microbit"

    def test_reset_after_the_end_and_the_smallest_build_says_that_there_was_a_fault(self):
        elf = firmware("end_probe", self.BOARD, "UASYNCIO_AFTER_END=reset",
                       "UASYNCIO_DIAGNOSTICS=0")
        with Board(self.BOARD, elf, debugger=False) as board:
            for command, last_words in (("succeed", "on_end 000\n"), ("fail", "on_end 001\n"),
                                        ("undefined", "\n*** fault\non_fault, on_end 099\n")):
                board.read_until("ready\n")
                board.write(f"{command}\n")
                self.assertEqual(board.read_until("ready\n"), f"{last_words}ready\n")
                board.write("succeed\n")


if __name__ == "__main__":
    unittest.main()
