// SPDX-License-Identifier: MIT
// I2C buses of a Linux computer: /dev/i2c-N.
#pragma once

#include "blocking_bus.hpp"

#include "uasyncio/machine/i2c.hpp"

#include <cstdint>
#include <vector>

namespace uasyncio::unix_devices {

/// A machine::I2CController. Without a task that runs `run` transactions end by the time-out of the
/// bus.
class I2CController final : public BlockingBus {
 public:
  /// Opens the bus, `/dev/i2c-1`; if that fails, transactions do, see `error`.
  I2CController(Context& thread, const char* path, const SystemCalls& calls = system_calls)
      : BlockingBus(thread, path, calls) {}

  /// What the bus uses, beside `abort`.
  void begin(machine::I2CTransfer& transfer) noexcept;

 private:
  void load() noexcept override;
  int transact() noexcept override;
  void finish(int os_error, bool is_wanted) noexcept override;

  machine::I2CTransfer* next_ = nullptr;
  machine::I2CTransfer* transfer_ = nullptr;
  bool begins_with_write_ = false;
  std::uint16_t address_ = 0;
  std::vector<std::uint8_t> out_;
  std::vector<std::uint8_t> in_;
};

}  // namespace uasyncio::unix_devices
