# SPDX-License-Identifier: MIT
# The target uasyncio::uasyncio: src/ and the port's sources.

file(GLOB_RECURSE _uasyncio_sources CONFIGURE_DEPENDS ${UASYNCIO_ROOT}/src/*.cpp)
if(UASYNCIO_ON_HOST)
  file(GLOB_RECURSE _uasyncio_port_sources CONFIGURE_DEPENDS
    ${UASYNCIO_ROOT}/ports/unix/*.cpp ${UASYNCIO_ROOT}/ports/sim/*.cpp)
  set(_uasyncio_sim_default_port ${UASYNCIO_ROOT}/ports/sim/default_port.cpp)
  list(REMOVE_ITEM _uasyncio_port_sources ${_uasyncio_sim_default_port}
    ${UASYNCIO_ROOT}/ports/unix/trace_file.cpp)  # programs have it, see examples.cmake
  set(UASYNCIO_BOARD_HEADER boards/host.hpp)
elseif(UASYNCIO_ON_BOARD)
  # A weak function in the same library as the port's would be taken for the whole of it.
  list(REMOVE_ITEM _uasyncio_sources ${UASYNCIO_ROOT}/src/port/frame_memory.cpp)
  set(_uasyncio_port_sources ${UASYNCIO_PORT_SOURCES})
  list(TRANSFORM _uasyncio_port_sources PREPEND ${UASYNCIO_ROOT}/ REGEX "^[^/]")
endif()

add_library(uasyncio STATIC ${_uasyncio_sources} ${_uasyncio_port_sources})
add_library(uasyncio::uasyncio ALIAS uasyncio)

target_include_directories(uasyncio PUBLIC
  $<BUILD_INTERFACE:${UASYNCIO_ROOT}/include> $<INSTALL_INTERFACE:include>)

# <board.hpp> is NAME.hpp of the board that is built for.
if(UASYNCIO_ON_HOST OR UASYNCIO_ON_BOARD)
  set(_uasyncio_board_dir ${CMAKE_CURRENT_BINARY_DIR}/board)
  file(CONFIGURE OUTPUT ${_uasyncio_board_dir}/board.hpp
    CONTENT "#pragma once\n#include \"@UASYNCIO_BOARD_HEADER@\"\n" @ONLY)
  target_include_directories(uasyncio PUBLIC
    $<BUILD_INTERFACE:${UASYNCIO_ROOT}>
    $<BUILD_INTERFACE:${_uasyncio_board_dir}>
    $<INSTALL_INTERFACE:include/uasyncio-boards>)
endif()

# What joins the plain library to an SDK, compiled with the program: uasyncio::pico_sdk, ...
if(NOT UASYNCIO_ON_HOST AND NOT UASYNCIO_ON_BOARD)
  foreach(_sdk pico_sdk stm32_hal freertos zephyr)
    add_library(uasyncio_${_sdk} INTERFACE)
    add_library(uasyncio::${_sdk} ALIAS uasyncio_${_sdk})
    target_sources(uasyncio_${_sdk} INTERFACE ${UASYNCIO_ROOT}/ports/glue/${_sdk}.cpp)
    target_include_directories(uasyncio_${_sdk} INTERFACE ${UASYNCIO_ROOT})
    target_link_libraries(uasyncio_${_sdk} INTERFACE uasyncio)
  endforeach()
  if(TARGET pico_cxx_options)  # the Pico SDK's: whether there are exceptions
    target_compile_options(uasyncio PRIVATE
      $<TARGET_PROPERTY:pico_cxx_options,INTERFACE_COMPILE_OPTIONS>)
  endif()
endif()

# A user's warnings are about the user's code.
if(NOT PROJECT_IS_TOP_LEVEL)
  set_target_properties(uasyncio PROPERTIES SYSTEM ON)
endif()

# A project without a build type would get the library unoptimised.
if(UASYNCIO_ON_HOST)
  target_compile_options(uasyncio PRIVATE $<$<CONFIG:>:-O2>)
else()
  target_compile_options(uasyncio PRIVATE $<$<CONFIG:>:-Os>)
endif()

if(UASYNCIO_PCH)
  target_precompile_headers(uasyncio PRIVATE <uasyncio.hpp>)
endif()

# A folder is compiled as one source. The port's sources stay apart: a program's own port takes the
# place of a whole object.
function(uasyncio_compile_by_folder target sources)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  foreach(_source ${sources})
    cmake_path(GET _source PARENT_PATH _folder)
    cmake_path(GET _folder FILENAME _folder)
    set_source_files_properties(${_source} PROPERTIES UNITY_GROUP ${_folder})
  endforeach()
  # GCC takes what is local to a source for a header's, which it is not.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endfunction()
if(UASYNCIO_UNITY)
  uasyncio_compile_by_folder(uasyncio "${_uasyncio_sources}")
endif()

target_compile_features(uasyncio PUBLIC cxx_std_20)
set_target_properties(uasyncio PROPERTIES CXX_EXTENSIONS OFF)
# Both are public: a precompiled header serves only whoever has the same definitions.
target_compile_definitions(uasyncio PUBLIC UASYNCIO_DIAGNOSTICS=${UASYNCIO_DIAGNOSTICS}
                                           UASYNCIO_POOL_SWEEP=${UASYNCIO_POOL_SWEEP}
                                           UASYNCIO_TRACE=$<BOOL:${UASYNCIO_TRACE}>)

# A coroutine's frame is aligned as its local variables ask for; GCC 12 cannot.
set(_uasyncio_can_align $<VERSION_GREATER_EQUAL:$<CXX_COMPILER_VERSION>,16>)
target_compile_options(uasyncio PUBLIC
  $<$<AND:$<COMPILE_LANG_AND_ID:CXX,Clang>,${_uasyncio_can_align}>:-fcoro-aligned-allocation>)

# Every part of a program must agree on this one, so it is public. The plain library goes with the
# user's flags.
if(NOT UASYNCIO_EXCEPTIONS AND (UASYNCIO_ON_HOST OR UASYNCIO_ON_BOARD))
  target_compile_options(uasyncio PUBLIC $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>)
endif()

# A coroutine function without any co_await is an ordinary function that returns nothing, and its
# caller gets garbage. Every compiler can tell; public, so that users are told.
if(UASYNCIO_RETURN_ERRORS)
  target_compile_options(uasyncio PUBLIC $<$<COMPILE_LANGUAGE:CXX>:-Werror=return-type>)
endif()

if(UASYNCIO_SANITIZE)
  target_compile_options(uasyncio PUBLIC
    -fsanitize=${UASYNCIO_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # What Clang 14 puts before a function for this check does not go with a coroutine's parts.
  set(_uasyncio_is_old $<VERSION_LESS:$<CXX_COMPILER_VERSION>,17>)
  target_compile_options(uasyncio PUBLIC
    $<$<AND:$<CXX_COMPILER_ID:Clang>,${_uasyncio_is_old}>:-fno-sanitize=function>)
  target_link_options(uasyncio PUBLIC -fsanitize=${UASYNCIO_SANITIZE})
endif()

# Warnings of our own code only: a program that links us has its own taste.
function(uasyncio_our_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra)
  if(UASYNCIO_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()
uasyncio_our_warnings(uasyncio)

if(UASYNCIO_ON_HOST)
  find_package(Threads REQUIRED)
  target_link_libraries(uasyncio PUBLIC Threads::Threads)
  include(${UASYNCIO_ROOT}/cmake/tls.cmake)
  include(${UASYNCIO_ROOT}/cmake/dns.cmake)
  if(UASYNCIO_MBEDTLS)
    include(${UASYNCIO_ROOT}/cmake/mbedtls.cmake)
  endif()

  # A program that links uasyncio::sim runs in virtual time: the object is found before the
  # default port in the library.
  add_library(uasyncio_sim OBJECT ${_uasyncio_sim_default_port})
  add_library(uasyncio::sim ALIAS uasyncio_sim)
  set_target_properties(uasyncio_sim PROPERTIES EXPORT_NAME sim)
  target_link_libraries(uasyncio_sim PUBLIC uasyncio)
  uasyncio_our_warnings(uasyncio_sim)
elseif(UASYNCIO_ON_BOARD)
  include(${UASYNCIO_ROOT}/cmake/firmware.cmake)
  if(UASYNCIO_LWIP)
    include(${UASYNCIO_ROOT}/cmake/lwip.cmake)
  endif()
  if(UASYNCIO_MBEDTLS)
    include(${UASYNCIO_ROOT}/cmake/mbedtls.cmake)
  endif()
elseif(UASYNCIO_MBEDTLS)
  message(FATAL_ERROR "UASYNCIO_MBEDTLS: the plain library has no TLS")
endif()
