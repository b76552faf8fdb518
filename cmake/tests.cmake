# SPDX-License-Identifier: MIT
# Tests by folder. On the host every tests/FOLDER with *.cpp files is one GoogleTest program,
# `tests_FOLDER`, except the folders below. tests/cpython holds programs, `cpython_NAME`, whose
# output is compared with CPython's. On a board tests/target and tests/stack hold programs
# that report by themselves, `target_NAME` and `stack_NAME`, and tests/target/interactive those that
# tests/tools talks to, `interactive_NAME`.

set(_not_gtest compile_fail cpython package target stack tools support)

if(UASYNCIO_ON_HOST)
  enable_testing()
  find_package(GTest REQUIRED)

  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/tests_pch.cpp CONTENT "// holds the PCH\n")
  add_library(tests_pch OBJECT EXCLUDE_FROM_ALL ${CMAKE_CURRENT_BINARY_DIR}/tests_pch.cpp)
  target_link_libraries(tests_pch PRIVATE uasyncio GTest::gtest)
  target_precompile_headers(tests_pch PRIVATE <gtest/gtest.h>)
  if(EXISTS ${UASYNCIO_ROOT}/include/uasyncio.hpp)
    target_precompile_headers(tests_pch PRIVATE <uasyncio.hpp>)
  endif()

  file(GLOB _support CONFIGURE_DEPENDS ${UASYNCIO_ROOT}/tests/support/*.cpp)

  file(GLOB_RECURSE _all_tests CONFIGURE_DEPENDS RELATIVE ${UASYNCIO_ROOT}/tests
    ${UASYNCIO_ROOT}/tests/*.cpp)
  set(_folders ${_all_tests})
  list(FILTER _folders INCLUDE REGEX "/")
  list(TRANSFORM _folders REPLACE "/.*" "")
  list(REMOVE_DUPLICATES _folders)
  list(REMOVE_ITEM _folders ${_not_gtest})
  if(UASYNCIO_TESTS_WITHOUT)
    list(FILTER _all_tests EXCLUDE REGEX "${UASYNCIO_TESTS_WITHOUT}")
  endif()

  foreach(_folder ${_folders})
    set(_sources ${_all_tests})
    list(FILTER _sources INCLUDE REGEX "^${_folder}/")
    list(TRANSFORM _sources PREPEND ${UASYNCIO_ROOT}/tests/)
    add_executable(tests_${_folder} EXCLUDE_FROM_ALL ${_sources} ${_support})
    target_link_libraries(tests_${_folder} PRIVATE uasyncio GTest::gtest GTest::gtest_main)
    target_precompile_headers(tests_${_folder} REUSE_FROM tests_pch)
    uasyncio_our_warnings(tests_${_folder})
    if(UASYNCIO_UNITY)
      # Alone: tests that have the same names on purpose, what replaces operator new, and what
      # includes Linux's headers where others include the C library's.
      list(FILTER _sources EXCLUDE REGEX
        "tests/interleaving/|/ports/|/serial_port_test|/counting_new")
      uasyncio_compile_by_folder(tests_${_folder} "${_sources}")
    endif()
    add_test(NAME ${_folder} COMMAND tests_${_folder})
  endforeach()

  file(GLOB _scenarios CONFIGURE_DEPENDS ${UASYNCIO_ROOT}/tests/cpython/*.cpp)
  foreach(_source ${_scenarios})
    get_filename_component(_name ${_source} NAME_WE)
    uasyncio_add_program(cpython_${_name} ${_source})
    target_link_libraries(cpython_${_name} PRIVATE uasyncio_sim)
    target_link_libraries(cpython_${_name} PRIVATE GTest::gtest)  # the PCH needs its definitions
    uasyncio_our_warnings(cpython_${_name})
    target_precompile_headers(cpython_${_name} REUSE_FROM tests_pch)
    set_target_properties(cpython_${_name} PROPERTIES EXCLUDE_FROM_ALL ON
      OUTPUT_NAME ${_name} RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/cpython)
  endforeach()
else()
  foreach(_path target stack target/interactive)
    file(GLOB _sources CONFIGURE_DEPENDS ${UASYNCIO_ROOT}/tests/${_path}/*.cpp)
    get_filename_component(_folder ${_path} NAME)
    add_custom_target(${_folder}_programs)
    foreach(_source ${_sources})
      get_filename_component(_name ${_source} NAME_WE)
      uasyncio_add_program(${_folder}_${_name} ${_source})
      uasyncio_our_warnings(${_folder}_${_name})
      set_target_properties(${_folder}_${_name} PROPERTIES EXCLUDE_FROM_ALL ON)
      add_dependencies(${_folder}_programs ${_folder}_${_name})
    endforeach()
  endforeach()

  # The same program behind a boot loader.
  set(_probe ${UASYNCIO_ROOT}/tests/target/interactive/end_probe.cpp)
  uasyncio_add_program(interactive_behind_boot_loader ${_probe})
  target_link_options(interactive_behind_boot_loader PRIVATE
    -Wl,--defsym=__boot_loader_size=0x4000)
  set_target_properties(interactive_behind_boot_loader PROPERTIES EXCLUDE_FROM_ALL ON)
endif()
