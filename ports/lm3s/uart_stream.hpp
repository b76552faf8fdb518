// SPDX-License-Identifier: MIT
// UART1 and UART2 of the LM3S6965 as streams. UART0 is the console's.
#pragma once

#include "ports/cortex_m/pl011_stream.hpp"

namespace uasyncio::lm3s {

/// 1 to 781,250 baud.
class UartDevice : public cortex_m::Pl011Device {
 protected:
  UartDevice(unsigned number, const machine::UartConfig& config, std::span<std::byte> incoming,
             std::uint32_t* marks, std::span<std::byte> outgoing) noexcept;
};

/// Number 1 is on PD2 and PD3, number 2 on PG0 and PG1.
template <std::size_t receive_size = 128, std::size_t send_size = receive_size>
using UART = bare_metal::SizedUart<UartDevice, receive_size, send_size>;

}  // namespace uasyncio::lm3s
