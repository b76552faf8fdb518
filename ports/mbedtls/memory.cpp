// SPDX-License-Identifier: MIT
// mbedTLS asks for its memory here, so that it is known when there was none.
#include "ports/mbedtls/memory.hpp"

#include "uasyncio/port/config.hpp"

#include "ports/mbedtls/config.h"
#include "ports/mbedtls/platform.hpp"

namespace uasyncio::mbedtls {
namespace {

constinit UASYNCIO_THREAD_LOCAL Memory the_memory{&allocate, &free};

}  // namespace

Memory& memory() noexcept { return the_memory; }

void* InTlsMemory::operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return uasyncio_mbedtls_allocate(1, size);
}

}  // namespace uasyncio::mbedtls

// Declared in config.h, as the functions by which mbedTLS asks for memory.
extern "C" {

void* uasyncio_mbedtls_allocate(std::size_t count, std::size_t size) {
  uasyncio::mbedtls::Memory& memory = uasyncio::mbedtls::memory();
  void* const block = memory.allocate(count, size);
  if (block == nullptr) ++memory.refusals;
  return block;
}

void uasyncio_mbedtls_free(void* block) { uasyncio::mbedtls::memory().free(block); }
}
