// SPDX-License-Identifier: MIT
// Of esp_idf_i2c.hpp and zephyr_i2c.hpp: a controller whose transactions calls of the SDK carry out
// in another thread, until they return. Nothing stops them, so they have memory of their own: a
// transaction that was cancelled goes on there.
#pragma once

#include "uasyncio/kernel/critical_section.hpp"
#include "uasyncio/machine/i2c.hpp"

namespace uasyncio::glue {

/// For the bus. `Controller` derives from it, and has `start`, after which the other thread calls
/// `work`; and `transact`, which is called there with a request without a prefix. It must live for
/// ever.
///
/// Each way of a transaction has at most `capacity` bytes, a register's number among them; longer
/// ones fail with EOPNOTSUPP.
template <class Controller, std::uint16_t capacity>
class I2CJob {
 public:
  I2CJob() = default;
  I2CJob(const I2CJob&) = delete;
  I2CJob& operator=(const I2CJob&) = delete;

  void begin(machine::I2CTransfer& transfer) noexcept {
    const machine::I2CRequest& request = transfer.request();
    if (request.prefix_size + request.out_size > capacity || request.in_size > capacity) {
      return transfer.done(machine::I2CStatus::not_supported);
    }
    if (!load(transfer)) return transfer.done(machine::I2CStatus::busy);
    static_cast<Controller*>(this)->start();
  }

  machine::Abort abort() noexcept {
    const kernel::CriticalSection masked;
    if (transfer_ == nullptr) return machine::Abort::now;
    if (!is_wanted_) transfer_ = nullptr;  // the second time: the bus goes
    is_wanted_ = false;
    return machine::Abort::later;
  }

 protected:
  /// In the other thread, on the loop's core. An `abort` comes before its end or behind it.
  void work() noexcept {
    const machine::I2CStatus status = static_cast<Controller*>(this)->transact(request_);
    const kernel::CriticalSection masked;
    machine::I2CTransfer* const ended = transfer_;
    is_under_way_ = false;
    transfer_ = nullptr;
    if (ended == nullptr) return;
    if (is_wanted_ && status == machine::I2CStatus::ok) {
      for (std::uint16_t index = 0; index != request_.in_size; ++index) ended->put_in(in_[index]);
    }
    ended->done(status);
  }

 private:
  /// False: what another bus has left still goes on.
  bool load(machine::I2CTransfer& transfer) noexcept {
    const kernel::CriticalSection masked;
    if (is_under_way_) return false;
    request_ = {.out = out_, .in = in_, .in_size = transfer.in_left()};
    request_.address = transfer.request().address;
    while (transfer.has_out()) out_[request_.out_size++] = transfer.take_out();
    is_under_way_ = is_wanted_ = true;
    transfer_ = &transfer;
    return true;
  }

  machine::I2CTransfer* transfer_ = nullptr;
  machine::I2CRequest request_;
  std::uint8_t out_[capacity], in_[capacity];
  bool is_under_way_ = false;
  bool is_wanted_ = false;
};

}  // namespace uasyncio::glue
