# uasyncio_add_program(NAME SOURCE...): one program, or on a board one firmware image NAME.elf.
function(uasyncio_add_program name)
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE uasyncio)
  if(NOT UASYNCIO_ON_HOST)
    set_target_properties(${name} PROPERTIES SUFFIX .elf
      INTERPROCEDURAL_OPTIMIZATION ${UASYNCIO_LTO})
  endif()
endfunction()

# uasyncio_use_pch(NAME): with UASYNCIO_PCH, a program shares the library's compiled <uasyncio.hpp>.
function(uasyncio_use_pch name)
  if(UASYNCIO_PCH)
    target_precompile_headers(${name} REUSE_FROM uasyncio)
  endif()
endfunction()
