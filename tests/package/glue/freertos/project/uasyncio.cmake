# SPDX-License-Identifier: MIT
add_subdirectory(${UASYNCIO} uasyncio)
target_sources(firmware PRIVATE app.cpp)
target_link_libraries(firmware PRIVATE uasyncio::freertos)
