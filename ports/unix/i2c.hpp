// SPDX-License-Identifier: MIT
// I2C buses of a Linux computer: /dev/i2c-N. The kernel's call blocks until the transaction is
// over, so it is made in the thread of a Context.
#pragma once

#include "system_calls.hpp"

#include "uasyncio/machine/i2c.hpp"
#include "uasyncio/sync/event.hpp"
#include "uasyncio/threadsafe/context.hpp"

#include <cstdint>
#include <vector>

namespace uasyncio::unix_devices {

/// A machine::I2CController, for the tasks of one loop. It works while a task of yours runs `run`,
/// which must not outlive it, nor it the bus; without that transactions end by the time-out of the
/// bus. Its thread may serve others too, whose calls then wait for each other.
class I2CController {
 public:
  /// Opens the bus, `/dev/i2c-1`; if that fails, transactions do, see `error`.
  I2CController(Context& thread, const char* path, const SystemCalls& calls = system_calls);
  I2CController(const I2CController&) = delete;
  I2CController& operator=(const I2CController&) = delete;
  ~I2CController();

  /// Why the bus is not open.
  const Error& error() const noexcept { return error_; }

  /// Carries transactions out until it is cancelled; that waits for the one under way. Suspends;
  /// does not fail.
  [[nodiscard("co_await it: without that nothing is sent")]]
  Coro<> run();

  /// What the bus uses: machine::I2CController. The kernel cannot stop a transaction, which then
  /// goes on with memory of its own. Nothing suspends.
  void begin(machine::I2CTransfer& transfer) noexcept;
  machine::I2CAbort abort() noexcept;

 private:
  class Working;

  machine::I2CStatus transact() noexcept;
  void done(machine::I2CStatus status) noexcept;

  Context& thread_;
  const SystemCalls& calls_;
  int descriptor_;
  Error error_;
  machine::I2CTransfer* transfer_ = nullptr;
  bool is_under_way_ = false;  // in the thread
  bool is_aborted_ = false;    // nobody wants what it still reads
  bool begins_with_write_ = false;
  std::uint16_t address_ = 0;
  std::vector<std::uint8_t> out_;
  std::vector<std::uint8_t> in_;
  Event begun_{"I2CController.run"};
};

}  // namespace uasyncio::unix_devices
