# SPDX-License-Identifier: MIT
# Each examples/NAME.cpp and examples/FOLDER/NAME.cpp is a target example_NAME ->
# examples/NAME, and UASYNCIO_PROGRAM is the target `program`. On the host each is a simulation too,
# sim_example_NAME or sim_program -> sim/NAME. None is built unless asked for.

# What `./run --trace` needs, compiled once for all of them.
if(UASYNCIO_TRACE AND UASYNCIO_ON_HOST)
  add_library(uasyncio_trace_file OBJECT EXCLUDE_FROM_ALL
    ${UASYNCIO_ROOT}/ports/unix/trace_file.cpp)
  target_link_libraries(uasyncio_trace_file PUBLIC uasyncio)
  uasyncio_our_warnings(uasyncio_trace_file)
  uasyncio_use_pch(uasyncio_trace_file)
endif()

# On a board: the same program with what hangs on the board's pins, for ./run --panel, if a source
# asks for UASYNCIO_WIRED: wired_example_NAME or wired_program -> wired/NAME.
function(_uasyncio_wire target name)
  string(COMPARE EQUAL ${target} program _asks)
  foreach(_source ${ARGN})
    file(STRINGS ${_source} _line REGEX UASYNCIO_WIRED LIMIT_COUNT 1)
    if(_line)
      set(_asks ON)
    endif()
  endforeach()
  if(UASYNCIO_ON_BOARD AND _asks)
    uasyncio_add_program(wired_${target} ${ARGN})
    target_compile_definitions(wired_${target} PRIVATE UASYNCIO_WIRED=1)
    target_compile_options(wired_${target} PRIVATE -Wall -Wextra)
    set_target_properties(wired_${target} PROPERTIES EXCLUDE_FROM_ALL ON
      OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/wired)
    uasyncio_use_pch(wired_${target})
  endif()
endfunction()

# The target example_NAME or program, sim_ of that, and wired_.
function(_uasyncio_add_example target name)
  _uasyncio_wire(${target} ${name} ${ARGN})
  uasyncio_add_program(${target} ${ARGN})
  target_compile_options(${target} PRIVATE -Wall -Wextra)
  set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
  uasyncio_use_pch(${target})
  uasyncio_simulate(${target} ${name})
  if(TARGET uasyncio_trace_file)
    target_link_libraries(${target} PRIVATE uasyncio_trace_file)
    target_link_libraries(sim_${target} PRIVATE uasyncio_trace_file)
  endif()
endfunction()

if(UASYNCIO_EXAMPLES)
  file(GLOB _examples CONFIGURE_DEPENDS ${UASYNCIO_ROOT}/examples/*.cpp
    ${UASYNCIO_ROOT}/examples/*/*.cpp)
  add_custom_target(examples)
  foreach(_source ${_examples})
    get_filename_component(_name ${_source} NAME_WE)
    _uasyncio_add_example(example_${_name} ${_name} ${_source})
    set_target_properties(example_${_name} PROPERTIES
      OUTPUT_NAME ${_name} RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/examples)
    add_dependencies(examples example_${_name})
  endforeach()
endif()

if(UASYNCIO_PROGRAM)
  _uasyncio_add_example(program program ${UASYNCIO_PROGRAM})
endif()
