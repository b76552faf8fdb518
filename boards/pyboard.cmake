# SPDX-License-Identifier: MIT
# MicroPython's pyboard: STM32F405, Cortex-M4F, 1 MB flash, 128 KB RAM (+ 64 KB CCM, not used).
include(${CMAKE_CURRENT_LIST_DIR}/../ports/cortex_m/sources.cmake)
set(UASYNCIO_PORT_SOURCES ${UASYNCIO_CORTEX_M_SOURCES}
  ports/stm32/vectors.cpp ports/stm32/clock.cpp ports/stm32/port.cpp ports/stm32/uart.cpp
  ports/stm32/pin.cpp ports/stm32/pin_irq.cpp ports/stm32/uart_stream.cpp)
set(UASYNCIO_CPU_FLAGS -mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard)
set(UASYNCIO_LINKER_SCRIPT ports/stm32/stm32f405.ld)
set(UASYNCIO_QEMU_MACHINE netduinoplus2)

# 16: the internal oscillator. An even number from 50 to 168: the PLL, from the crystal.
set(UASYNCIO_STM32_CLOCK_MHZ 16 CACHE STRING "Clock of the pyboard: 16, or 50 to 168")
set(UASYNCIO_PORT_DEFINITIONS
  UASYNCIO_STM32_CLOCK_MHZ=${UASYNCIO_STM32_CLOCK_MHZ} UASYNCIO_STM32_CRYSTAL_MHZ=12)
