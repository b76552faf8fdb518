# SPDX-License-Identifier: MIT
"""The emulated boards, and where their buttons are wired. Facts: ports/*/pin.cpp."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Pin:
    """An input of a device in QEMU's machine tree (`info qom-tree` in its monitor). The Pico's has
    no path."""

    path: str
    number: int
    gpio: str = "unnamed-gpio-in"


@dataclasses.dataclass(frozen=True)
class BoardKind:
    machine: str
    button: Pin | None  # 1 when released, as its pull-up makes it; None: the machine has no pins
    has_line: bool  # a second UART, the program's (board::UART); else that is the console's
    virtual_time_shift: int  # -icount shift: one instruction takes 2^shift ns
    emulator: str = "qemu-system-arm"
    arguments: tuple[str, ...] = ()
    pulled_up: tuple[Pin, ...] = ()  # by resistors, which QEMU does not know


BOARDS = {
    # Ports A to G are device[8] to device[14]. SELECT is PF1.
    "lm3s6965evb": BoardKind("lm3s6965evb", Pin("/machine/unattached/device[13]", 1),
                               True, 6,
                               pulled_up=(Pin("/machine/unattached/device[9]", 2),    # I2C0
                                          Pin("/machine/unattached/device[9]", 3))),
    # QEMU has the STM32's EXTI but not its GPIO. USR is PB3, EXTI line 3.
    "pyboard": BoardKind("netduinoplus2", Pin("/machine/unattached/device[0]/exti", 3),
                           True, 3),
    "pico": BoardKind("rp2040", Pin("", 15), True, 0, "node"),
    "microbit": BoardKind("microbit", Pin("/machine/nrf51", 17), False, 6),
    # Without -bios none QEMU starts its own boot program first. The machine's calendar clock, which
    # tests use as an alarm, goes by the machine's time and not by the computer's.
    "riscv": BoardKind("virt", None, False, 6, "qemu-system-riscv32",
                       ("-bios", "none", "-rtc", "clock=vm")),
}
