# MicroPython's pyboard: STM32F405, Cortex-M4F, 1 MB flash, 128 KB RAM (+ 64 KB CCM, not used).
include(${CMAKE_CURRENT_LIST_DIR}/../ports/cortex_m/sources.cmake)
set(UASYNCIO_PORT_SOURCES ${UASYNCIO_CORTEX_M_SOURCES}
  ports/stm32/vectors.cpp ports/stm32/port.cpp ports/stm32/uart.cpp ports/stm32/pin.cpp)
set(UASYNCIO_CPU_FLAGS -mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard)
set(UASYNCIO_LINKER_SCRIPT ports/stm32/stm32f405.ld)
set(UASYNCIO_QEMU_MACHINE netduinoplus2)
