# uasyncio_add_program(NAME SOURCE...): one program, or on a board one firmware image NAME.elf.
function(uasyncio_add_program name)
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE uasyncio)
  if(NOT UASYNCIO_ON_HOST)
    set_target_properties(${name} PROPERTIES SUFFIX .elf
      INTERPROCEDURAL_OPTIMIZATION ${UASYNCIO_LTO})
  endif()
endfunction()

# uasyncio_use_pch(NAME): with UASYNCIO_PCH, programs share a compiled <uasyncio.hpp>.
function(uasyncio_use_pch name)
  if(NOT UASYNCIO_PCH)
    return()
  endif()
  if(NOT TARGET uasyncio_pch)
    file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/pch.cpp CONTENT "// holds the PCH\n")
    add_library(uasyncio_pch OBJECT EXCLUDE_FROM_ALL ${CMAKE_CURRENT_BINARY_DIR}/pch.cpp)
    target_link_libraries(uasyncio_pch PRIVATE uasyncio)
    target_precompile_headers(uasyncio_pch PRIVATE <uasyncio.hpp>)
  endif()
  target_precompile_headers(${name} REUSE_FROM uasyncio_pch)
endfunction()
