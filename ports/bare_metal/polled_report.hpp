// SPDX-License-Identifier: MIT
// Reports when nothing can be trusted any more: straight to the UART, without interrupts.
#pragma once

#include "ports/bare_metal/uart.hpp"

#include <cstdint>

namespace uasyncio::bare_metal {

class PolledReport {
 public:
  PolledReport() noexcept { uart::start(); }
  ~PolledReport() {
    while (!uart::is_idle()) {
    }
  }
  PolledReport(const PolledReport&) = delete;
  PolledReport& operator=(const PolledReport&) = delete;

  void text(const char* text) noexcept;
  /// In hexadecimal.
  void value(const char* name, std::uint32_t value) noexcept;
};

}  // namespace uasyncio::bare_metal
