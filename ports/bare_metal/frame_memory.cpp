// SPDX-License-Identifier: MIT
// Coroutines and tasks get all RAM that the linker script has left.
#include "uasyncio/port/platform.hpp"

extern "C" unsigned char __uasyncio_pool_start[];
extern "C" unsigned char __uasyncio_pool_end[];

namespace uasyncio::platform {

std::span<unsigned char> frame_memory() noexcept {
  return {__uasyncio_pool_start, __uasyncio_pool_end};
}

}  // namespace uasyncio::platform
