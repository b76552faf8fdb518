// SPDX-License-Identifier: MIT
// External interrupts, by the PLIC. A program that has no device of its own does not link this,
// and its trap handler then knows the timer only.
#include "ports/riscv/interrupts.hpp"

namespace uasyncio::riscv {
namespace {

constinit Handler handlers[plic::last + 1] = {};

}  // namespace

bool enable_irq(std::uint32_t irq, Handler handler) noexcept {
  constexpr std::uint32_t machine_external = 1u << 11;  // mie.MEIE
  if (irq == 0 || irq > plic::last) return false;
  const bare_metal::InterruptMask masked;
  handlers[irq] = handler;
  register_at(plic::priorities + 4 * irq) = 1;
  register_at(plic::threshold) = 0;
  register_at(plic::enable) = register_at(plic::enable) | 1u << irq;
  asm volatile("csrs mie, %0" ::"r"(machine_external) : "memory");
  return true;
}

}  // namespace uasyncio::riscv

// Called by the trap handler if the program uses a device.
extern "C" void external_interrupt() {
  using namespace uasyncio::riscv;
  while (const std::uint32_t irq = register_at(plic::claim)) {
    if (irq <= plic::last && handlers[irq] != nullptr) handlers[irq]();
    register_at(plic::claim) = irq;
  }
}
