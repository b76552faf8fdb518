// SPDX-License-Identifier: MIT
#include "ports/lm3s/pin.cpp"  // with simulated registers
#include "ports/lm3s/pin_irq.cpp"

#include "tests/support/simulated_chip.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace {

using namespace uasyncio;
using lm3s::GpioPort;
using machine::Edge;

static_assert(machine::InterruptPin<lm3s::InterruptPin>);
static_assert(machine::OutputPin<lm3s::OutputPin>);

constexpr std::uintptr_t bases[] = {0x4000'4000, 0x4000'5000, 0x4000'6000, 0x4000'7000,
                                    0x4002'4000, 0x4002'5000, 0x4002'6000};
constexpr unsigned irqs_of_ports[] = {0, 1, 2, 3, 4, 30, 31};
void (*const handlers[])() = {gpio_a_handler, gpio_b_handler, gpio_c_handler, gpio_d_handler,
                              gpio_e_handler, gpio_f_handler, gpio_g_handler};

/// An access is a clock; a port that is touched within three clocks of getting its own faults.
class Lm3sChip : public SimulatedChip {
 public:
  std::uint32_t read(std::uintptr_t address) override {
    pass_clock(address);
    if ((address & 0xFFF) == 0x418) {
      const std::uintptr_t base = address & ~std::uintptr_t{0xFFF};
      return raw[base] & registers[base + 0x410];
    }
    return SimulatedChip::read(address);
  }

  void write(std::uintptr_t address, std::uint32_t value) override {
    pass_clock(address);
    const std::uintptr_t base = address & ~std::uintptr_t{0xFFF};
    if (address == 0x400F'E108) clocks_since = 0;
    if ((address & 0xFFF) == 0x41C) raw[base] &= ~value;
    if ((address & 0xFFF) == 0x510) registers[base + 0x514] &= ~value;
    if ((address & 0xFFF) == 0x514) registers[base + 0x510] &= ~value;
    SimulatedChip::write(address, value);
  }

  void pass_clock(std::uintptr_t address) {
    for (unsigned port = 0; port < 7; ++port) {
      if ((address & ~std::uintptr_t{0xFFF}) != bases[port]) continue;
      if (!is_set(0x400F'E108, port) || clocks_since < 3) ++faults;
    }
    ++clocks_since;
  }

  std::map<std::uintptr_t, std::uint32_t> raw;  // interrupt status by base
  unsigned clocks_since = 0;
  unsigned faults = 0;
};

TEST(Lm3sPin, EveryPinOfEveryPortHasItsOwnHandler) {
  Lm3sChip chip;
  std::vector<lm3s::InterruptPin> pins;
  std::vector<std::pair<unsigned, unsigned>> places;
  for (unsigned port = 0; port < 7; ++port) {
    for (std::uint8_t number = 0; number < 8; ++number) {
      if (!lm3s::is_pin(GpioPort(port), number)) continue;
      pins.emplace_back(GpioPort(port), number);
      places.emplace_back(port, number);
    }
  }
  ASSERT_EQ(pins.size(), 37u);
  std::vector<int> calls(pins.size(), 0);
  for (std::size_t index = 0; index < pins.size(); ++index) {
    EXPECT_EQ(pins[index].irq(Edge::both, &count, &calls[index]), Error::none);
    EXPECT_TRUE(chip.irq_is_enabled(irqs_of_ports[places[index].first]));
  }
  for (std::size_t index = 0; index < pins.size(); ++index) {
    const auto [port, number] = places[index];
    chip.raw[bases[port]] = 1u << number;
    handlers[port]();
    for (std::size_t other = 0; other < pins.size(); ++other) {
      EXPECT_EQ(calls[other], other <= index ? 1 : 0) << port << "." << number;
    }
    EXPECT_EQ(chip.raw[bases[port]], 0u);
  }
  for (auto& pin : pins) pin.irq(nullptr);
  for (const std::uintptr_t base : bases) EXPECT_EQ(chip.registers[base + 0x410], 0u);
  EXPECT_EQ(chip.faults, 0u);
}

TEST(Lm3sPin, SeveralEdgesOfOnePortAreServedInOneInterrupt) {
  Lm3sChip chip;
  int calls[2] = {};
  lm3s::InterruptPin first(GpioPort::d, 1);
  lm3s::InterruptPin second(GpioPort::d, 6);
  ASSERT_FALSE(first.irq(Edge::rising, &count, &calls[0]));
  ASSERT_FALSE(second.irq(Edge::falling, &count, &calls[1]));
  chip.raw[bases[3]] = 0b0100'0010;
  gpio_d_handler();
  EXPECT_EQ(calls[0], 1);
  EXPECT_EQ(calls[1], 1);
  first.irq(nullptr);
  second.irq(nullptr);
}

Lm3sChip* chip_of_handler = nullptr;

TEST(Lm3sPin, AnEdgeThatComesWhileTheHandlerRunsIsNotCleared) {
  Lm3sChip chip;
  chip_of_handler = &chip;
  lm3s::InterruptPin pin(GpioPort::a, 4);
  ASSERT_FALSE(
      pin.irq(Edge::both, [](void*) { chip_of_handler->raw[bases[0]] |= 1u << 4; }, nullptr));
  chip.raw[bases[0]] = 1u << 4;
  gpio_a_handler();
  EXPECT_EQ(chip.raw[bases[0]], 1u << 4) << "interrupts again";
  pin.irq(nullptr);
}

TEST(Lm3sPin, ModeAndPullsAreSetWhateverTheyWere) {
  Lm3sChip chip;
  const std::uintptr_t base = bases[1];
  for (const unsigned offset : {0x400, 0x420, 0x50C, 0x514}) chip.registers[base + offset] = 0xFF;
  lm3s::InterruptPin input(GpioPort::b, 2);
  input.value();
  EXPECT_FALSE(chip.is_set(base + 0x400, 2)) << "direction";
  EXPECT_FALSE(chip.is_set(base + 0x420, 2)) << "alternate function";
  EXPECT_FALSE(chip.is_set(base + 0x514, 2)) << "pull-down";
  EXPECT_TRUE(chip.is_set(base + 0x510, 2)) << "pull-up";
  EXPECT_TRUE(chip.is_set(base + 0x51C, 2)) << "digital";
  lm3s::OutputPin output(GpioPort::b, 3);
  output.on();
  EXPECT_TRUE(chip.is_set(base + 0x400, 3)) << "direction";
  EXPECT_FALSE(chip.is_set(base + 0x420, 3)) << "alternate function";
  EXPECT_FALSE(chip.is_set(base + 0x50C, 3)) << "open drain";
  EXPECT_TRUE(output.value());
  EXPECT_EQ(chip.registers[base + 0x420], 0xFFu & ~0b1100u) << "other pins stay as they are";
  EXPECT_EQ(chip.faults, 0u);
}

TEST(Lm3sPin, APinThatIsNotThereIsRefused) {
  Lm3sChip chip;
  for (auto [port, number] : {std::pair(GpioPort::g, 2), std::pair(GpioPort::a, 8),
                              std::pair(GpioPort::c, 0), std::pair(GpioPort::b, 7)}) {
    lm3s::InterruptPin pin(port, static_cast<std::uint8_t>(number));
    EXPECT_EQ(pin.irq(Edge::both, &count, nullptr), Error::value);
  }
  EXPECT_TRUE(chip.registers.empty());
}

}  // namespace
