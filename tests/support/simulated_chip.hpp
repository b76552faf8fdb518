// SPDX-License-Identifier: MIT
// A chip of registers that remember what was written, for tests of drivers on a computer. A test's
// own chip derives from it and does what the real registers do.
#pragma once

#include "ports/cortex_m/registers.hpp"

#include <cstdint>
#include <map>

class SimulatedChip : public uasyncio::cortex_m::RegisterBus {
 public:
  SimulatedChip() { uasyncio::cortex_m::register_bus = this; }
  ~SimulatedChip() { uasyncio::cortex_m::register_bus = nullptr; }
  SimulatedChip(const SimulatedChip&) = delete;
  SimulatedChip& operator=(const SimulatedChip&) = delete;

  std::uint32_t read(std::uintptr_t address) override { return registers[address]; }
  void write(std::uintptr_t address, std::uint32_t value) override { registers[address] = value; }
  void spin(std::uint32_t) override {}

  bool is_set(std::uintptr_t address, unsigned bit) { return (registers[address] >> bit & 1) != 0; }

  /// NVIC_ISER.
  bool irq_is_enabled(unsigned number) {
    return is_set(0xE000'E100 + number / 32 * 4, number % 32);
  }

  std::map<std::uintptr_t, std::uint32_t> registers;  // 0 where nothing was written
};

/// A handler of interrupts.
inline void count(void* counter) { ++*static_cast<int*>(counter); }
