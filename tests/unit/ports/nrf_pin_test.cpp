// SPDX-License-Identifier: MIT
#include "ports/nrf/pin.cpp"  // with simulated registers
#include "ports/nrf/pin_irq.cpp"

#include "tests/support/simulated_chip.hpp"

#include <gtest/gtest.h>

namespace {

using namespace uasyncio;
using machine::Edge;

static_assert(machine::InterruptPin<nrf::InterruptPin>);
static_assert(machine::OutputPin<nrf::OutputPin>);

constexpr std::uintptr_t happened = 0x4000'6100;
constexpr std::uintptr_t configuration = 0x4000'6510;
constexpr std::uintptr_t pin_configuration = 0x5000'0700;

std::uintptr_t event_of(SimulatedChip& chip, std::uint32_t pin) {
  for (unsigned channel = 0; channel < 4; ++channel) {
    const std::uint32_t settings = chip.registers[configuration + 4 * channel];
    if ((settings & 3) == 1 && (settings >> 8 & 0x1F) == pin) return happened + 4 * channel;
  }
  return 0;
}

TEST(NrfPin, FourPinsInterruptEachWithItsOwnHandlerAndTheFifthIsRefused) {
  SimulatedChip chip;
  nrf::InterruptPin pins[] = {nrf::InterruptPin(3), nrf::InterruptPin(30), nrf::InterruptPin(0),
                              nrf::InterruptPin(17)};
  nrf::InterruptPin fifth(5);
  int calls[5] = {};
  for (int index = 0; index < 4; ++index) {
    EXPECT_EQ(pins[index].irq(Edge::both, &count, &calls[index]), Error::none);
  }
  const auto before = chip.registers;
  EXPECT_EQ(fifth.irq(Edge::both, &count, &calls[4]), Error::os(EBUSY));
  fifth.irq(nullptr);  // not its own
  EXPECT_EQ(chip.registers, before);
  EXPECT_TRUE(chip.irq_is_enabled(6));
  const std::uint32_t numbers[] = {3, 30, 0, 17};
  for (int index = 0; index < 4; ++index) {
    const std::uintptr_t event = event_of(chip, numbers[index]);
    chip.registers[event] = 1;
    gpiote_handler();
    EXPECT_EQ(chip.registers[event], 0u);
    for (int other = 0; other < 5; ++other) EXPECT_EQ(calls[other], other <= index ? 1 : 0);
  }
  EXPECT_EQ(pins[1].irq(Edge::falling, &count, &calls[1]), Error::none) << "the same pin again";
  pins[2].irq(nullptr);
  EXPECT_EQ(fifth.irq(Edge::both, &count, &calls[4]), Error::none) << "a channel is free again";
  for (auto& pin : pins) pin.irq(nullptr);
  fifth.irq(nullptr);
}

SimulatedChip* chip_of_handler = nullptr;

void come_again() { chip_of_handler->registers[event_of(*chip_of_handler, 9)] = 1; }

TEST(NrfPin, AnEdgeThatComesWhileTheHandlerRunsIsNotCleared) {
  SimulatedChip chip;
  chip_of_handler = &chip;
  nrf::InterruptPin pin(9);
  ASSERT_FALSE(pin.irq(Edge::both, [](void*) { come_again(); }, nullptr));
  const std::uintptr_t event = event_of(chip, 9);
  come_again();
  gpiote_handler();
  EXPECT_EQ(chip.registers[event], 1u) << "interrupts again";
  pin.irq(nullptr);
}

TEST(NrfPin, ModeAndPullAreSetWhateverTheyWere) {
  SimulatedChip chip;
  for (const unsigned pin : {4, 5}) chip.registers[pin_configuration + 4 * pin] = 0xFFFF'FFFF;
  nrf::OutputPin output(4);
  output.on();
  EXPECT_EQ(chip.registers[pin_configuration + 16], 0b0011u) << "push-pull, no pull";
  EXPECT_EQ(chip.registers[0x5000'0508], 1u << 4);
  nrf::InterruptPin input(5);
  input.value();
  EXPECT_EQ(chip.registers[pin_configuration + 20], 0b1100u) << "connected, pulled up";
}

TEST(NrfPin, APinThatIsNotThereIsRefused) {
  SimulatedChip chip;
  EXPECT_EQ(nrf::InterruptPin(31).irq(Edge::both, &count, nullptr), Error::value);
}

}  // namespace
