# SPDX-License-Identifier: MIT
# Clang brings no library for bare metal: it borrows headers and libraries of arm-none-eabi-g++,
# of the variant ("multilib") that the CPU flags choose there.

function(_uasyncio_ask_gcc result)
  execute_process(COMMAND arm-none-eabi-g++ ${_uasyncio_cpu} ${ARGN}
    OUTPUT_VARIABLE answer OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  set(${result} ${answer} PARENT_SCOPE)
endfunction()

_uasyncio_ask_gcc(_multilib -print-multi-directory)
_uasyncio_ask_gcc(_libgcc -print-libgcc-file-name)
_uasyncio_ask_gcc(_libc -print-file-name=libc_nano.a)
_uasyncio_ask_gcc(_gcc_version -dumpfullversion)
get_filename_component(_libgcc_dir ${_libgcc} DIRECTORY)
get_filename_component(_libc_dir ${_libc} DIRECTORY)
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-resource-dir
  OUTPUT_VARIABLE _clang_dir OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)

set(_newlib /usr/include/newlib)
set(_libstdcxx ${_newlib}/c++/${_gcc_version})
target_compile_options(uasyncio PUBLIC -nostdinc -nostdinc++
  "SHELL:-isystem ${_libstdcxx}"
  "SHELL:-isystem ${_libstdcxx}/arm-none-eabi/${_multilib}"
  "SHELL:-isystem ${_clang_dir}/include"
  "SHELL:-isystem ${_newlib}")
target_link_options(uasyncio PUBLIC -nostdlib -fuse-ld=lld-19 -L${_libc_dir} -L${_libgcc_dir})

# ARMv6-M loads and stores a word atomically, which Clang believes only when told.
if(UASYNCIO_CPU_FLAGS MATCHES "cortex-m0")
  target_compile_options(uasyncio PUBLIC "SHELL:-Xclang -target-feature -Xclang +atomics-32")
endif()
