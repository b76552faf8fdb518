// SPDX-License-Identifier: MIT
// Assertions: what the kernel relies on, checked while it runs. A mistake in a primitive, in a port
// or in the kernel itself is said where it happens, and not where its damage shows. They are on
// unless NDEBUG is defined, as assert is: in builds of the type Dev and Debug (boards too) and with
// sanitizers. In a release nothing of them is left, no condition is evaluated.
#pragma once

#include "uasyncio/port/config.hpp"

#include <cstdint>
#include <type_traits>

#ifndef UASYNCIO_ASSERTIONS
#ifdef NDEBUG
#define UASYNCIO_ASSERTIONS 0
#else
#define UASYNCIO_ASSERTIONS 1
#endif
#endif

namespace uasyncio::kernel {

/// Reports "kernel/wait_list.cpp:31: not so: node != list.head (node->state: 4)" and ends the
/// program: on the host by abort, on a board with status 134, as a shell says of an abort. From
/// anywhere.
[[noreturn, gnu::cold, gnu::noinline]] void assertion_failed(const char* file, std::uint32_t line,
                                                             const char* condition) noexcept;
[[noreturn, gnu::cold, gnu::noinline]] void assertion_failed(const char* file, std::uint32_t line,
                                                             const char* condition,
                                                             const char* name,
                                                             std::uint64_t value) noexcept;

/// What an assertion shows of a value: numbers and states as numbers, pointers as addresses.
/// From anywhere.
template <class Value>
std::uint64_t shown(const Value& value) noexcept {
  if constexpr (std::is_pointer_v<Value>) {
    return reinterpret_cast<std::uintptr_t>(value);
  } else {
    return static_cast<std::uint64_t>(value);
  }
}

}  // namespace uasyncio::kernel

// UASYNCIO_ASSERT(condition) or UASYNCIO_ASSERT(condition, value), which is shown if it is not so.
#if UASYNCIO_ASSERTIONS
#define UASYNCIO_ASSERT(condition, ...)        \
  ((condition)                                 \
       ? static_cast<void>(0)                  \
       : ::uasyncio::kernel::assertion_failed( \
             __FILE__, __LINE__,               \
             #condition __VA_OPT__(, #__VA_ARGS__, ::uasyncio::kernel::shown(__VA_ARGS__))))
#else
#define UASYNCIO_ASSERT(condition, ...) static_cast<void>(sizeof((condition) ? 1 : 0))
#endif
