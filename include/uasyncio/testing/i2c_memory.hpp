// SPDX-License-Identifier: MIT
// A memory on an I2C bus: registers that are read and written from an address on.
#pragma once

#include "uasyncio/testing/i2c_target.hpp"

#include <cstddef>
#include <cstdint>

namespace uasyncio::testing {

/// The first byte of a write is the address of the next one, which wraps at `Size`. Forgets all
/// without power. From one context at a time.
template <std::size_t Size = 256>
class I2CMemory final : public I2CTarget {
  static_assert(Size >= 1 && Size <= 256, "an address is one byte");

 public:
  explicit I2CMemory(std::uint8_t address) noexcept : I2CTarget(address) {}

  /// The byte of that address, less than `Size`, to read and to write; it lives as long as this.
  std::uint8_t& operator[](std::size_t place) noexcept { return bytes_[place]; }

 private:
  bool on_start(bool reads) noexcept override {
    expects_place_ = !reads;
    return true;
  }
  bool on_write(std::uint8_t byte) noexcept override {
    if (expects_place_) {
      place_ = byte % Size;
    } else {
      bytes_[next()] = byte;
    }
    expects_place_ = false;
    return true;
  }
  std::uint8_t on_read() noexcept override { return bytes_[next()]; }
  void on_power() noexcept override {
    for (std::uint8_t& byte : bytes_) byte = 0;
    place_ = 0;
  }
  std::size_t next() noexcept {
    const std::size_t place = place_;
    place_ = (place_ + 1) % Size;
    return place;
  }

  std::uint8_t bytes_[Size] = {};
  std::size_t place_ = 0;
  bool expects_place_ = false;
};

}  // namespace uasyncio::testing
