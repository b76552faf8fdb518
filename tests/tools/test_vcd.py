# SPDX-License-Identifier: MIT
"""./run --pins: recordings of pins, which sigrok-cli reads and decodes: a referee that is not ours.

tests/target/interactive/pico_waves.cpp is what runs on the Pico.
"""
# NEEDS: g++ cmake ninja sigrok-cli node arm-none-eabi-g++

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from places import PICO_IS_HERE, ROOT, SIM, firmware, program

from vcd import Recording

MILLISECOND = 1_000_000  # nanoseconds


def run(*arguments):
    return subprocess.run([ROOT / "run", *arguments], capture_output=True, text=True, timeout=300)


class VcdTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.path = self.folder / "pins.vcd"

    def record(self, lines):
        Recording(self.path).record(lines)
        return self.path.read_text()

    def decoded(self, decoder, *rows):
        """What sigrok-cli makes of the recording."""
        name = decoder.partition(":")[0]
        chosen = ["-A", f"{name}={':'.join(rows)}"] if rows else []
        command = ["sigrok-cli", "-I", "vcd", "-i", self.path, "-P", decoder, *chosen]
        result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
        return [line.partition(": ")[2] for line in result.stdout.splitlines()]

    def edges(self, name):
        """[(time in the file's unit, level), ...]"""
        head, _, body = self.path.read_text().partition("$dumpvars\n")
        code = next(line.split()[3] for line in head.splitlines() if line.endswith(f" {name} $end"))
        time, found = 0, []
        for line in body.partition("$end\n")[2].splitlines():
            if line.startswith("#"):
                time = int(line[1:])
            elif line[1:] == code:
                found.append((time, int(line[0])))
        return found


class RecordingTest(VcdTest):
    def test_has_a_head_the_levels_before_and_the_changes(self):
        self.assertEqual(
            self.record(["uasyncio 1 sim 1000\n", "@2000 pin led1 1\n", "@2000 pin scl 0\n",
                         "@2000 text lcd 0 pin\n", "@14000 pin led1 0\n"]),
            "$timescale 1 us $end\n$scope module pins $end\n$var wire 1 ! led1 $end\n"
            "$var wire 1 \" scl $end\n$upscope $end\n$enddefinitions $end\n"
            "#0\n$dumpvars\n0!\n1\"\n$end\n#2\n1!\n0\"\n#14\n0!\n")

    def test_hundreds_of_pins_have_codes_of_their_own(self):
        text = self.record(["uasyncio 1 pico 1\n", *(f"@5 pin p{n} 1\n" for n in range(300))])
        codes = [line.split()[3] for line in text.splitlines() if line.startswith("$var")]
        self.assertEqual(len(set(codes)), 300)
        self.assertIn("$timescale 1 ns $end", text)

    def test_without_a_change_is_a_whole_file(self):
        self.assertTrue(self.record([]).endswith("#0\n$dumpvars\n$end\n"))


class SimTest(VcdTest):
    def play(self, example):
        reading, writing = os.pipe()
        environment = {**os.environ, "UASYNCIO_PANEL": str(writing)}
        with subprocess.Popen([program(example, SIM)], stdout=subprocess.DEVNULL, env=environment,
                              pass_fds=[writing]) as process:
            os.close(writing)
            with os.fdopen(reading) as lines:
                Recording(self.path).record(lines)
        self.assertEqual(process.returncode, 0)

    def test_i2c_of_the_sensors_example(self):
        self.play("htu21d")
        words = self.decoded("i2c:scl=scl:sda=sda", "address-write", "data-write", "data-read")
        sent = [word for word in words if word.startswith(("Address write", "Data write"))]
        self.assertEqual(sent[:8:2], ["Address write: 40"] * 4)
        self.assertEqual(sent[1:8:2], [f"Data write: {byte}" for byte in ("FE", "E7", "F3", "F5")])
        read = [int(word[-2:], 16) for word in words if word.startswith("Data read")]
        values = [read[index:index + 3] for index in range(1, len(read), 3)][:2]
        temperature, humidity = ((high << 8 | low) & 0xFFFC for high, low, _ in values)
        self.assertEqual(-46_85 + 175_72 * temperature // 65536, 21_50)
        self.assertEqual(-6_00 + 125_00 * humidity // 65536, 45_00)

    def test_a_key_of_the_remote_controls_example(self):
        self.play("nec_ir")
        words = self.decoded("ir_nec:ir=receiver:polarity=active-low")
        counts = {word: words.count(word) for word in
                  ("Address: 0x40", "Address#: 0xBF", "Command: 0x02", "Command#: 0xFD",
                   "Repeat code")}
        # The second burst ends in the middle, behind its address.
        self.assertEqual(list(counts.values()), [2, 2, 1, 1, 1], words)


@unittest.skipUnless(PICO_IS_HERE, "rp2040js is missing: ./run --board pico fetches it")
class PicoTest(VcdTest):
    def setUp(self):
        super().setUp()
        result = subprocess.run(
            ["python3", "-B", ROOT / "tools/emulator/run_board.py", "--board", "pico", "--fast",
             "--pins", self.path, firmware("pico_waves", "pico")],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        self.assertEqual((result.returncode, result.stdout), (0, "nobody there\n"), result.stderr)

    def test_bytes_of_a_uart_and_a_transfer_to_nobody(self):
        self.assertEqual(self.decoded("uart:rx=GP25:baudrate=9600", "rx-data"), ["48", "69"])
        self.assertEqual(self.decoded("i2c:scl=GP5:sda=GP4", "address-write", "ack", "nack"),
                         ["Write", "Address write: 23", "NACK"])
        times = [time for time, _ in self.edges("GP25")]
        self.assertLess(abs(times[1] - times[0] - MILLISECOND), 100_000)


class MistakesTest(VcdTest):
    def test_a_file_that_cannot_be_written_is_told_before_anything_is_built(self):
        for board in ("sim", "pico"):
            result = run("--board", board, "--pins", self.folder / "no" / "file")
            self.assertEqual(result.returncode, 2)
            self.assertEqual(result.stderr,
                             f"run: --pins: {self.folder}/no/file cannot be written\n")

    def test_boards_that_cannot_are_refused(self):
        for board in ("host", "microbit"):
            result = run("--board", board, "--pins", self.path)
            self.assertEqual(result.returncode, 2)
            self.assertEqual(result.stderr, "run: --pins is for sim and pico: the pins of "
                                            f"{board} cannot be recorded\n")


if __name__ == "__main__":
    unittest.main()
