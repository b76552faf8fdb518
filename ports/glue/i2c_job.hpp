// SPDX-License-Identifier: MIT
// Of esp_idf_i2c.hpp and zephyr_i2c.hpp: a transaction that calls of the SDK carry out in another
// thread, until they return. Nothing stops them, so they have memory of their own: a transaction
// that was cancelled goes on there.
#pragma once

#include "uasyncio/kernel/critical_section.hpp"
#include "uasyncio/machine/i2c.hpp"

namespace uasyncio::glue {

template <std::uint16_t capacity>
class I2CJob {
 public:
  std::uint8_t out[capacity];
  std::uint8_t in[capacity];
  std::uint16_t out_size = 0;
  std::uint16_t in_size = 0;
  std::uint8_t address = 0;

  /// False: it has ended, because it is too long, or what another bus has left still goes on. In
  /// the loop's thread, as `abort`.
  bool load(machine::I2CTransfer& transfer) noexcept {
    const kernel::CriticalSection masked;
    const machine::I2CRequest& request = transfer.request();
    if (request.prefix_size + request.out_size > capacity || request.in_size > capacity) {
      transfer.done(machine::I2CStatus::not_supported);
      return false;
    }
    if (is_under_way_) {
      transfer.done(machine::I2CStatus::busy);
      return false;
    }
    address = request.address;
    in_size = request.in_size;
    out_size = 0;
    while (transfer.has_out()) out[out_size++] = transfer.take_out();
    is_under_way_ = is_wanted_ = true;
    transfer_ = &transfer;
    return true;
  }

  machine::Abort abort() noexcept {
    const kernel::CriticalSection masked;
    if (transfer_ == nullptr) return machine::Abort::now;
    if (!is_wanted_) transfer_ = nullptr;  // the second time: the bus goes
    is_wanted_ = false;
    return machine::Abort::later;
  }

  /// In the other thread, on the loop's core. An `abort` comes before it or behind it.
  void end(machine::I2CStatus status) noexcept {
    const kernel::CriticalSection masked;
    machine::I2CTransfer* const ended = transfer_;
    is_under_way_ = false;
    transfer_ = nullptr;
    if (ended == nullptr) return;
    if (is_wanted_ && status == machine::I2CStatus::ok) {
      for (std::uint16_t index = 0; index != in_size; ++index) ended->put_in(in[index]);
    }
    ended->done(status);
  }

 private:
  machine::I2CTransfer* transfer_ = nullptr;
  bool is_under_way_ = false;
  bool is_wanted_ = false;
};

}  // namespace uasyncio::glue
