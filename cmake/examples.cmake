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

# The target example_NAME or program, and sim_ of that.
function(_uasyncio_add_example target name)
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
