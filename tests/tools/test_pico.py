# SPDX-License-Identifier: MIT
"""The Pico, in its run loop: what its pins, its converter and its buses do, exact to the cycle.

tests/target/interactive/pico_probe.cpp is what runs there.
"""
# NEEDS: node arm-none-eabi-g++ cmake ninja

import subprocess
import tempfile
import unittest

from places import PICO_IS_HERE, Board, EmulatorError, firmware

MILLISECOND = 1_000_000  # nanoseconds
LED, LED2, LED3, BUTTON, SELECT = 25, 16, 17, 15, 13


@unittest.skipUnless(PICO_IS_HERE, "rp2040js is missing: ./run --board pico fetches it")
class PicoTest(unittest.TestCase):
    def start(self):
        board = Board("pico", firmware("pico_probe", "pico"), fast=True)
        self.addCleanup(board.close)
        board.read_until("ready\n")
        return board

    def answer(self, board, command):
        board.write(f"{command}\n")
        return board.read_until("\n").strip()

    def test_edges_of_a_sleeping_task_are_a_millisecond_apart(self):
        board = self.start()
        board.emulator.watch(LED)
        self.assertEqual(self.answer(board, "square"), "done")
        edges = board.emulator.edges(LED)
        self.assertEqual([level for _, level in edges], [1, 0] * 5)
        times = [time for time, _ in edges]
        for before, after in zip(times, times[1:]):
            self.assertLess(abs(after - before - MILLISECOND), 1_000)

    def test_two_runs_are_the_same_to_the_nanosecond(self):
        runs = []
        for _ in range(2):
            with Board("pico", firmware("pico_probe", "pico"), fast=True) as board:
                board.read_until("ready\n")
                board.emulator.watch(LED)
                self.answer(board, "square")
                times = [time for time, _ in board.emulator.edges(LED)]
                runs.append([time - times[0] for time in times])
        self.assertEqual(*runs)

    def test_from_the_edge_to_the_interrupt_and_the_task(self):
        board = self.start()
        for pin in (BUTTON, LED2, LED3):
            board.emulator.watch(pin)
        self.assertEqual(self.answer(board, "latency"), "waiting")
        board.press()
        board.read_until("pressed\n")
        (pressed, _), = board.emulator.edges(BUTTON)
        (interrupt, _), = board.emulator.edges(LED2)
        (task, _), = board.emulator.edges(LED3)
        self.assertLess(interrupt - pressed, 3_000)
        self.assertLess(task - interrupt, 10_000)

    def test_a_loop_in_an_interrupt_comes_between_what_the_first_one_computes(self):
        elf = firmware("urgent_probe", "pico", "CMAKE_BUILD_TYPE=MinSizeRel",
                       "UASYNCIO_DIAGNOSTICS=0")
        with Board("pico", elf, fast=True) as board:
            board.read_until("ready\n")
            for pin in (LED, LED2, LED3):
                board.emulator.watch(pin)
            self.assertEqual(self.answer(board, "go"), "done")
            begin, end = [time for time, _ in board.emulator.edges(LED)]
            (interrupt, _), = board.emulator.edges(LED2)
            task, task_end = [time for time, _ in board.emulator.edges(LED3)]
        self.assertLess(abs(end - begin - 100 * MILLISECOND), 50_000)
        self.assertLess(abs(interrupt - begin - 50 * MILLISECOND), 10_000)
        self.assertLess(task - interrupt, 4_500)
        self.assertLess(abs(task_end - task - 10 * MILLISECOND), 10_000)

    def test_the_converter(self):
        board = self.start()
        for value, expected in ((0, 0), (4095, 65535), (0x801, 0x8018)):
            board.emulator.set_adc(0, value)
            self.assertEqual(self.answer(board, "adc"), str(expected))

    def test_i2c(self):
        board = self.start()
        board.emulator.add_i2c_memory(0, 0x50)
        self.assertEqual(self.answer(board, "memory"), "as written")
        self.assertEqual(self.answer(board, "nobody"), "ENODEV")

    def test_i2c_goes_on_behind_a_device_that_holds_the_clock(self):
        board = self.start()
        board.emulator.add_i2c_memory(0, 0x50)
        self.assertEqual(self.answer(board, "silent"), "ETIMEDOUT")
        self.assertEqual(self.answer(board, "memory"), "as written")

    def test_i2c_without_devices_is_scanned(self):
        board = self.start()
        self.assertEqual(self.answer(board, "scan"), "scanned")

    def test_spi(self):
        board = self.start()
        board.emulator.add_spi_memory(1, SELECT)
        board.emulator.watch(SELECT)
        for size in ("", " byte"):
            self.assertEqual(self.answer(board, f"spi{size}"), "as written")
        self.assertEqual([level for _, level in board.emulator.edges(SELECT)], [0, 1] * 4)

    def test_spi_without_a_device_reads_what_the_pull_up_gives(self):
        board = self.start()
        self.assertEqual(self.answer(board, "spi"), "otherwise")

    def test_spi_is_cancelled_at_any_byte_and_the_next_transaction_is_whole(self):
        board = self.start()
        board.emulator.add_spi_memory(1, SELECT)
        self.assertEqual(self.answer(board, "spi"), "as written")
        board.emulator.watch(SELECT)
        self.assertEqual(self.answer(board, "spi cancel"), "failures: 0")
        levels = [level for _, level in board.emulator.edges(SELECT)]
        self.assertEqual(levels, [0, 1] * 47)
        self.assertEqual(self.answer(board, "spi"), "as written")

    def test_timers(self):
        board = self.start()
        for pin in (LED2, LED3):
            board.emulator.watch(pin)
        self.assertEqual(self.answer(board, "timer"), "done")
        once = [time for time, _ in board.emulator.edges(LED2)]
        often = [time for time, _ in board.emulator.edges(LED3)]
        since = [time - often[0] for time in often]
        self.assertEqual([since[n] for n in (0, 1, 2, 4, 5)],
                         [n * MILLISECOND for n in (0, 1, 2, 6, 7)], "at whole periods")
        self.assertTrue(5 * MILLISECOND < since[3] < 6 * MILLISECOND, "as soon as it could be")
        self.assertEqual(len(often), 6, "those that were late came as one")
        self.assertLess(abs(once[0] - often[0] - MILLISECOND // 2), 3_000)
        self.assertEqual(len(once), 2)

    def test_pulses(self):
        board = self.start()
        for pin in (18, 19):
            board.emulator.watch(pin)
        self.assertEqual(self.answer(board, "pwm"), "done")
        times = [time for time, _ in board.emulator.edges(18)]
        rising, falling = times[::2], times[1::2]
        self.assertGreater(len(rising), 15)
        self.assertEqual({after - before for before, after in zip(rising, rising[1:])}, {50_000})
        self.assertEqual({down - up for up, down in zip(rising, falling)}, {12_504})
        self.assertEqual([level for _, level in board.emulator.edges(19)], [1, 0], "no gap")

    def test_the_calendar_goes_over_the_end_of_a_leap_years_february(self):
        self.assertEqual(self.answer(self.start(), "rtc"), "passed 3")

    def test_the_watchdog_resets_a_program_that_stands_still(self):
        board = self.start()
        self.assertEqual(self.answer(board, "starve"), "no more food")
        self.assertEqual(board.read_until("\n"), "reset by the watchdog\n")
        self.assertEqual(self.answer(board, "square"), "done")

    def test_a_note_of_what_stood_still_survives_the_reset(self):
        board = self.start()
        self.assertEqual(self.answer(board, "note"), "")
        for command, last_words, noted in (("hang", "radio", "radio"),
                                           ("spin", "spins", "the loop")):
            self.assertEqual(self.answer(board, command), last_words)
            self.assertEqual(board.read_until("\n"), "reset by the watchdog\n")
            self.assertEqual(self.answer(board, "note"), noted)

    def test_an_image_with_a_wrong_checksum_does_not_start(self):
        elf = firmware("pico_probe", "pico")
        with tempfile.NamedTemporaryFile() as image, tempfile.NamedTemporaryFile() as boot2:
            boot2.write(bytes(256))
            boot2.flush()
            subprocess.run(["arm-none-eabi-objcopy", "--update-section",
                            f".boot2={boot2.name}", elf, image.name], check=True)
            with self.assertRaisesRegex(EmulatorError, "checksum is wrong"):
                Board("pico", image.name)


if __name__ == "__main__":
    unittest.main()
