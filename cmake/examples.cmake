# SPDX-License-Identifier: MIT
# Each examples/NAME.cpp and examples/FOLDER/NAME.cpp is a target example_NAME ->
# examples/NAME, and UASYNCIO_PROGRAM is the target `program`. On the host each is a simulation too,
# sim_example_NAME or sim_program -> sim/NAME. None is built unless asked for.

function(_uasyncio_add_example target)
  uasyncio_add_program(${target} ${ARGN})
  target_compile_options(${target} PRIVATE -Wall -Wextra)
  set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
  if(UASYNCIO_TRACE AND UASYNCIO_ON_HOST)
    target_sources(${target} PRIVATE ${UASYNCIO_ROOT}/ports/unix/trace_file.cpp)
  endif()
  uasyncio_use_pch(${target})
endfunction()

if(UASYNCIO_EXAMPLES)
  file(GLOB _examples CONFIGURE_DEPENDS ${UASYNCIO_ROOT}/examples/*.cpp
    ${UASYNCIO_ROOT}/examples/*/*.cpp)
  add_custom_target(examples)
  foreach(_source ${_examples})
    get_filename_component(_name ${_source} NAME_WE)
    _uasyncio_add_example(example_${_name} ${_source})
    set_target_properties(example_${_name} PROPERTIES
      OUTPUT_NAME ${_name} RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/examples)
    uasyncio_simulate(example_${_name} ${_name})
    add_dependencies(examples example_${_name})
  endforeach()
endif()

if(UASYNCIO_PROGRAM)
  _uasyncio_add_example(program ${UASYNCIO_PROGRAM})
  uasyncio_simulate(program program)
endif()
