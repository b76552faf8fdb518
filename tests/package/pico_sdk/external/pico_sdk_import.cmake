# SPDX-License-Identifier: MIT
# Plays the Pico SDK's CMake for the project of docs/boards/pico_sdk.md.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_ASM_COMPILER arm-none-eabi-gcc)
set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
set(CMAKE_CXX_FLAGS "-mcpu=cortex-m0plus -mthumb")

function(pico_sdk_init)
  add_library(pico_stdlib INTERFACE)
  target_include_directories(pico_stdlib INTERFACE
    $ENV{PICO_SDK_PATH}/../glue/pico_sdk)
  add_library(pico_cxx_options INTERFACE)
  target_compile_options(pico_cxx_options INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>)
  target_link_libraries(pico_stdlib INTERFACE pico_cxx_options)
endfunction()
function(pico_add_extra_outputs)
endfunction()
