# SPDX-License-Identifier: MIT
# QEMU's machine `virt`: rv32imac, the proof that nothing asks for an Arm core.
set(UASYNCIO_PORT_SOURCES
  ports/riscv/startup.cpp ports/riscv/trap.cpp ports/riscv/runtime.cpp ports/riscv/interrupts.cpp
  ports/riscv/port.cpp ports/riscv/uart.cpp ports/bare_metal/frame_memory.cpp
  ports/bare_metal/console_uart.cpp ports/bare_metal/console.cpp
  ports/bare_metal/console_stream.cpp ports/bare_metal/receive_ring.cpp
  ports/bare_metal/uart_stream.cpp)
# The older edition of the instruction set counts reading of status registers to the base: with the
# newer one the compiler would want rv32imac_zicsr, for which it has no library.
set(UASYNCIO_CPU_FLAGS -march=rv32imac -mabi=ilp32 -misa-spec=2.2)
set(UASYNCIO_LINKER_SCRIPT ports/riscv/virt.ld)
set(UASYNCIO_QEMU_MACHINE virt)
set(UASYNCIO_TOOLCHAIN riscv64-unknown-elf)
