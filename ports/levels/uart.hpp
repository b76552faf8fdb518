// SPDX-License-Identifier: MIT
// A UART that is wired to itself, for boards that have none: what is sent comes back at once.
#pragma once

#include "uasyncio/machine/uart.hpp"
#include "uasyncio/stream/filter_device.hpp"
#include "uasyncio/stream/memory_pair.hpp"

namespace uasyncio::level_pins {

/// Before the filter among the bases, so that it is there first.
template <std::size_t size>
struct UartWire {
  UartWire() noexcept { end.connect(end); }
  std::byte room[size];
  MemoryEnd end{room};
};

/// With the words of a chip's UART; every set-up is as good as another, and nothing is lost.
template <std::size_t receive_size = 128, std::size_t send_size = receive_size>
class UART : UartWire<receive_size>, public FilterDevice {
 public:
  explicit UART(const machine::UartConfig& = {}) noexcept : FilterDevice(this->end) {}

  Error init(const machine::UartConfig&) noexcept { return Error::none; }
  machine::UartErrors errors() const noexcept { return {}; }
  std::size_t any() const noexcept { return this->end.incoming(); }
  bool txdone() const noexcept { return true; }
};

}  // namespace uasyncio::level_pins
