// SPDX-License-Identifier: MIT
// What TLS by mbedTLS needs of the platform: chance, and the date.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace uasyncio::mbedtls {

/// Fills `room` with bytes that nobody can guess; false if there are none just now. Whoever guesses
/// them reads all that is encrypted. On Linux the kernel's (hosted.cpp). Never suspends. From a
/// task.
bool entropy(std::span<std::byte> room) noexcept;

/// UTC in seconds since 1970; 0: not known. On Linux the computer's. From a task.
std::int64_t utc_s() noexcept;

}  // namespace uasyncio::mbedtls
