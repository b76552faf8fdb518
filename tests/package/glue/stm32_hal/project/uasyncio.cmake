# SPDX-License-Identifier: MIT
enable_language(CXX)
add_subdirectory(${UASYNCIO} uasyncio)
target_sources(blink PRIVATE app.cpp)
target_link_libraries(blink PRIVATE uasyncio::stm32_hal)
