# SPDX-License-Identifier: MIT
"""The GPS driver and pynmea2 read the same in sentences that neither of them has seen before."""
# NEEDS: g++ /usr/bin/python3 /usr/lib/python3/dist-packages/pynmea2

import subprocess
import tempfile
import unittest
from pathlib import Path

from places import ROOT

HERE = Path(__file__).parent
SENTENCES = 3_000
SOURCES = ["content", "fields", "gps_state", "satellites", "sentence_reader"]
LATITUDE, LONGITUDE = 2, 3


class NmeaTest(unittest.TestCase):
    def rows(self):
        """(sentence, what we read, what the referee reads), of each."""
        referee = subprocess.run(
            ["/usr/bin/python3", HERE / "nmea_referee.py", "12", str(SENTENCES)],
            capture_output=True, text=True, check=True)
        rows = [line.split("\t") for line in referee.stdout.splitlines()]
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / "nmea_dump"
            sources = [ROOT / f"src/drivers/gps/{name}.cpp" for name in SOURCES]
            subprocess.run(["g++", "-std=c++20", "-O1", "-I", ROOT / "include", "-o", program,
                            HERE / "nmea_dump.cpp", *sources], check=True)
            ours = subprocess.run([program], input="".join(f"{row[0]}\n" for row in rows),
                                  capture_output=True, text=True, check=True)
        read = [line.split("\t") for line in ours.stdout.splitlines()]
        self.assertEqual(len(rows), SENTENCES)
        self.assertEqual(len(read), SENTENCES)
        return [(row[0], mine, row[1:]) for row, mine in zip(rows, read)]

    def test_both_read_the_same(self):
        for sentence, ours, referees in self.rows():
            with self.subTest(sentence):
                for place in (LATITUDE, LONGITUDE):  # rounded by different roads
                    self.assertLessEqual(abs(int(ours[place]) - int(referees[place])), 1)
                    ours[place] = referees[place]
                self.assertEqual(ours, referees)


if __name__ == "__main__":
    unittest.main()
