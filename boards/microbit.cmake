# BBC micro:bit v1: nRF51822, Cortex-M0, 256 KB flash, 16 KB RAM.
include(${CMAKE_CURRENT_LIST_DIR}/../ports/cortex_m/sources.cmake)
set(UASYNCIO_PORT_SOURCES ${UASYNCIO_CORTEX_M_SOURCES}
  ports/nrf/vectors.cpp ports/nrf/port.cpp ports/nrf/uart.cpp ports/nrf/pin.cpp
  ports/nrf/pin_irq.cpp ports/nrf/interrupt_port.cpp)
set(UASYNCIO_CPU_FLAGS -mcpu=cortex-m0 -mthumb)
set(UASYNCIO_LINKER_SCRIPT ports/nrf/nrf51822.ld)
set(UASYNCIO_QEMU_MACHINE microbit)
