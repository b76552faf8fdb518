# SPDX-License-Identifier: MIT
# TLS on the host, by OpenSSL 3 (Debian: libssl-dev). Programs that have no TlsContext are not
# linked with it.

if(UASYNCIO_TLS STREQUAL "AUTO")
  find_package(OpenSSL 3 QUIET)
elseif(UASYNCIO_TLS)
  find_package(OpenSSL 3 REQUIRED)
endif()
if(UASYNCIO_TLS AND OPENSSL_FOUND)
  target_compile_definitions(uasyncio PUBLIC UASYNCIO_TLS=1)
  target_include_directories(uasyncio PRIVATE ${OPENSSL_INCLUDE_DIR})
  string(JOIN "," _uasyncio_openssl ${OPENSSL_SSL_LIBRARIES} ${OPENSSL_CRYPTO_LIBRARIES})
  target_link_libraries(uasyncio PUBLIC
    "-Wl,--push-state,--as-needed,${_uasyncio_openssl},--pop-state")
endif()
