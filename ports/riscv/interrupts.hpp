// SPDX-License-Identifier: MIT
// Interrupts of devices. A handler is a function that is set here; nothing that a program does not
// use is linked.
#pragma once

#include "ports/bare_metal/interrupts.hpp"
#include "ports/riscv/chip.hpp"

namespace uasyncio::riscv {

using Handler = void (*)();

/// From now on `handler` serves the device's interrupt (1 to plic::last). False if there is no such
/// interrupt. From plain code and tasks.
bool enable_irq(std::uint32_t irq, Handler handler) noexcept;

/// The alarm of the core's own timer.
inline void enable_timer_interrupt() noexcept {
  constexpr std::uint32_t machine_timer = 1u << 7;  // mie.MTIE
  asm volatile("csrs mie, %0" ::"r"(machine_timer) : "memory");
}

}  // namespace uasyncio::riscv
