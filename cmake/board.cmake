# Before project(): a board other than the host brings its cross compiler. Boards are the files
# boards/NAME.cmake, which set
#   UASYNCIO_PORT_SOURCES   the port's sources, relative to the repository root
#   UASYNCIO_CPU_FLAGS      as -mcpu=cortex-m3;-mthumb
#   UASYNCIO_LINKER_SCRIPT  relative to the repository root
#   UASYNCIO_TOOLCHAIN      cmake/NAME.cmake; arm-none-eabi if it is not set

get_filename_component(UASYNCIO_ROOT ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)

if(NOT UASYNCIO_BOARD STREQUAL "host")
  set(_uasyncio_board_file ${UASYNCIO_ROOT}/boards/${UASYNCIO_BOARD}.cmake)
  if(NOT EXISTS ${_uasyncio_board_file})
    message(FATAL_ERROR "there is no board '${UASYNCIO_BOARD}': ${_uasyncio_board_file}")
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
