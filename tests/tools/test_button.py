# SPDX-License-Identifier: MIT
"""examples/button.cpp: an interrupt at a pin wakes a task. The emulator presses; on the host
SIGUSR1 does."""
# NEEDS: qemu-system-arm arm-none-eabi-g++ g++ cmake ninja

import unittest

from places import everywhere

PRESSES = 3
AT_ONCE_US = 5_000  # far below any period: between emulator and test there is a busy computer


class ButtonTest(unittest.TestCase):
    @everywhere("button")
    def test_each_press_wakes_the_task_at_once(self, board):
        latencies = []
        for press in range(1, PRESSES + 1):
            board.read_until("Press the button.\n")
            board.press()
            board.read_until(f"Press {press} was seen after ")
            latencies.append(int(board.read_until(" us.\n").split()[0]))
            board.release()
        self.assertEqual(board.exit_status(), 0)
        self.assertLess(min(latencies), AT_ONCE_US)

    @everywhere("button", fast=True)
    def test_nobody_presses(self, board):
        board.read_until("Nobody came: TimeoutError\n")
        self.assertEqual(board.exit_status(), 0)


if __name__ == "__main__":
    unittest.main()
