// SPDX-License-Identifier: MIT
// SPI buses of a Linux computer: /dev/spidevBUS.DEVICE.
#pragma once

#include "blocking_bus.hpp"

#include "uasyncio/machine/spi.hpp"

#include <cstdint>
#include <vector>

namespace uasyncio::unix_devices {

/// A machine::SPIController. Without a task that runs `run` transactions wait for ever. The kernel
/// moves the chip select of the device that the file is for; one that the bus is to move, of an
/// SPIDevice, is another pin. Its driver may take no more than 4,096 bytes in a transaction:
/// EMSGSIZE.
class SPIController final : public BlockingBus {
 public:
  /// Opens it, `/dev/spidev0.0`, and says how its lines move; if one fails, transactions do, see
  /// `error`.
  SPIController(Context& thread, const char* path, machine::SPIOptions options = {},
                const SystemCalls& calls = system_calls);

  /// What the bus uses, beside `abort`.
  void begin(machine::SPITransfer& transfer) noexcept;

 private:
  void load() noexcept override;
  int transact() noexcept override;
  void finish(int os_error, bool is_wanted) noexcept override;

  machine::SPITransfer* next_ = nullptr;
  machine::SPITransfer* transfer_ = nullptr;
  std::uint32_t baudrate_;
  std::vector<std::uint8_t> bytes_;  // those that go, and in their place those that have come
};

/// For an SPIDevice of a bus whose chip select the kernel moves: a machine::OutputPin that is none.
struct KernelChipSelect {
  void on() const noexcept {}
  void off() const noexcept {}
  void toggle() const noexcept {}
  void value(bool) const noexcept {}
  bool value() const noexcept { return true; }
};

}  // namespace uasyncio::unix_devices
