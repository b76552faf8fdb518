# SPDX-License-Identifier: MIT
"""examples/console.cpp: commands are typed while its tasks work, on a terminal and on UARTs."""
# NEEDS: qemu-system-arm qemu-system-riscv32 riscv64-unknown-elf-g++ g++ cmake ninja

import unittest

from places import everywhere

FIRST_LINE = "commands: list, period NAME MILLISECONDS, cancel NAME, quit\n"
STATUS_INTERRUPTED = 130


def next_count(console):
    """Waits for the next line of the task that counts; its number."""
    console.read_until("\ncount ")
    return int(console.read_until("\n").split()[0])


class ConsoleTest(unittest.TestCase):
    @everywhere("console")
    def test_work_goes_on_while_a_line_is_typed(self, console):
        console.read_until(FIRST_LINE[:-1])
        console.write("li")
        self.assertEqual(next_count(console), 1)
        console.write("s")
        self.assertEqual(console.read_until("\n").split()[:2], ["count", "2"])
        console.write("t\n")
        console.read_until("3 tasks at ")

    @everywhere("console")
    def test_list_says_what_each_task_does(self, console):
        console.read_until(FIRST_LINE)
        console.read_until("count 1 ")
        console.write("list\n")
        console.read_until("3 tasks at ")
        tasks = "".join(console.read_until("\n") for _ in range(4))
        self.assertIn("  blink: sleeping, due in ", tasks)
        self.assertIn("  count: sleeping, due in ", tasks)
        self.assertIn("  main: running", tasks)

    def milliseconds(self, console):
        """The program's own clock, which on the host counts since the computer's start."""
        console.write("list\n")
        console.read_until("tasks at ")
        return int(console.read_until(" ms")[:-len(" ms")])

    @everywhere("console")
    def test_a_period_is_changed(self, console):
        console.read_until(FIRST_LINE)
        start = self.milliseconds(console)
        console.write("period count 20\n")
        console.read_until("the period of count is now 20 ms")
        console.read_until("\ncount 20 ")
        # With the old period it would have taken twenty seconds.
        self.assertLess(self.milliseconds(console) - start, 19_000)

    @everywhere("console")
    def test_a_task_is_cancelled(self, console):
        console.read_until(FIRST_LINE)
        console.write("cancel blink\n")
        console.read_until("blink is cancelled\n")
        console.read_until("count 1 ")  # a cancelled task ends at its next turn
        console.write("list\n")
        console.read_until("2 tasks at ")
        tasks = "".join(console.read_until("\n") for _ in range(3))
        self.assertNotIn("blink", tasks)
        console.write("cancel blink\n")
        console.read_until("blink was over already")
        console.read_until("count 2 ")

    @everywhere("console")
    def test_what_cannot_be_obeyed_is_answered(self, console):
        console.read_until(FIRST_LINE)
        for line, answer in (
            ("hello", "unknown command: hello - commands: list,"),
            ("cancel", "there is no task "),
            ("cancel nobody", "there is no task nobody"),
            ("period count soon", "a period is a number of milliseconds, not soon"),
            ("period count 0", "a period is a number of milliseconds, not 0"),
            ("period count 99999999999", "a period is a number of milliseconds, not 99999999999"),
            ("x" * 41, "that line is too long"),
            ("x" * 40, "unknown command: " + "x" * 40),
        ):
            console.write(line + "\n")
            console.read_until(answer)
        console.write("\n   \n  period   blink  100  \n")
        console.read_until("the period of blink is now 100 ms")

    @everywhere("console")
    def test_quit(self, console):
        console.read_until(FIRST_LINE)
        console.write("quit\n")
        console.read_until("bye\n")
        self.assertEqual(console.exit_status(), 0)

    @everywhere("console")
    def test_end_of_input(self, console):
        console.read_until(FIRST_LINE)
        console.end_input()
        console.read_until("bye\n")
        self.assertEqual(console.exit_status(), 0)

    @everywhere("console")
    def test_interrupt(self, console):
        console.read_until(FIRST_LINE)
        console.interrupt()
        self.assertEqual(console.exit_status(), STATUS_INTERRUPTED)


if __name__ == "__main__":
    unittest.main()
