# SPDX-License-Identifier: MIT
# Stellaris LM3S6965 evaluation board: Cortex-M3, 256 KB flash, 64 KB RAM.
include(${CMAKE_CURRENT_LIST_DIR}/../ports/cortex_m/sources.cmake)
set(UASYNCIO_PORT_SOURCES ${UASYNCIO_CORTEX_M_SOURCES}
  ports/lm3s/vectors.cpp ports/lm3s/clock.cpp ports/lm3s/port.cpp ports/lm3s/uart.cpp
  ports/lm3s/pin.cpp ports/lm3s/pin_irq.cpp ports/lm3s/uart_stream.cpp
  ports/cortex_m/pl011_stream.cpp ports/lm3s/i2c.cpp ports/lm3s/adc.cpp
  ports/lm3s/interrupt_port.cpp)
set(UASYNCIO_ETHERNET_SOURCES ports/lm3s/ethernet.cpp)
set(UASYNCIO_CPU_FLAGS -mcpu=cortex-m3 -mthumb)
set(UASYNCIO_LINKER_SCRIPT ports/lm3s/lm3s6965.ld)
set(UASYNCIO_QEMU_MACHINE lm3s6965evb)
