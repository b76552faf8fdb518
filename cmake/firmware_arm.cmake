# The C and C++ libraries of an Arm core.

# Debian's libsupc++_nano cannot unwind: with exceptions the full libsupc++ goes with nano's libc.
if(UASYNCIO_EXCEPTIONS)
  set(_uasyncio_cxx_library supc++)
else()
  set(_uasyncio_cxx_library supc++_nano)
endif()
target_link_options(uasyncio PUBLIC -nodefaultlibs)
target_link_libraries(uasyncio PUBLIC
  -Wl,--start-group -l${_uasyncio_cxx_library} -lc_nano -lgcc -lnosys -Wl,--end-group)

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  include(${UASYNCIO_ROOT}/cmake/firmware_clang.cmake)
endif()
