// SPDX-License-Identifier: MIT
// The way of what a reader had in its buffer already. The rest of a long transfer is read to where
// it belongs, past the buffer.
#include "uasyncio/stream/transfer.hpp"

#include <algorithm>
#include <cstring>

namespace uasyncio {

std::size_t Transfer::copy(Transfer& transfer, std::span<const std::byte> bytes) noexcept {
  const std::span<std::byte> rest = transfer.rest();
  const std::size_t size = std::min(bytes.size(), rest.size());
  if (size != 0) std::memcpy(rest.data(), bytes.data(), size);
  transfer.advance(size);
  return size;
}

}  // namespace uasyncio
