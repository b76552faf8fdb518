// SPDX-License-Identifier: MIT
// The computer itself. It has no pins: the LEDs only remember their level. The button is pressed
// by the signal SIGUSR1: kill -USR1 PID.
#pragma once

#include "ports/levels/pin.hpp"
#include "ports/levels/uart.hpp"
#include "ports/unix/console.hpp"

#include <cerrno>
#include <csignal>

namespace board {

inline constexpr const char* name = "host";

inline constinit uasyncio::level_pins::OutputPin led1{"led1"};
inline constinit uasyncio::level_pins::OutputPin led2{"led2"};
inline constinit uasyncio::level_pins::OutputPin led3{"led3"};

/// Low while pressed, as on the boards; each SIGUSR1 is a press and a release.
class SignalButton : public uasyncio::level_pins::InterruptPin {
 public:
  constexpr SignalButton() noexcept : InterruptPin(true, "button") {}
  [[nodiscard("it may be refused")]] uasyncio::Error irq(uasyncio::machine::Edge edges,
                                                         uasyncio::machine::PinHandler handler,
                                                         void* argument) noexcept {
    if (std::signal(SIGUSR1, &on_signal) == SIG_ERR) return uasyncio::Error::os(errno);
    return InterruptPin::irq(edges, handler, argument);
  }
  using InterruptPin::irq;  // with a nullptr

 private:
  static void on_signal(int) noexcept;
};
inline constinit SignalButton button;

inline void SignalButton::on_signal(int) noexcept {
  button.set(false);
  button.set(true);
}

inline constexpr uasyncio::unix_console::Console console;

/// Wired to itself. A serial port of the computer is a stream on its descriptor.
template <std::size_t receive_size = 128, std::size_t send_size = receive_size>
using UART = uasyncio::level_pins::UART<receive_size, send_size>;

}  // namespace board
