# SPDX-License-Identifier: MIT
"""tools/uf2 writes what the boot ROM of an RP2040 takes, and refuses what would not start."""
# QUICK

import importlib.machinery
import importlib.util
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools" / "uf2"
loader = importlib.machinery.SourceFileLoader("uf2", str(TOOL))
uf2 = importlib.util.module_from_spec(importlib.util.spec_from_loader("uf2", loader))
sys.dont_write_bytecode = True
loader.exec_module(uf2)

CODE = bytes(range(252))
BOOT2 = CODE + struct.pack("<I", uf2.checksum(CODE))


def elf(*parts, machine=40):
    """An image of segments (address, bytes)."""
    offset = 52 + 32 * len(parts)
    headers = b""
    for address, data in parts:
        headers += struct.pack("<8I", 1, offset, 0x2000_0000, address, len(data), len(data), 5, 4)
        offset += len(data)
    head = b"\x7fELF\x01\x01" + bytes(10) + struct.pack(
        "<HHIIIIIHHHHHH", 2, machine, 1, 0, 52, 0, 0, 52, 32, len(parts), 40, 0, 0)
    return head + headers + b"".join(data for _, data in parts)


class Uf2Test(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.image = Path(folder.name) / "image.elf"
        self.written = Path(folder.name) / "image.uf2"

    def convert(self, image):
        self.image.write_bytes(image)
        return subprocess.run([sys.executable, "-B", TOOL, self.image, self.written], text=True,
                              capture_output=True)

    def refused(self, image, sentence):
        result = self.convert(image)
        self.assertEqual(result.returncode, 2)
        self.assertIn(sentence, result.stderr)
        self.assertEqual(len(result.stderr.splitlines()), 1)
        self.assertFalse(self.written.exists())

    def test_checksum_is_that_of_the_boot_rom(self):
        self.assertEqual(uf2.checksum(b"123456789"), 0x0376E6E7)  # CRC-32/MPEG-2

    def test_blocks(self):
        result = self.convert(elf((0x1000_0000, BOOT2), (0x1000_0100, b"program"),
                                  (0x1000_0300, b"data")))
        self.assertEqual(result.returncode, 0, result.stderr)
        data = self.written.read_bytes()
        self.assertEqual(len(data), 4 * 512)
        for number in range(4):
            block = data[number * 512:(number + 1) * 512]
            self.assertEqual(struct.unpack_from("<8I", block), (
                0x0A324655, 0x9E5D5157, 0x2000, 0x1000_0000 + 256 * number, 256, number, 4,
                0xE48BFF56))
            self.assertEqual(block[508:], struct.pack("<I", 0x0AB16F30))
        self.assertEqual(data[32:32 + 256], BOOT2)
        self.assertTrue(data[512 + 32:].startswith(b"program\0"))
        self.assertTrue(data[3 * 512 + 32:].startswith(b"data\0"))

    def test_linked_elsewhere(self):
        self.refused(elf((0x0800_0000, BOOT2)), "begins at 0x8000000, not at 0x10000000")
        self.refused(elf((0x1000_0100, BOOT2)), "begins at 0x10000100")
        self.refused(elf(), "the image is empty")

    def test_too_large(self):
        self.refused(elf((0x1000_0000, BOOT2), (0x1020_0000, b"x")),
                     "needs 2,097,153 bytes; the flash of a Pico has 2,097,152")

    def test_wrong_checksum(self):
        self.refused(elf((0x1000_0000, BOOT2[:-1] + b"x")), "wrong checksum")

    def test_no_image(self):
        self.refused(b"text", "no image of an ARM chip")
        self.refused(elf((0x1000_0000, BOOT2), machine=243), "no image of an ARM chip")


if __name__ == "__main__":
    unittest.main()
