// SPDX-License-Identifier: MIT
// What of mbedTLS 2.28 is built, and how large: TLS 1.2, clients, and servers if they are wanted.
// Its documentation is in mbedtls/config.h.
#ifndef UASYNCIO_MBEDTLS_CONFIG_H
#define UASYNCIO_MBEDTLS_CONFIG_H

// The longest record, in bytes, without what TLS adds: of the peer, who is asked to keep to it if
// it is shorter than those of TLS, and ours. cmake/mbedtls.cmake says other numbers.
#ifndef UASYNCIO_TLS_RECORD
#define UASYNCIO_TLS_RECORD 16384
#endif
#ifndef UASYNCIO_TLS_OWN_RECORD
#define UASYNCIO_TLS_OWN_RECORD 4096
#endif
#define MBEDTLS_SSL_IN_CONTENT_LEN UASYNCIO_TLS_RECORD
#define MBEDTLS_SSL_OUT_CONTENT_LEN UASYNCIO_TLS_OWN_RECORD
#define MBEDTLS_SSL_MAX_FRAGMENT_LENGTH

// The system: memory is asked for in memory.cpp. Time is looked at in verify.cpp, and chance comes
// from platform.hpp.
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
void* uasyncio_mbedtls_allocate(size_t count, size_t size);
void uasyncio_mbedtls_free(void* block);
#ifdef __cplusplus
}
#endif
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_CALLOC_MACRO uasyncio_mbedtls_allocate
#define MBEDTLS_PLATFORM_FREE_MACRO uasyncio_mbedtls_free
#define MBEDTLS_NO_PLATFORM_ENTROPY
#define MBEDTLS_HAVE_ASM

// TLS. Renegotiation is off: who asks for it is refused.
#define MBEDTLS_SSL_TLS_C
#define MBEDTLS_SSL_CLI_C
#if UASYNCIO_TLS_SERVER
#define MBEDTLS_SSL_SRV_C
#define MBEDTLS_SSL_TICKET_C
#define MBEDTLS_SSL_ASYNC_PRIVATE
#endif
#define MBEDTLS_SSL_PROTO_TLS1_2
#define MBEDTLS_SSL_ALPN
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
#define MBEDTLS_SSL_SESSION_TICKETS
#define MBEDTLS_SSL_EXTENDED_MASTER_SECRET
#define MBEDTLS_SSL_ENCRYPT_THEN_MAC
#define MBEDTLS_SSL_ALL_ALERT_MESSAGES
#define MBEDTLS_SSL_EXPORT_KEYS
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#if UASYNCIO_TLS_RSA
#define MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED
#define MBEDTLS_RSA_C
#define MBEDTLS_PKCS1_V15
#define MBEDTLS_PKCS1_V21
#endif

// Elliptic curves that are computed in steps, so that other tasks run in between.
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_DP_SECP384R1_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECP_RESTARTABLE
#define MBEDTLS_ECDH_LEGACY_CONTEXT
#define MBEDTLS_ECDH_C
#define MBEDTLS_ECDSA_C
#define MBEDTLS_ECP_WINDOW_SIZE 4
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_MPI_MAX_SIZE 512

// Ciphers and sums.
#define MBEDTLS_AES_C
#define MBEDTLS_AES_ROM_TABLES
#define MBEDTLS_AES_FEWER_TABLES
#define MBEDTLS_GCM_C
#define MBEDTLS_CIPHER_C
#define MBEDTLS_MD_C
#define MBEDTLS_SHA256_C
#define MBEDTLS_SHA512_C
#define MBEDTLS_CTR_DRBG_C

// Certificates.
#define MBEDTLS_X509_USE_C
#define MBEDTLS_X509_CRT_PARSE_C
#define MBEDTLS_X509_REMOVE_INFO
#define MBEDTLS_X509_CHECK_KEY_USAGE
#define MBEDTLS_X509_CHECK_EXTENDED_KEY_USAGE
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C
#define MBEDTLS_OID_C
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_PEM_PARSE_C
#define MBEDTLS_BASE64_C

// The best first; those with ECDSA are computed in steps.
#define MBEDTLS_SSL_CIPHERSUITES                       \
  MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,     \
      MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, \
      MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384

#include <mbedtls/check_config.h>

#endif
