// SPDX-License-Identifier: MIT
// UART1 of the RP2040 as a stream. UART0 is the console's.
#pragma once

#include "uasyncio/power/deep_sleep.hpp"

#include "ports/cortex_m/pl011_stream.hpp"

namespace uasyncio::rp2040 {

/// While it lives, it receives, and the processor sleeps lightly.
class UartDevice : public cortex_m::Pl011Device {
 protected:
  UartDevice(unsigned number, const machine::UartConfig& config, std::span<std::byte> incoming,
             std::uint32_t* marks, std::span<std::byte> outgoing) noexcept;

 private:
  LightSleep receives_{"UART"};
};

/// Number 1 is on GP8, which sends, and GP9.
template <std::size_t receive_size = 128, std::size_t send_size = receive_size>
using UART = bare_metal::SizedUart<UartDevice, receive_size, send_size>;

}  // namespace uasyncio::rp2040
