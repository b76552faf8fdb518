# SPDX-License-Identifier: MIT
# uasyncio_add_program(NAME SOURCE...): one program, or on a board one firmware image NAME.elf.
function(uasyncio_add_program name)
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE uasyncio)
  if(UASYNCIO_ON_BOARD)
    set_target_properties(${name} PROPERTIES SUFFIX .elf
      INTERPROCEDURAL_OPTIMIZATION ${UASYNCIO_LTO})
  endif()
endfunction()

# uasyncio_simulate(PROGRAM NAME): on the host, the objects of a program linked once more, as a
# simulation: the target sim_PROGRAM -> sim/NAME.
function(uasyncio_simulate program name)
  if(NOT UASYNCIO_ON_HOST)
    return()
  endif()
  add_executable(sim_${program} EXCLUDE_FROM_ALL $<TARGET_OBJECTS:${program}>)
  target_link_libraries(sim_${program} PRIVATE uasyncio_sim)
  set_target_properties(sim_${program} PROPERTIES LINKER_LANGUAGE CXX
    OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/sim)
endfunction()

# uasyncio_use_pch(NAME): with UASYNCIO_PCH, a program shares the library's compiled <uasyncio.hpp>.
function(uasyncio_use_pch name)
  if(UASYNCIO_PCH)
    target_precompile_headers(${name} REUSE_FROM uasyncio)
  endif()
endfunction()
