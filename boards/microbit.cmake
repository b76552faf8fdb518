# SPDX-License-Identifier: MIT
# BBC micro:bit v1: nRF51822, Cortex-M0, 256 KB flash, 16 KB RAM.
include(${CMAKE_CURRENT_LIST_DIR}/../ports/cortex_m/sources.cmake)
set(UASYNCIO_NRF_CLOCK "timer" CACHE STRING
  "What counts the time: timer; or, to sleep for long, rtc (with a crystal of 32 kHz: rtc_crystal)")
set(UASYNCIO_PORT_SOURCES ${UASYNCIO_CORTEX_M_SOURCES}
  ports/nrf/vectors.cpp ports/nrf/uart.cpp ports/nrf/pin.cpp ports/nrf/pin_irq.cpp
  ports/nrf/interrupt_port.cpp)
if(UASYNCIO_NRF_CLOCK STREQUAL "timer")
  list(APPEND UASYNCIO_PORT_SOURCES ports/nrf/port.cpp)
elseif(UASYNCIO_NRF_CLOCK MATCHES "^rtc(_crystal)?$")
  list(APPEND UASYNCIO_PORT_SOURCES ports/nrf/rtc_clock.cpp ports/nrf/rtc_port.cpp)
  set(UASYNCIO_PORT_DEFINITIONS UASYNCIO_NRF_RTC=1)
  if(CMAKE_MATCH_1)
    list(APPEND UASYNCIO_PORT_DEFINITIONS UASYNCIO_NRF_RTC_CRYSTAL=1)
  endif()
else()
  message(FATAL_ERROR
    "UASYNCIO_NRF_CLOCK is timer, rtc or rtc_crystal, not '${UASYNCIO_NRF_CLOCK}'")
endif()
set(UASYNCIO_CPU_FLAGS -mcpu=cortex-m0 -mthumb)
set(UASYNCIO_LINKER_SCRIPT ports/nrf/nrf51822.ld)
set(UASYNCIO_QEMU_MACHINE microbit)
