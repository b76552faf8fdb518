// SPDX-License-Identifier: MIT
#include "ports/stm32/pin.cpp"  // with simulated registers
#include "ports/stm32/pin_irq.cpp"

#include "tests/support/simulated_chip.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace {

using namespace uasyncio;
using machine::Edge;
using stm32::GpioPort;

static_assert(machine::InterruptPin<stm32::InterruptPin>);
static_assert(machine::OutputPin<stm32::OutputPin>);

constexpr std::uintptr_t rcc_first = 0x4002'3830;
constexpr std::uintptr_t rcc_last = 0x4002'3844;
constexpr std::uintptr_t imr = 0x4001'3C00;
constexpr std::uintptr_t rtsr = 0x4001'3C08;
constexpr std::uintptr_t ftsr = 0x4001'3C0C;
constexpr std::uintptr_t pr = 0x4001'3C14;

void (*handler_of(unsigned line))() {
  void (*const handlers[])() = {exti0_handler, exti1_handler,   exti2_handler,    exti3_handler,
                                exti4_handler, exti9_5_handler, exti15_10_handler};
  return handlers[line < 5 ? line : line < 10 ? 5 : 6];
}

/// A write right behind the one that gives a clock is lost, as the errata sheet says.
class Chip : public SimulatedChip {
 public:
  Chip() { registers[0x4002'3800] = 0x83; }

  std::uint32_t read(std::uintptr_t address) override {
    clock_is_new = false;
    return SimulatedChip::read(address);
  }

  void write(std::uintptr_t address, std::uint32_t value) override {
    const bool gives_clock = address >= rcc_first && address <= rcc_last;
    if (clock_is_new && !gives_clock) ++lost;
    clock_is_new = gives_clock;
    if (address == pr) value = registers[pr] & ~value;
    SimulatedChip::write(address, value);
  }

  bool clock_is_new = false;
  int lost = 0;
};

TEST(Stm32Pin, EveryLineHasItsOwnHandlerAndListensToThePortOfItsPin) {
  Chip chip;
  std::vector<stm32::InterruptPin> pins;
  int calls[16] = {};
  for (std::uint8_t line = 0; line < 16; ++line) {
    pins.emplace_back(GpioPort(line % 8), line);
    EXPECT_EQ(pins.back().irq(Edge::both, &count, &calls[line]), Error::none);
    const std::uint32_t source = chip.registers[0x4001'3808 + line / 4 * 4] >> (line % 4 * 4);
    EXPECT_EQ(source & 0xF, line % 8u);
    EXPECT_TRUE(chip.irq_is_enabled(line < 5 ? 6 + line : line < 10 ? 23 : 40));
  }
  for (unsigned line = 0; line < 16; ++line) {
    chip.registers[pr] = 1u << line;
    handler_of(line)();
    EXPECT_EQ(chip.registers[pr], 0u);
    for (unsigned other = 0; other < 16; ++other) EXPECT_EQ(calls[other], other <= line ? 1 : 0);
  }
  for (auto& pin : pins) pin.irq(nullptr);
  EXPECT_EQ(chip.registers[imr], 0u);
  EXPECT_EQ(chip.lost, 0);
}

TEST(Stm32Pin, ASecondPortOnTheSameLineIsRefusedUntilTheFirstHasEnded) {
  Chip chip;
  int calls_a = 0;
  int calls_b = 0;
  stm32::InterruptPin a(GpioPort::a, 7);
  stm32::InterruptPin b(GpioPort::b, 7);
  ASSERT_EQ(a.irq(Edge::rising, &count, &calls_a), Error::none);
  const auto before = chip.registers;
  EXPECT_EQ(b.irq(Edge::falling, &count, &calls_b), Error::os(EBUSY));
  b.irq(nullptr);  // not its own
  EXPECT_EQ(chip.registers, before);
  chip.registers[pr] = 1u << 7;
  exti9_5_handler();
  EXPECT_EQ(calls_a, 1);
  EXPECT_EQ(a.irq(Edge::both, &count, &calls_a), Error::none) << "the same pin again";
  a.irq(nullptr);
  EXPECT_EQ(b.irq(Edge::falling, &count, &calls_b), Error::none);
  b.irq(nullptr);
}

TEST(Stm32Pin, TheEdgesThatWereAskedFor) {
  Chip chip;
  stm32::InterruptPin pin(GpioPort::c, 12);
  for (const Edge edges : {Edge::rising, Edge::falling, Edge::both}) {
    ASSERT_FALSE(pin.irq(edges, &count, nullptr));
    EXPECT_EQ(chip.is_set(rtsr, 12), includes(edges, Edge::rising));
    EXPECT_EQ(chip.is_set(ftsr, 12), includes(edges, Edge::falling));
  }
  pin.irq(nullptr);
}

TEST(Stm32Pin, ALineThatIsPendingWithoutInterruptingBelongsToSomebodyElse) {
  Chip chip;
  int calls = 0;
  stm32::InterruptPin pin(GpioPort::a, 5);
  ASSERT_FALSE(pin.irq(Edge::rising, &count, &calls));
  chip.registers[pr] = 1u << 5 | 1u << 6 | 1u << 11;
  exti9_5_handler();
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(chip.registers[pr], 1u << 6 | 1u << 11);
  pin.irq(nullptr);
}

Chip* chip_of_handler = nullptr;

TEST(Stm32Pin, AnEdgeThatComesWhileTheHandlerRunsIsNotCleared) {
  Chip chip;
  chip_of_handler = &chip;
  stm32::InterruptPin pin(GpioPort::a, 0);
  ASSERT_FALSE(pin.irq(Edge::both, [](void*) { chip_of_handler->registers[pr] |= 1; }, nullptr));
  chip.registers[pr] = 1;
  exti0_handler();
  EXPECT_EQ(chip.registers[pr], 1u) << "interrupts again";
  pin.irq(nullptr);
}

TEST(Stm32Pin, ModeAndPullAreSetWhateverTheyWere) {
  Chip chip;
  const std::uintptr_t port_b = 0x4002'0400;
  for (const unsigned offset : {0x00, 0x04, 0x0C}) chip.registers[port_b + offset] = 0xFFFF'FFFF;
  stm32::InterruptPin input(GpioPort::b, 3);
  input.value();
  EXPECT_EQ(chip.registers[port_b + 0x00] >> 6 & 3, 0u) << "input, though JTDO after reset";
  EXPECT_EQ(chip.registers[port_b + 0x0C] >> 6 & 3, 1u) << "pulled up";
  stm32::OutputPin output(GpioPort::b, 9);
  output.on();
  EXPECT_EQ(chip.registers[port_b + 0x00] >> 18 & 3, 1u) << "output";
  EXPECT_FALSE(chip.is_set(port_b + 0x04, 9)) << "push-pull";
  EXPECT_EQ(chip.registers[port_b + 0x0C] >> 18 & 3, 0u) << "no pull";
  EXPECT_EQ(chip.registers[port_b + 0x18], 1u << 9);
  output.toggle();
  EXPECT_EQ(chip.registers[port_b + 0x18], 1u << 25);
  EXPECT_EQ(chip.registers[port_b + 0x00] | 3u << 6 | 3u << 18, 0xFFFF'FFFF) << "others stay";
  EXPECT_EQ(chip.lost, 0);
}

TEST(Stm32Pin, APinThatIsNotThereIsRefused) {
  Chip chip;
  stm32::InterruptPin sixteen(GpioPort::a, 16);
  EXPECT_EQ(sixteen.irq(Edge::both, &count, nullptr), Error::value);
}

}  // namespace
