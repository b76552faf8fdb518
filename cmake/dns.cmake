# SPDX-License-Identifier: MIT
# Names by name servers on the host, by c-ares (Debian: libc-ares-dev). Programs that have no
# DnsResolver are not linked with it.

if(UASYNCIO_DNS)
  find_path(UASYNCIO_CARES_INCLUDE_DIR ares.h)
  find_library(UASYNCIO_CARES_LIBRARY cares)
  mark_as_advanced(UASYNCIO_CARES_INCLUDE_DIR UASYNCIO_CARES_LIBRARY)
  if(UASYNCIO_CARES_INCLUDE_DIR AND UASYNCIO_CARES_LIBRARY)
    target_compile_definitions(uasyncio PUBLIC UASYNCIO_DNS=1)
    target_include_directories(uasyncio PRIVATE ${UASYNCIO_CARES_INCLUDE_DIR})
    target_link_libraries(uasyncio PUBLIC
      "-Wl,--push-state,--as-needed,${UASYNCIO_CARES_LIBRARY},--pop-state")
  elseif(NOT UASYNCIO_DNS STREQUAL "AUTO")
    message(FATAL_ERROR "UASYNCIO_DNS needs c-ares: libc-ares-dev")
  endif()
endif()
