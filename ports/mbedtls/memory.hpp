// SPDX-License-Identifier: MIT
// Of context.hpp: the memory that mbedTLS has, which is the platform's unless another is set.
#pragma once

#include <cstddef>
#include <new>

namespace uasyncio::mbedtls {

/// Where mbedTLS gets its memory.
struct Memory {
  using Allocate = void* (*)(std::size_t count, std::size_t size);
  using Free = void (*)(void* block);
  Allocate allocate;
  Free free;
  /// How often there was none. mbedTLS takes that for a certificate that nobody trusts, among
  /// others, so who fails looks here first.
  unsigned refusals = 0;
};

/// The one that there is. From the loop's thread.
Memory& memory() noexcept;

/// Base of what is made by `new (std::nothrow)` of that memory.
struct InTlsMemory {
  static void* operator new(std::size_t size, const std::nothrow_t&) noexcept;
  static void operator delete(void* block) noexcept { memory().free(block); }
  static void operator delete(void* block, const std::nothrow_t&) noexcept { memory().free(block); }
};

}  // namespace uasyncio::mbedtls
