# SPDX-License-Identifier: MIT
# Plays the Pico SDK's CMake for the project of docs/boards/pico_sdk.md: its compiler and flags, its
# start-up and linker script, and what plays its functions (sdk.cpp).
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_ASM_COMPILER arm-none-eabi-gcc)
set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
set(CMAKE_CXX_FLAGS "-mcpu=cortex-m0plus -mthumb -ffunction-sections -fdata-sections")
set(SDK ${CMAKE_CURRENT_LIST_DIR}/..)

function(pico_sdk_init)
  add_library(pico_stdlib INTERFACE)
  target_include_directories(pico_stdlib INTERFACE ${SDK}/../glue/pico_sdk)
  add_library(pico_cxx_options INTERFACE)
  target_compile_options(pico_cxx_options INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions> $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>)
  target_link_libraries(pico_stdlib INTERFACE pico_cxx_options)
endfunction()
function(pico_add_extra_outputs program)
  set(chip ${SDK}/../chip)
  target_sources(${program} PRIVATE ${SDK}/sdk.cpp ${chip}/start_arm.cpp)
  target_include_directories(${program} PRIVATE ${chip})
  target_compile_definitions(${program} PRIVATE CLOCK_HZ=16000000)
  target_link_options(${program} PRIVATE -nostartfiles --specs=nano.specs --specs=nosys.specs
    -Wl,--gc-sections "-Wl,-T,${chip}/arm.ld")
endfunction()
