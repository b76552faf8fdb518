// SPDX-License-Identifier: MIT
// TLS on a chip: the words of uasyncio/stream/tls_context.hpp, as far as they go there. TLS 1.2 by
// mbedTLS, in memory of its own, by a clock that the program sets.
#pragma once

#include "uasyncio/kernel/frame_pool.hpp"

#include "ports/mbedtls/context.hpp"

#include <cstdint>

namespace uasyncio {

using TlsContext = mbedtls::Context;
using TlsOptions = mbedtls::Options;

namespace mbedtls {

/// Now it is this time, in microseconds since 1970: as a time server says, or a clock of the board.
/// It goes on with the loop's clock. Before that no certificate is valid. From a task.
void set_utc(std::int64_t utc_us) noexcept;

/// The certificate and key that are in the image, as PEM: the text of the file
/// UASYNCIO_TLS_IDENTITY of CMake. Null if there is none. From anywhere.
const char* identity() noexcept;
/// When the image was configured, in microseconds since 1970: it is not earlier than that. From
/// anywhere.
std::int64_t image_utc() noexcept;

/// What mbedTLS has for itself, UASYNCIO_TLS_MEMORY bytes: `peak()` is the most it ever used,
/// `failures()` how often there was too little. From a task.
const kernel::FramePool& pool() noexcept;

}  // namespace mbedtls
}  // namespace uasyncio
