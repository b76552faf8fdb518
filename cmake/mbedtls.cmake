# SPDX-License-Identifier: MIT
# TLS by mbedTLS 2.28, on the host: UASYNCIO_MBEDTLS is the folder of its sources. Its code is C,
# and has no warnings of ours; its objects are part of the library.

cmake_path(ABSOLUTE_PATH UASYNCIO_MBEDTLS BASE_DIRECTORY ${CMAKE_SOURCE_DIR}
  OUTPUT_VARIABLE _uasyncio_mbedtls)
if(NOT EXISTS ${_uasyncio_mbedtls}/library/ssl_cli.c)
  message(FATAL_ERROR
    "UASYNCIO_MBEDTLS: ${_uasyncio_mbedtls} does not hold the sources of mbedTLS 2.28")
endif()
enable_language(C)

set(_uasyncio_mbedtls_sources
  aes asn1parse asn1write base64 bignum cipher cipher_wrap constant_time ctr_drbg ecdh ecdsa ecp
  ecp_curves gcm md oid pem pk pk_wrap pkparse platform platform_util rsa
  rsa_internal sha256 sha512 ssl_ciphersuites ssl_cli ssl_msg ssl_tls x509 x509_crt)
list(TRANSFORM _uasyncio_mbedtls_sources PREPEND ${_uasyncio_mbedtls}/library/)
list(TRANSFORM _uasyncio_mbedtls_sources APPEND .c)

# What of the library includes mbedTLS.
set(_uasyncio_mbedtls_engine context engine memory verify hosted)
list(TRANSFORM _uasyncio_mbedtls_engine PREPEND ${UASYNCIO_ROOT}/ports/mbedtls/)
list(TRANSFORM _uasyncio_mbedtls_engine APPEND .cpp)

set(_uasyncio_mbedtls_config "MBEDTLS_CONFIG_FILE=\"${UASYNCIO_ROOT}/ports/mbedtls/config.h\"")
# Of these sources alone: programs use the library's precompiled header, so the rest of it must be
# compiled as they are.
set_source_files_properties(${_uasyncio_mbedtls_engine} PROPERTIES
  COMPILE_DEFINITIONS "${_uasyncio_mbedtls_config}"
  COMPILE_OPTIONS "-isystem;${_uasyncio_mbedtls}/include"
  SKIP_PRECOMPILE_HEADERS ON)

add_library(uasyncio_mbedtls OBJECT ${_uasyncio_mbedtls_sources})
target_compile_options(uasyncio_mbedtls PRIVATE -O1 -w)
target_include_directories(uasyncio_mbedtls PRIVATE ${_uasyncio_mbedtls}/include)
target_compile_definitions(uasyncio_mbedtls PRIVATE "${_uasyncio_mbedtls_config}")

target_compile_definitions(uasyncio PUBLIC UASYNCIO_MBEDTLS=1)
target_sources(uasyncio PRIVATE $<TARGET_OBJECTS:uasyncio_mbedtls> ${_uasyncio_mbedtls_engine})
