// SPDX-License-Identifier: MIT
// Build switches: read here once, used everywhere. Every part of a program must agree on them.
#pragma once

#include "uasyncio/port/language.hpp"

// 1: a failure is a C++ exception. 0 (-fno-exceptions): a failure unwinds as cancellation does.
#if defined(__cpp_exceptions)
#define UASYNCIO_EXCEPTIONS 1
#else
#define UASYNCIO_EXCEPTIONS 0
#endif

// 1: reports, and what they say: names, since-when, texts; dump() too. 0: the smallest build.
#ifndef UASYNCIO_DIAGNOSTICS
#define UASYNCIO_DIAGNOSTICS 1
#endif

// 1: a Trace can record what the loop does (uasyncio/trace/trace.hpp). 0: no cost.
#ifndef UASYNCIO_TRACE
#define UASYNCIO_TRACE 0
#endif

// 1: the library was built with OpenSSL (uasyncio/stream/tls_context.hpp). 0: a TlsContext says
// that there is none.
#ifndef UASYNCIO_TLS
#define UASYNCIO_TLS 0
#endif

// 1: the library was built with mbedTLS (ports/mbedtls/context.hpp). 0: that does not link.
#ifndef UASYNCIO_MBEDTLS
#define UASYNCIO_MBEDTLS 0
#endif

// 1: the library was built with c-ares (uasyncio/stream/dns_resolver.hpp). 0: a DnsResolver says
// that there is none.
#ifndef UASYNCIO_DNS
#define UASYNCIO_DNS 0
#endif

// 1: the frame pool joins what was freed before it refuses a request. 0: what one coroutine leaves
// serves smaller ones only; saves flash in firmware where no task ever ends.
#ifndef UASYNCIO_POOL_SWEEP
#define UASYNCIO_POOL_SWEEP 1
#endif

// 1: built with AddressSanitizer.
#if defined(__SANITIZE_ADDRESS__)
#define UASYNCIO_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UASYNCIO_ADDRESS_SANITIZER 1
#endif
#endif
#ifndef UASYNCIO_ADDRESS_SANITIZER
#define UASYNCIO_ADDRESS_SANITIZER 0
#endif

// 1: an operating system with threads below us, one running loop per thread. 0: a chip, alone or
// with a real-time kernel; also firmware that runs as a program of Linux, if its build says so.
#ifndef UASYNCIO_HOSTED
#if defined(__APPLE__) || defined(_WIN32)
#error "uasyncio has no port for macOS and Windows: it runs on Linux and on microcontrollers"
#include "uasyncio has no port for this system"  // no such file: ends the compilation here
#elif defined(__unix__)
#define UASYNCIO_HOSTED 1
#else
#define UASYNCIO_HOSTED 0
#endif
#endif
#if UASYNCIO_HOSTED
#define UASYNCIO_THREAD_LOCAL thread_local
#else
#define UASYNCIO_THREAD_LOCAL
#endif

// Bytes for coroutines and tasks where the platform does not name the memory itself
// (platform::frame_memory).
#ifndef UASYNCIO_POOL_SIZE
#define UASYNCIO_POOL_SIZE 4096
#endif
#if UASYNCIO_POOL_SIZE < 512
#error "UASYNCIO_POOL_SIZE is too small: a task and its coroutines take 100 to 300 bytes"
#endif

// 1: one core without threads, where nothing but an interrupt comes in between: masking interrupts
// is enough, and no access needs a memory barrier. 0: true atomic steps; for chips with two cores
// of which both reach the same objects, if these have such steps.
#ifndef UASYNCIO_ONE_CORE
#define UASYNCIO_ONE_CORE (!UASYNCIO_HOSTED)
#endif

// 1: the library knows how to mask interrupts on this processor (kernel/critical_section.hpp).
#if defined(__riscv) || (defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M')
#define UASYNCIO_MASKS_INTERRUPTS 1
#else
#define UASYNCIO_MASKS_INTERRUPTS 0
#endif

// How an error keeps its text: copied, and counted, where there is a heap anyway (an operating
// system, or C++ exceptions); elsewhere as a pointer to a literal; in the smallest build not at
// all.
#if UASYNCIO_DIAGNOSTICS && (UASYNCIO_HOSTED || UASYNCIO_EXCEPTIONS)
#define UASYNCIO_COPIES_TEXTS 1
#define UASYNCIO_POINTS_TO_TEXTS 0
#else
#define UASYNCIO_COPIES_TEXTS 0
#define UASYNCIO_POINTS_TO_TEXTS UASYNCIO_DIAGNOSTICS
#endif

// What every await and every coroutine repeats: inlined where speed counts, one copy where flash
// does.
#if UASYNCIO_HOSTED
#define UASYNCIO_INLINE_ON_HOST inline
#else
#define UASYNCIO_INLINE_ON_HOST [[gnu::noinline]] inline
#endif

// What the layout of objects depends on, in the scheduler's name: a program and a library with
// other settings do not link, and the name of what is missing says which ones the program has.
#if UASYNCIO_ADDRESS_SANITIZER
#define UASYNCIO_NAME_SETTINGS(exceptions, diagnostics, trace) \
  exceptions_##exceptions##_diagnostics_##diagnostics##_trace_##trace##_address_sanitizer
#else
#define UASYNCIO_NAME_SETTINGS(exceptions, diagnostics, trace) \
  exceptions_##exceptions##_diagnostics_##diagnostics##_trace_##trace
#endif
#define UASYNCIO_EXPAND_AND_NAME_SETTINGS(...) UASYNCIO_NAME_SETTINGS(__VA_ARGS__)
#define UASYNCIO_SETTINGS \
  UASYNCIO_EXPAND_AND_NAME_SETTINGS(UASYNCIO_EXCEPTIONS, UASYNCIO_DIAGNOSTICS, UASYNCIO_TRACE)

namespace uasyncio::kernel {
inline namespace UASYNCIO_SETTINGS {
class Scheduler;
}
}  // namespace uasyncio::kernel
