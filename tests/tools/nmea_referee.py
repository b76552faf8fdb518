# SPDX-License-Identifier: MIT
"""Sentences by seed, and what pynmea2 reads in them: `python3 nmea_referee.py SEED COUNT`.

For Debian's Python, which has the package python3-nmea2. Each line of the output is a sentence and
the numbers that nmea_dump.cpp prints for it, apart by tabs.
"""

import datetime
import random
import sys

import pynmea2

ABSENT = "-"


def place(chance, degrees):
    """Degrees and minutes, with two to seven digits behind the point."""
    minutes = f"{chance.random() * 59.99:010.7f}"[:5 + chance.randrange(6)]
    return f"{chance.randrange(degrees):0{3 if degrees > 90 else 2}d}{minutes}"


def sentence(chance):
    time = f"{chance.randrange(24):02d}{chance.randrange(60):02d}{chance.randrange(60):02d}"
    time += chance.choice(["", ".0", ".25", ".896"])
    where = (place(chance, 90), chance.choice("NS"), place(chance, 180), chance.choice("EW"))
    day, month, year = chance.randrange(1, 29), chance.randrange(1, 13), chance.randrange(6, 68)
    speed = f"{chance.random() * 99.9:.{chance.randrange(1, 4)}f}"
    course = f"{chance.random() * 359.9:.{chance.randrange(1, 3)}f}"
    talker = chance.choice(["GP", "GN", "GL", "GA"])
    gga = (time, *where, chance.choice("1245"), f"{chance.randrange(4, 24):02d}",
           f"{chance.randrange(6, 99) / 10}", f"{chance.randrange(-4000, 90000) / 10}", "M", "48.0",
           "M", "", "")
    rmc = (time, "A", *where, speed, course, f"{day:02d}{month:02d}{year:02d}", "", "", "A")
    return chance.choice([
        pynmea2.RMC(talker, "RMC", rmc),
        pynmea2.GGA(talker, "GGA", gga),
        pynmea2.GLL(talker, "GLL", (*where, time, "A", "A")),
    ])


def scaled(value, unit):
    return ABSENT if value in (None, "") else str(round(float(value) * unit))


def numbers(read):
    """In the order of nmea_dump.cpp."""
    time = read.timestamp
    ms = ((time.hour * 60 + time.minute) * 60 + time.second) * 1000 + time.microsecond // 1000
    date = getattr(read, "datestamp", None)
    days = str((date - datetime.date(1970, 1, 1)).days) if date else ABSENT
    field = lambda name: getattr(read, name, None)  # noqa: E731
    return ["1", str(ms), scaled(read.latitude, 1e7), scaled(read.longitude, 1e7),
            scaled(field("altitude"), 1e3), scaled(field("spd_over_grnd"), 1e3),
            scaled(field("true_course"), 1e3), days, scaled(field("num_sats"), 1),
            scaled(field("horizontal_dil"), 100)]


def main():
    seed, count = map(int, sys.argv[1:])
    chance = random.Random(seed)
    for _ in range(count):
        text = str(sentence(chance))
        print(text, *numbers(pynmea2.parse(text, check=True)), sep="\t")


if __name__ == "__main__":
    main()
