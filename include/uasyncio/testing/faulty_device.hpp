// SPDX-License-Identifier: MIT
// FaultyDevice: a device around another one that does by seed what devices may do, and some things
// that they should not.
#pragma once

#include "uasyncio/stream/filter_device.hpp"
#include "uasyncio/testing/chance.hpp"

#include <cstdint>

namespace uasyncio::testing {

/// Moves fewer bytes than it could; says that it would block, and is ready at once; says that it is
/// ready, and is not; moves nothing and says so. No byte is lost, doubled or out of place. The same
/// seed does the same.
class FaultyDevice final : public FilterDevice {
 public:
  FaultyDevice(Device& inner, std::uint32_t seed) noexcept : FilterDevice(inner), chance_(seed) {}

  Attempt try_read(std::span<std::byte> room) noexcept override;
  Attempt try_write(std::span<const std::byte> bytes) noexcept override;

 private:
  std::size_t some_of(std::size_t size) noexcept;
  bool refuses(Interest interest, Attempt& answer) noexcept;

  Chance chance_;
};

}  // namespace uasyncio::testing
