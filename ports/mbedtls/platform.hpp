// SPDX-License-Identifier: MIT
// What TLS by mbedTLS needs of the platform: chance, the date, and memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace uasyncio::mbedtls {

/// Fills `room` with bytes that nobody can guess; false if there are none just now. Whoever guesses
/// them reads all that is encrypted. On Linux the kernel's (hosted.cpp); on a chip that of the
/// board, or of whoever builds for it (UASYNCIO_ENTROPY_SOURCES). Never suspends. From a task.
bool entropy(std::span<std::byte> room) noexcept;

/// UTC in seconds since 1970; 0: not known. On Linux the computer's; on a chip what was said by
/// `set_utc` (chip.hpp). From a task.
std::int64_t utc_s() noexcept;

/// `count` times so many bytes, zeroed, or null. On Linux the C library's; on a chip those of a
/// pool of its own (chip.hpp). From the loop's thread.
void* allocate(std::size_t count, std::size_t size) noexcept;
/// What `allocate` has given, or null.
void free(void* block) noexcept;
/// Called before a connection begins, which needs room that was not cut into pieces by others. On a
/// chip joins what is free.
void tidy() noexcept;

}  // namespace uasyncio::mbedtls
