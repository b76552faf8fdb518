// SPDX-License-Identifier: MIT
// Of port/platform.hpp: memory for coroutines and tasks on chips whose platform does not name it. A
// plain array, so that no linker script has to know of it; weak, so that a platform's own function
// takes its place.
#include "uasyncio/port/platform.hpp"

#if !UASYNCIO_HOSTED
namespace uasyncio::platform {
namespace {

alignas(std::max_align_t) constinit unsigned char memory[UASYNCIO_POOL_SIZE] = {};

}  // namespace

[[gnu::weak]] std::span<unsigned char> frame_memory() noexcept { return memory; }

}  // namespace uasyncio::platform
#endif
