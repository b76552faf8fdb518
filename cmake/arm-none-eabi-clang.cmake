# SPDX-License-Identifier: MIT
# Bare-metal ARM with clang-19 and lld-19, on the C++ and C library of Debian's arm-none-eabi-g++.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(CMAKE_CXX_COMPILER clang++-19)
set(CMAKE_CXX_COMPILER_TARGET arm-none-eabi)
set(CMAKE_C_COMPILER clang-19)  # of lwIP
set(CMAKE_C_COMPILER_TARGET arm-none-eabi)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
foreach(_tool AR RANLIB)
  string(TOLOWER ${_tool} _name)
  find_program(_uasyncio_${_name} NAMES llvm-${_name}-19 arm-none-eabi-${_name} llvm-${_name})
  set(CMAKE_${_tool} ${_uasyncio_${_name}})
  # With LTO, CMake takes these, and would find the archiver of an older LLVM.
  set(CMAKE_CXX_COMPILER_${_tool} ${_uasyncio_${_name}})
  set(CMAKE_C_COMPILER_${_tool} ${_uasyncio_${_name}})
endforeach()
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_CXX_FLAGS_DEBUG_INIT "-Og") # with -O0 alone little firmware fits
