# SPDX-License-Identifier: MIT
# C++ headers of arm-none-eabi-g++ (they name no processor beyond one folder), C headers and library
# of picolibc, and no C++ library: ports/riscv/runtime.cpp has what the compiler asks for.

if(UASYNCIO_EXCEPTIONS)
  message(FATAL_ERROR "uasyncio: there is no C++ library with exceptions for RISC-V in Debian; "
    "configure with -DUASYNCIO_EXCEPTIONS=OFF")
endif()

file(GLOB _libstdcxx /usr/include/newlib/c++/*)
set(_picolibc /usr/lib/picolibc/riscv64-unknown-elf)
target_compile_options(uasyncio PUBLIC -nostdinc++ -fno-use-cxa-atexit
  "SHELL:-isystem ${_libstdcxx}"
  "SHELL:-isystem ${_libstdcxx}/arm-none-eabi"
  "SHELL:-isystem ${_picolibc}/include")
# All of the memory of QEMU's machine is RAM: the program lies where it may also be written.
target_link_options(uasyncio PUBLIC -Wl,--no-warn-rwx-segments)
target_link_options(uasyncio PUBLIC -nodefaultlibs -L${_picolibc}/lib/rv32imac/ilp32)
target_link_libraries(uasyncio PUBLIC -Wl,--start-group -lc -lgcc -Wl,--end-group)
