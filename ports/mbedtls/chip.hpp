// SPDX-License-Identifier: MIT
// TLS on a chip: the words of uasyncio/stream/tls_context.hpp, as far as they go there. A client
// of TLS 1.2 by mbedTLS, in memory of its own, by a clock that the program sets.
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

/// What mbedTLS has for itself, UASYNCIO_TLS_MEMORY bytes: `peak()` is the most it ever used,
/// `failures()` how often there was too little. From a task.
const kernel::FramePool& pool() noexcept;

}  // namespace mbedtls
}  // namespace uasyncio
