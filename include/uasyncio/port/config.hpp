// Build switches: read here once, used everywhere. Every part of a program must agree on them.
#pragma once

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

// 1: an operating system with threads below us, one running loop per thread.
#if defined(__unix__)
#define UASYNCIO_HOSTED 1
#define UASYNCIO_THREAD_LOCAL thread_local
#else
#define UASYNCIO_HOSTED 0
#define UASYNCIO_THREAD_LOCAL
#endif

// 1: one core without threads, where nothing but an interrupt comes in between: masking interrupts
// is enough, and no access needs a memory barrier. 0: true atomic steps; for chips with two cores
// of which both reach the same objects, if these have such steps.
#ifndef UASYNCIO_ONE_CORE
#define UASYNCIO_ONE_CORE (!UASYNCIO_HOSTED)
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
