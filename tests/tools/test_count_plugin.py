# SPDX-License-Identifier: MIT
"""What QEMU's plugin counts, of a program in assembler whose counts are known."""
# NEEDS: qemu-system-arm arm-none-eabi-g++ gcc

import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

from measuring import firmware  # noqa: E402

PROGRAM = """
.syntax unified
.cpu cortex-m3
.thumb
.text
.globl core_vectors
.type core_vectors, %object
core_vectors:
  .word 0x20001000, reset + 1
  .rept 12
  .word fault + 1
  .endr
  .word pend_sv + 1, fault + 1
.size core_vectors, . - core_vectors

.thumb_func
reset:
  bl begin
  bl end

  bl begin            // 9 instructions, 1 + 7 + 2 + 4 + 4 + 1 + 1 + 2 + 1 cycles, and a jump
  nop
  udiv r0, r1, r2
  ldr r0, =0x12345678
  push {r0, r1, r2}
  pop {r0, r1, r2}
  cmp r0, r0
  bne reset           // not taken
  ldr.w r0, [sp]
  b 1f
  nop
1:
  bl end

  ldr r0, =0xE000ED04 // ICSR
  ldr r1, =0x10000000 // PENDSVSET
  bl begin            // 4 instructions, 2 + 1 + 1 + 1 cycles, and an exception
  str r1, [r0]
  nop
  nop
  bl end

  cpsid i             // 8 masked: nesting does not end them
  nop
  mrs r0, primask
  cpsid i
  nop
  msr primask, r0
  nop
  nop
  cpsie i

  movs r0, #0x18      // the end, by semihosting
  ldr r1, =0x20026
  bkpt 0xAB
fault:
  b fault
.thumb_func
pend_sv:
  bx lr

.section .text._ZN5bench11count_beginEv
.globl _ZN5bench11count_beginEv
.thumb_func
_ZN5bench11count_beginEv:
begin:
  bx lr
.globl _ZN5bench9count_endEv
.thumb_func
_ZN5bench9count_endEv:
end:
  nop
  bx lr
.ltorg
"""


class CountPluginTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder) / "program.elf"
            subprocess.run(["arm-none-eabi-gcc", "-x", "assembler", "-nostdlib",
                            "-Wl,-Ttext=0,--entry=0",
                            "-o", program, "-"], input=PROGRAM, text=True, check=True)
            counts = program.with_suffix(".counts")
            firmware._run("lm3s6965evb", "M3", program, counts, firmware.build_plugin())
            cls.counts = firmware._counts(counts.read_text())

    def test_a_region_of_nothing_is_the_two_calls(self):
        self.assertEqual(self.counts.regions[0], (firmware.CALLS, firmware.CALL_CYCLES))

    def test_instructions_have_their_cycles_and_jumps_a_refill(self):
        instructions, cycles = self.counts.regions[1]
        self.assertEqual(instructions - firmware.CALLS, 9)
        self.assertEqual(cycles - firmware.CALL_CYCLES, 23 + 2)

    def test_an_exception_is_entered_and_left(self):
        instructions, cycles = self.counts.regions[2]
        self.assertEqual(instructions - firmware.CALLS, 4)
        self.assertEqual(cycles - firmware.CALL_CYCLES, 5 + 12 + 10)

    def test_the_longest_masked_run(self):
        self.assertEqual(self.counts.masked, 8)


if __name__ == "__main__":
    unittest.main()
