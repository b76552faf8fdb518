# Before project(): a board other than the host brings its cross compiler. Boards are the files
# boards/NAME.cmake, which set
#   UASYNCIO_PORT_SOURCES   the port's sources, relative to the repository root
#   UASYNCIO_CPU_FLAGS      as -mcpu=cortex-m3;-mthumb
#   UASYNCIO_LINKER_SCRIPT  relative to the repository root

get_filename_component(UASYNCIO_ROOT ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)

if(NOT UASYNCIO_BOARD STREQUAL "host")
  set(_uasyncio_board_file ${UASYNCIO_ROOT}/boards/${UASYNCIO_BOARD}.cmake)
  if(NOT EXISTS ${_uasyncio_board_file})
    message(FATAL_ERROR "there is no board '${UASYNCIO_BOARD}': ${_uasyncio_board_file}")
  endif()
  include(${_uasyncio_board_file})
  if(NOT CMAKE_TOOLCHAIN_FILE AND UASYNCIO_COMPILER STREQUAL "clang")
    set(CMAKE_TOOLCHAIN_FILE ${UASYNCIO_ROOT}/cmake/arm-none-eabi-clang.cmake)
  elseif(NOT CMAKE_TOOLCHAIN_FILE)
    set(CMAKE_TOOLCHAIN_FILE ${UASYNCIO_ROOT}/cmake/arm-none-eabi.cmake)
  endif()
endif()
