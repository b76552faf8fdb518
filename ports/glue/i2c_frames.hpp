// SPDX-License-Identifier: MIT
// Of stm32_hal_i2c.hpp: a transaction as pieces of memory, of which an SDK sends or reads one at a
// time.
#pragma once

#include "uasyncio/machine/i2c.hpp"

#include <utility>

namespace uasyncio::glue {

struct I2CFrame {
  std::uint8_t* bytes;  // of the bus; an SDK only reads what is to be sent
  std::uint16_t size;
  bool reads;
};

/// Up to three: a register's number, what is sent, what is read. For an address alone a byte is
/// read, and dropped.
class I2CFrames {
 public:
  void load(machine::I2CTransfer& transfer) noexcept {
    const machine::I2CRequest& request = transfer.request();
    for (unsigned left = request.prefix_size; left != 0; --left) {
      const auto byte = static_cast<std::uint8_t>(request.prefix >> 8 * (left - 1));
      prefix_[request.prefix_size - left] = byte;
    }
    address_ = request.address;
    at_ = count_ = 0;
    is_stopped_ = false;
    add({prefix_, request.prefix_size, false});
    add({const_cast<std::uint8_t*>(request.out), request.out_size, false});
    add({request.in, request.in_size, true});
    if (count_ == 0) add({prefix_, 1, true});
    transfer_ = &transfer;
  }

  bool are_under_way() const noexcept { return transfer_ != nullptr; }
  const I2CFrame& current() const noexcept { return frames_[at_]; }
  bool is_first() const noexcept { return at_ == 0; }
  bool is_last() const noexcept { return at_ + 1 == count_; }
  bool are_stopped() const noexcept { return is_stopped_; }
  /// As the first byte of a frame that is sent.
  std::uint16_t address() const noexcept { return static_cast<std::uint16_t>(address_ << 1); }

  /// The current one has ended. False: it was the last.
  bool go_on() noexcept { return ++at_ != count_; }
  /// None follows. False: they are stopped already.
  bool stop() noexcept { return !std::exchange(is_stopped_, true); }
  void end(machine::I2CStatus status) noexcept { std::exchange(transfer_, nullptr)->done(status); }
  /// The bus's memory is not used any more, and nobody is told.
  void forget() noexcept { transfer_ = nullptr; }

 private:
  void add(I2CFrame frame) noexcept {
    if (frame.size != 0) frames_[count_++] = frame;
  }

  machine::I2CTransfer* transfer_ = nullptr;
  I2CFrame frames_[3] = {};
  std::uint8_t prefix_[4] = {};
  std::uint8_t address_ = 0, at_ = 0, count_ = 0;
  bool is_stopped_ = false;
};

}  // namespace uasyncio::glue
