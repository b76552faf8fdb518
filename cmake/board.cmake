# SPDX-License-Identifier: MIT
# Before project(): a board brings its cross compiler. Boards are the files boards/NAME.cmake, here
# or in the user's project (then the path is given, and NAME.hpp lies beside it), which set
#   UASYNCIO_PORT_SOURCES   the port's sources: relative to the repository root, or absolute
#   UASYNCIO_CPU_FLAGS      as -mcpu=cortex-m3;-mthumb
#   UASYNCIO_LINKER_SCRIPT  the same
#   UASYNCIO_TOOLCHAIN      cmake/NAME.cmake; arm-none-eabi if it is not set

get_filename_component(UASYNCIO_ROOT ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)

# UASYNCIO_ON_HOST, UASYNCIO_ON_BOARD, or neither: the plain library.
macro(uasyncio_choose_kind)
  set(_uasyncio_kind "${UASYNCIO_BOARD}")
  if(_uasyncio_kind STREQUAL "" AND CMAKE_SYSTEM_NAME STREQUAL "Linux")
    set(_uasyncio_kind host)
  elseif(_uasyncio_kind STREQUAL "" AND CMAKE_CROSSCOMPILING)
    set(_uasyncio_kind none)
  elseif(_uasyncio_kind STREQUAL "")
    message(FATAL_ERROR "uasyncio runs on Linux and on microcontrollers, and has no port for "
      "${CMAKE_SYSTEM_NAME}")
  endif()
  # In the cache, because a project around this one calls our functions too.
  foreach(_kind ON_HOST ON_BOARD)
    set(UASYNCIO_${_kind} OFF CACHE INTERNAL "")
  endforeach()
  if(_uasyncio_kind STREQUAL "host")
    set(UASYNCIO_ON_HOST ON CACHE INTERNAL "")
  elseif(NOT _uasyncio_kind STREQUAL "none")
    set(UASYNCIO_ON_BOARD ON CACHE INTERNAL "")
  endif()
endmacro()

if(UASYNCIO_BOARD AND NOT UASYNCIO_BOARD MATCHES "^(host|none)$")
  if(UASYNCIO_BOARD MATCHES "\\.cmake$")
    cmake_path(ABSOLUTE_PATH UASYNCIO_BOARD BASE_DIRECTORY ${CMAKE_SOURCE_DIR}
      OUTPUT_VARIABLE _uasyncio_board_file)
    string(REGEX REPLACE "\\.cmake$" ".hpp" UASYNCIO_BOARD_HEADER ${_uasyncio_board_file})
  else()
    set(_uasyncio_board_file ${UASYNCIO_ROOT}/boards/${UASYNCIO_BOARD}.cmake)
    set(UASYNCIO_BOARD_HEADER boards/${UASYNCIO_BOARD}.hpp)
  endif()
  if(NOT EXISTS ${_uasyncio_board_file})
    file(GLOB _uasyncio_boards RELATIVE ${UASYNCIO_ROOT}/boards ${UASYNCIO_ROOT}/boards/*.cmake)
    string(REPLACE ".cmake;" ", " _uasyncio_boards "${_uasyncio_boards};")
    message(FATAL_ERROR "there is no board '${UASYNCIO_BOARD}': ${_uasyncio_board_file}. "
      "There are ${_uasyncio_boards}host and none")
  endif()
  set(UASYNCIO_TOOLCHAIN arm-none-eabi)
  include(${_uasyncio_board_file})

  # Too late for a compiler of ours: in a user's project, behind its project(). With the compiler of
  # the host the library would be built for Linux, and fail far from the cause.
  get_property(_uasyncio_languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if("CXX" IN_LIST _uasyncio_languages AND NOT CMAKE_CROSSCOMPILING)
    message(FATAL_ERROR "uasyncio: board '${UASYNCIO_BOARD}' needs a cross compiler, but "
      "project(${PROJECT_NAME}) has already chosen ${CMAKE_CXX_COMPILER}. Configure a new build "
      "folder with -DCMAKE_TOOLCHAIN_FILE=${UASYNCIO_ROOT}/cmake/${UASYNCIO_TOOLCHAIN}.cmake")
  endif()
  if(NOT CMAKE_TOOLCHAIN_FILE AND UASYNCIO_COMPILER STREQUAL "clang")
    set(CMAKE_TOOLCHAIN_FILE ${UASYNCIO_ROOT}/cmake/${UASYNCIO_TOOLCHAIN}-clang.cmake)
  elseif(NOT CMAKE_TOOLCHAIN_FILE)
    set(CMAKE_TOOLCHAIN_FILE ${UASYNCIO_ROOT}/cmake/${UASYNCIO_TOOLCHAIN}.cmake)
  endif()
endif()
