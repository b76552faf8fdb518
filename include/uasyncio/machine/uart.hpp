// SPDX-License-Identifier: MIT
// Serial lines, as MicroPython's machine.UART: how one is set up, and what goes wrong on it.
#pragma once

#include "uasyncio/port/error.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>

namespace uasyncio::machine {

/// The bit that is sent along so that the number of ones is even, or odd.
enum class Parity : std::uint8_t { none, even, odd };
/// Hardware flow control: who may stop whom. `rts`: we stop the other side while our ring is full.
/// `cts`: it stops us.
enum class Flow : std::uint8_t { none, rts, cts, rts_cts };

/// What both ends of a line must agree on: `{.baudrate = 9600, .parity = Parity::even}`. What a
/// chip cannot do is refused with ValueError.
struct UartConfig {
  std::uint32_t baudrate = 115'200;  // bits per second
  std::uint8_t bits = 8;             // of data, without the parity
  Parity parity = Parity::none;
  std::uint8_t stop = 1;
  Flow flow = Flow::none;
};

/// How often each has happened since the UART was made. A break counts as a framing error, and
/// hardware that loses bytes does not say how many: each time counts as one.
struct UartErrors {
  std::uint32_t overruns = 0;
  std::uint32_t framing = 0;
  std::uint32_t parity = 0;
};

/// A UART is a stream device; these are its words beside a stream's. `init` sets it up again:
/// ValueError, and nothing has changed, if the chip cannot do that. `any` is how many bytes have
/// come and were not taken, `txdone` whether the last bit is out. All from the loop's thread; none
/// of them suspends.
template <class T>
concept UART = requires(T uart, const UartConfig& config) {
  { uart.init(config) } -> std::same_as<Error>;
  { uart.errors() } -> std::same_as<UartErrors>;
  { uart.any() } -> std::convertible_to<std::size_t>;
  { uart.txdone() } -> std::same_as<bool>;
};

}  // namespace uasyncio::machine
