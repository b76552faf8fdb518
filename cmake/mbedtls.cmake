# SPDX-License-Identifier: MIT
# TLS by mbedTLS 2.28, on the host and on boards: UASYNCIO_MBEDTLS is the folder of its sources. Its
# code is C, and has no warnings of ours.

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
  rsa_internal sha256 sha512 ssl_ciphersuites ssl_cli ssl_msg ssl_srv ssl_ticket ssl_tls x509
  x509_crt)
list(TRANSFORM _uasyncio_mbedtls_sources PREPEND ${_uasyncio_mbedtls}/library/)
list(TRANSFORM _uasyncio_mbedtls_sources APPEND .c)

# What of the library includes mbedTLS, and what it needs of the platform.
set(_uasyncio_mbedtls_engine context engine key_log memory verify)

set(_uasyncio_mbedtls_definitions
  "MBEDTLS_CONFIG_FILE=\"${UASYNCIO_ROOT}/ports/mbedtls/config.h\"")
if(UASYNCIO_ON_HOST)
  set(_uasyncio_mbedtls_rsa ON)
  set(_uasyncio_mbedtls_server ON)
  list(APPEND _uasyncio_mbedtls_engine hosted)
else()
  set(_uasyncio_mbedtls_rsa OFF)  # it is not computed in steps: a second of a Cortex-M3, at once
  list(APPEND _uasyncio_mbedtls_engine chip)
  option(UASYNCIO_TLS_SERVER "On a board, with UASYNCIO_MBEDTLS: servers, too" OFF)
  set(_uasyncio_mbedtls_server ${UASYNCIO_TLS_SERVER})
  set(UASYNCIO_TLS_MEMORY 16384 CACHE STRING
    "On a board, with UASYNCIO_MBEDTLS: bytes that mbedTLS has for itself")
  set(UASYNCIO_TLS_RECORD 4096 CACHE STRING
    "On a board, with UASYNCIO_MBEDTLS: the longest record of a peer; 512, 1024, 2048 or 4096")
  set(UASYNCIO_TLS_OWN_RECORD 1024 CACHE STRING
    "On a board, with UASYNCIO_MBEDTLS: the longest record of ours")
  list(APPEND _uasyncio_mbedtls_definitions UASYNCIO_TLS_RECORD=${UASYNCIO_TLS_RECORD}
    UASYNCIO_TLS_OWN_RECORD=${UASYNCIO_TLS_OWN_RECORD} UASYNCIO_TLS_MEMORY=${UASYNCIO_TLS_MEMORY})

  # What a server shows, and whom an example trusts.
  set(UASYNCIO_TLS_IDENTITY "" CACHE FILEPATH
    "On a board, with UASYNCIO_MBEDTLS: PEM, a certificate and its key, for the image")
  set(_uasyncio_identity "nullptr")
  if(UASYNCIO_TLS_IDENTITY)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${UASYNCIO_TLS_IDENTITY})
    file(READ ${UASYNCIO_TLS_IDENTITY} _uasyncio_identity)
    set(_uasyncio_identity "R\"PEM(${_uasyncio_identity})PEM\"")
  endif()
  string(TIMESTAMP _uasyncio_image_utc_s "%s" UTC)
  configure_file(${UASYNCIO_ROOT}/cmake/tls_identity.cpp.in tls_identity.cpp @ONLY)
  target_sources(uasyncio PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/tls_identity.cpp)

  # Keys that can be guessed are worse than none: who has no chance must say so.
  set(UASYNCIO_ENTROPY_SOURCES "${UASYNCIO_ENTROPY_SOURCES}" CACHE STRING
    "On a board, with UASYNCIO_MBEDTLS: sources that define uasyncio::mbedtls::entropy")
  option(UASYNCIO_INSECURE_ENTROPY_FOR_TESTS
    "On a board, with UASYNCIO_MBEDTLS: keys that can be guessed" OFF)
  if(UASYNCIO_ENTROPY_SOURCES)
    list(TRANSFORM UASYNCIO_ENTROPY_SOURCES PREPEND ${UASYNCIO_ROOT}/ REGEX "^[^/]"
      OUTPUT_VARIABLE _uasyncio_entropy_sources)
    target_sources(uasyncio PRIVATE ${_uasyncio_entropy_sources})
  elseif(UASYNCIO_INSECURE_ENTROPY_FOR_TESTS)
    list(APPEND _uasyncio_mbedtls_engine insecure_entropy)
  else()
    message(FATAL_ERROR
      "UASYNCIO_MBEDTLS: without UASYNCIO_ENTROPY_SOURCES anybody can read what a chip encrypts")
  endif()
endif()
if(_uasyncio_mbedtls_server)
  list(APPEND _uasyncio_mbedtls_engine server)
endif()
list(APPEND _uasyncio_mbedtls_definitions UASYNCIO_TLS_RSA=$<BOOL:${_uasyncio_mbedtls_rsa}>
  UASYNCIO_TLS_SERVER=$<BOOL:${_uasyncio_mbedtls_server}>)
list(TRANSFORM _uasyncio_mbedtls_engine PREPEND ${UASYNCIO_ROOT}/ports/mbedtls/)
list(TRANSFORM _uasyncio_mbedtls_engine APPEND .cpp)

# Of these sources alone: programs use the library's precompiled header, so the rest of it must be
# compiled as they are.
set_source_files_properties(${_uasyncio_mbedtls_engine} PROPERTIES
  COMPILE_DEFINITIONS "${_uasyncio_mbedtls_definitions}"
  COMPILE_OPTIONS "-isystem;${_uasyncio_mbedtls}/include"
  SKIP_PRECOMPILE_HEADERS ON)
target_compile_definitions(uasyncio PUBLIC UASYNCIO_MBEDTLS=1)
target_sources(uasyncio PRIVATE ${_uasyncio_mbedtls_engine})

if(UASYNCIO_ON_HOST)  # its objects are part of the library, which may be installed
  add_library(uasyncio_mbedtls OBJECT ${_uasyncio_mbedtls_sources})
  target_compile_options(uasyncio_mbedtls PRIVATE -O1 -w)
  target_sources(uasyncio PRIVATE $<TARGET_OBJECTS:uasyncio_mbedtls>)
else()
  add_library(uasyncio_mbedtls STATIC ${_uasyncio_mbedtls_sources})
  uasyncio_compile_c_of_others(uasyncio_mbedtls)
  target_link_libraries(uasyncio PUBLIC uasyncio_mbedtls)
endif()
target_include_directories(uasyncio_mbedtls PRIVATE ${_uasyncio_mbedtls}/include)
target_compile_definitions(uasyncio_mbedtls PRIVATE ${_uasyncio_mbedtls_definitions})
