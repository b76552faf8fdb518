// SPDX-License-Identifier: MIT
// mbedTLS asks for its memory here, so that it is known when there was none.
#include "ports/mbedtls/memory.hpp"

#include "uasyncio/port/config.hpp"

#include <cstdlib>
#include <mbedtls/platform.h>

namespace uasyncio::mbedtls {
namespace {

constinit UASYNCIO_THREAD_LOCAL Memory the_memory{&std::calloc, &std::free};

void* noting_allocate(std::size_t count, std::size_t size) noexcept {
  void* const block = memory().allocate(count, size);
  if (block == nullptr) ++memory().refusals;
  return block;
}
void noting_free(void* block) noexcept { memory().free(block); }

}  // namespace

Memory& memory() noexcept { return the_memory; }

void prepare_memory() noexcept { mbedtls_platform_set_calloc_free(&noting_allocate, &noting_free); }

void* InTlsMemory::operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return noting_allocate(1, size);
}

}  // namespace uasyncio::mbedtls
