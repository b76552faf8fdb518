# SPDX-License-Identifier: MIT
# A board of the user's: ARM's MPS2 with a Cortex-M3, which the library does not know.
set(UASYNCIO_PORT_SOURCES ${CMAKE_CURRENT_LIST_DIR}/platform.cpp
  ${CMAKE_CURRENT_LIST_DIR}/start_arm.cpp src/port/frame_memory.cpp)
set(UASYNCIO_CPU_FLAGS -mcpu=cortex-m3 -mthumb)
set(UASYNCIO_LINKER_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/arm.ld)
set(UASYNCIO_PORT_DEFINITIONS CLOCK_HZ=25000000)
