// SPDX-License-Identifier: MIT
// What every peripheral of the RP2040 has: addresses that set and clear bits, and a reset from
// which it must be released before it is touched.
#pragma once

#include "tests/support/simulated_chip.hpp"

class SimulatedRp2040 : public SimulatedChip {
 public:
  static constexpr std::uintptr_t resets = 0x4000'C000;
  static constexpr std::uintptr_t clocks = 0x4000'8000;

  SimulatedRp2040() { registers[resets] = 0x1FF'FFFF; }

  std::uint32_t read(std::uintptr_t address) override {
    look(address);
    if (address == resets + 8) return ~registers[resets] & 0x1FF'FFFF;
    return SimulatedChip::read(address);
  }

  void write(std::uintptr_t address, std::uint32_t value) override {
    const bool is_peripheral = address >> 28 == 4;
    const std::uintptr_t way = is_peripheral ? address & 0x3000 : 0;
    const std::uintptr_t place = address - way;
    look(place);
    const std::uint32_t before = registers[place];
    if (way == 0x2000) value = before | value;
    if (way == 0x3000) value = before & ~value;
    store(place, value);
  }

  /// Of the register itself, whichever way it was reached.
  virtual void store(std::uintptr_t address, std::uint32_t value) { registers[address] = value; }

  unsigned touched_in_reset = 0;

 private:
  void look(std::uintptr_t address) {
    struct Peripheral {
      std::uintptr_t base;
      unsigned reset;
    };
    constexpr Peripheral peripherals[] = {
        {0x4001'4000, 5}, {0x4001'C000, 8}, {0x4002'8000, 12}, {0x4005'4000, 21}};
    for (const Peripheral& each : peripherals) {
      const bool is_its = (address & ~std::uintptr_t{0x3FFF}) == each.base;
      if (is_its && is_set(resets, each.reset)) ++touched_in_reset;
    }
  }
};
