// SPDX-License-Identifier: MIT
// PendSV, the interrupt of the core that only software asks for, for the loop that runs in one.
// Addresses: ARMv6-M and ARMv7-M Architecture Reference Manuals, B3.2 "System Control Block".
#pragma once

#include "uasyncio/port/interrupt_port.hpp"
#include "uasyncio/port/platform.hpp"

#include "ports/cortex_m/registers.hpp"

namespace uasyncio::cortex_m {

/// It comes between any code but interrupts, which go first: the priority is the lowest. The chip
/// adds the alarm, and calls `run` in pend_supervisor_handler.
class PendSvPort : public InterruptPort {
 public:
  /// Behind the barriers the interrupt has come, if it can.
  void wake() noexcept final {
    attention_.store(1, std::memory_order_release);
    register_at(0xE000'ED04) = 1u << 28;  // ICSR, PENDSVSET
    asm volatile("dsb\n isb" ::: "memory");
  }

 protected:
  PendSvPort() noexcept : InterruptPort(platform::default_port()) {
    set_bits(0xE000'ED20, 0xFFu << 16);  // SHPR3
  }
  ~PendSvPort() = default;
};

}  // namespace uasyncio::cortex_m
