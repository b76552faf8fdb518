# SPDX-License-Identifier: MIT
# Raspberry Pi Pico: RP2040, Cortex-M0+ (one of its two), 2 MB flash, 264 KB RAM.
include(${CMAKE_CURRENT_LIST_DIR}/../ports/cortex_m/sources.cmake)
set(UASYNCIO_PORT_SOURCES ${UASYNCIO_CORTEX_M_SOURCES}
  ports/rp2040/boot2.cpp ports/rp2040/vectors.cpp ports/rp2040/clock.cpp ports/rp2040/port.cpp
  ports/rp2040/uart.cpp ports/rp2040/uart_stream.cpp ports/cortex_m/pl011_stream.cpp
  ports/rp2040/pin.cpp ports/rp2040/pin_irq.cpp ports/rp2040/i2c.cpp ports/rp2040/adc.cpp
  ports/rp2040/pwm.cpp ports/rp2040/wdt.cpp ports/rp2040/rtc.cpp ports/rp2040/spi.cpp
  ports/rp2040/timer.cpp ports/rp2040/interrupt_port.cpp
  ports/rp2040/deep_sleep.cpp)
set(UASYNCIO_CPU_FLAGS -mcpu=cortex-m0plus -mthumb)
set(UASYNCIO_LINKER_SCRIPT ports/rp2040/rp2040.ld)
