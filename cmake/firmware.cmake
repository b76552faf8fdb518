# SPDX-License-Identifier: MIT
# Flags of firmware: what the CPU, the C library and the linker script need.

string(REPLACE ";" " " _uasyncio_cpu "${UASYNCIO_CPU_FLAGS}")
separate_arguments(_uasyncio_cpu UNIX_COMMAND "${_uasyncio_cpu}")

target_compile_options(uasyncio PUBLIC ${_uasyncio_cpu}
  -fno-rtti -fno-threadsafe-statics -fno-asynchronous-unwind-tables
  -ffunction-sections -fdata-sections)

# What the board's port, and every program with it, is told (boards/NAME.cmake).
target_compile_definitions(uasyncio PUBLIC ${UASYNCIO_PORT_DEFINITIONS})

# With GCC a program is optimised as a whole: a sixth less flash, a sixth fewer instructions.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(_uasyncio_lto ON)
else()
  set(_uasyncio_lto OFF)
endif()
# Otherwise GCC 12 has short functions save a register that they do not use, once it has replaced a
# constant by one that is known to hold it behind a jump: 3 of the 69 instructions of a switch.
target_compile_options(uasyncio PUBLIC $<$<CXX_COMPILER_ID:GNU>:-fno-cse-follow-jumps>)
option(UASYNCIO_LTO "Optimise firmware at link time" ${_uasyncio_lto})
set_target_properties(uasyncio PROPERTIES INTERPROCEDURAL_OPTIMIZATION ${UASYNCIO_LTO})

get_filename_component(_uasyncio_script ${UASYNCIO_LINKER_SCRIPT} ABSOLUTE
  BASE_DIR ${UASYNCIO_ROOT})
get_filename_component(_uasyncio_script_dir ${_uasyncio_script} DIRECTORY)
target_link_options(uasyncio PUBLIC ${_uasyncio_cpu} $<$<CXX_COMPILER_ID:GNU>:-nostartfiles>
  -Wl,--gc-sections -Wl,-L,${_uasyncio_script_dir} -Wl,-T,${_uasyncio_script})
set_target_properties(uasyncio PROPERTIES INTERFACE_LINK_DEPENDS ${_uasyncio_script})

# The C sources of others: small, and without warnings of ours.
function(uasyncio_compile_c_of_others target)
  target_compile_options(${target} PRIVATE ${_uasyncio_cpu} -Os -w
    -ffunction-sections -fdata-sections)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")  # cmake/firmware_clang.cmake
    target_compile_options(${target} PRIVATE -nostdinc
      "SHELL:-isystem ${_clang_dir}/include" "SHELL:-isystem ${_newlib}")
  endif()
endfunction()

if(UASYNCIO_TOOLCHAIN STREQUAL "arm-none-eabi")
  include(${UASYNCIO_ROOT}/cmake/firmware_arm.cmake)
else()
  include(${UASYNCIO_ROOT}/cmake/firmware_riscv.cmake)
endif()
