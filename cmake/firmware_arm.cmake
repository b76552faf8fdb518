# SPDX-License-Identifier: MIT
# What an Arm core's firmware can choose, and its C and C++ libraries.

set(UASYNCIO_AFTER_END "stop" CACHE STRING "What a board does after its program's end: stop, reset")
if(UASYNCIO_AFTER_END STREQUAL "reset")
  target_compile_definitions(uasyncio PUBLIC UASYNCIO_RESETS_AFTER_END=1)
elseif(NOT UASYNCIO_AFTER_END STREQUAL "stop")
  message(FATAL_ERROR "UASYNCIO_AFTER_END is stop or reset, not '${UASYNCIO_AFTER_END}'")
endif()

set(UASYNCIO_INTERRUPT_PRIORITY "0x80" CACHE STRING
  "Priority of all interrupts at first: 0, the most urgent, to 255")
target_compile_definitions(uasyncio PUBLIC  # a precompiled header serves only the same definitions
  UASYNCIO_INTERRUPT_PRIORITY=${UASYNCIO_INTERRUPT_PRIORITY})

set(UASYNCIO_BOOT_LOADER_SIZE 0 CACHE STRING
  "Bytes at the start of the flash that a boot loader keeps: a multiple of 512")
if(UASYNCIO_BOOT_LOADER_SIZE)
  target_link_options(uasyncio PUBLIC
    -Wl,--defsym=__boot_loader_size=${UASYNCIO_BOOT_LOADER_SIZE})
endif()

# What libraries call is not known yet when the link-time optimiser decides what to keep.
if(UASYNCIO_LTO)
  set_source_files_properties(${UASYNCIO_ROOT}/ports/cortex_m/runtime.cpp PROPERTIES
    COMPILE_OPTIONS -fno-lto)
endif()

# Debian's libsupc++_nano cannot unwind: with exceptions the full libsupc++ goes with nano's libc.
if(UASYNCIO_EXCEPTIONS)
  set(_uasyncio_cxx_library supc++)
else()
  set(_uasyncio_cxx_library supc++_nano)
endif()
target_link_options(uasyncio PUBLIC -nodefaultlibs)
target_link_libraries(uasyncio PUBLIC
  -Wl,--start-group -l${_uasyncio_cxx_library} -lc_nano -lgcc -lnosys -Wl,--end-group)

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  include(${UASYNCIO_ROOT}/cmake/firmware_clang.cmake)
endif()
