# SPDX-License-Identifier: MIT
# The component of ESP-IDF: the plain library and ports/glue/freertos.cpp, which knows ESP-IDF.
# Settings come from the project's flags.
file(GLOB_RECURSE _uasyncio_sources ${CMAKE_CURRENT_SOURCE_DIR}/src/*.cpp)
if("$ENV{IDF_VERSION}" VERSION_LESS 5.3)
  set(_uasyncio_drivers driver)
else()
  set(_uasyncio_drivers esp_driver_gpio esp_driver_i2c)
endif()
idf_component_register(SRCS ${_uasyncio_sources} ports/glue/freertos.cpp
  INCLUDE_DIRS include .
  REQUIRES freertos esp_timer ${_uasyncio_drivers})
