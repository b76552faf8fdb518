// SPDX-License-Identifier: MIT
// The STM32's USART2 as a stream, with simulated registers: errors of the line, RTS and CTS. What
// all chips share is in uart_stream_test.cpp.
#include "ports/stm32/uart_stream.cpp"  // with simulated registers

#include "tests/support/simulated_chip.hpp"

#include <cerrno>
#include <gtest/gtest.h>
#include <string>

namespace {

using namespace uasyncio;
using machine::Flow;
using machine::Parity;
using machine::UartConfig;

constexpr std::uintptr_t usart2 = 0x4000'4400;
constexpr std::uint32_t wrong_parity = 1 << 0, wrong_framing = 1 << 1, overrun = 1 << 3;

/// RM0090, 30.3: one byte in the data register; an error's flag goes when status and then data have
/// been read; while a byte waits, RTS says no.
class UsartChip : public SimulatedChip {
 public:
  std::uint32_t read(std::uintptr_t address) override {
    if (address == usart2 + 0x00) {
      was_status_read_ = true;
      return status();
    }
    if (address == usart2 + 0x04) {
      has_byte_ = false;
      if (was_status_read_) errors_ = 0;
      return byte_;
    }
    return SimulatedChip::read(address);
  }
  void write(std::uintptr_t address, std::uint32_t value) override {
    if (address == usart2 + 0x04) {
      sent += static_cast<char>(value);
      shifts_ = true;
    } else if (address == 0xE000'E204 && value == 1u << (38 - 32)) {
      is_pending_ = true;
    } else {
      SimulatedChip::write(address, value);
    }
  }

  /// A byte on the line, with what is wrong. It is lost if the one before was not taken.
  void arrives(unsigned char byte, std::uint32_t errors = 0) {
    was_status_read_ = false;
    if (has_byte_) {
      errors_ |= overrun;
      return;
    }
    byte_ = byte;
    has_byte_ = true;
    errors_ |= errors;
  }
  /// Interrupts for as long as the chip asks for them.
  void serve() {
    for (int times = 0; is_pending_ || wants_interrupt(); ++times) {
      ASSERT_LT(times, 20) << "it interrupts for ever";
      is_pending_ = false;
      stm32::uart2_handler();
      if (may_send) shifts_ = false;
    }
  }
  bool rts_says_yes() { return (registers[usart2 + 0x14] & 1 << 8) == 0 || !has_byte_; }

  std::string sent;
  bool may_send = true;  // CTS of the other side

 private:
  std::uint32_t status() const {
    const std::uint32_t room = shifts_ ? 0 : 1 << 7 | 1 << 6;
    return errors_ | room | (has_byte_ ? 1 << 5 : 0);
  }
  bool wants_interrupt() {
    const std::uint32_t control = registers[usart2 + 0x0C];
    const bool bytes = (control & 1 << 5) != 0 && (has_byte_ || (errors_ & overrun) != 0);
    return bytes || ((control & 1 << 7) != 0 && !shifts_);
  }

  unsigned char byte_ = 0;
  bool has_byte_ = false;
  bool shifts_ = false;  // the last byte to be sent is not out
  bool is_pending_ = false;
  bool was_status_read_ = false;
  std::uint32_t errors_ = 0;
};

/// All that can be read, errors in braces.
std::string read_all(Device& uart) {
  std::string all;
  for (;;) {
    std::byte room[8];
    const Attempt attempt = uart.try_read(room);
    if (attempt.is_would_block()) return all;
    if (attempt.has_failed()) {
      const int code = attempt.error().code;
      all += code == EPROTO ? "{framing}" : code == EBADMSG ? "{parity}" : "{overrun}";
    } else {
      all.append(reinterpret_cast<const char*>(room), attempt.count());
    }
  }
}

TEST(Stm32Uart, ErrorsOfTheLineComeOnceInOrderWithACount) {
  UsartChip chip;
  stm32::UART<32> uart(2, {.parity = Parity::even});
  chip.arrives('a');
  chip.serve();
  chip.arrives('?', wrong_framing);
  chip.serve();
  chip.arrives('b');
  chip.serve();
  chip.arrives('?', wrong_parity);
  chip.serve();
  chip.arrives('c');
  chip.arrives('d');  // before 'c' was taken
  chip.serve();
  chip.arrives('e');
  chip.serve();
  EXPECT_EQ(read_all(uart), "a{framing}b{parity}c{overrun}e");
  EXPECT_EQ(read_all(uart), "");
  EXPECT_EQ(uart.errors().framing, 1u);
  EXPECT_EQ(uart.errors().parity, 1u);
  EXPECT_EQ(uart.errors().overruns, 1u);
}

TEST(Stm32Uart, SevenBitsComeWithoutTheirParity) {
  UsartChip chip;
  stm32::UART<32> uart(2, {.bits = 7, .parity = Parity::odd});
  for (const unsigned char byte : {'a' | 0x80, 'b' | 0x00}) {
    chip.arrives(byte);
    chip.serve();
  }
  EXPECT_EQ(read_all(uart), "ab");
}

TEST(Stm32Uart, WithRtsAFullRingHoldsTheOtherSideBackAndNothingIsLost) {
  UsartChip chip;
  stm32::UART<4> uart(2, {.flow = Flow::rts_cts});
  const std::string text = "what is more than the ring can hold";
  std::string read;
  std::size_t put = 0;
  for (int turn = 0; turn != 40 && read != text; ++turn) {
    while (put != text.size() && chip.rts_says_yes()) {
      chip.arrives(static_cast<unsigned char>(text[put++]));
      chip.serve();
    }
    EXPECT_FALSE(put != text.size() && chip.rts_says_yes());
    read += read_all(uart);
    chip.serve();
  }
  EXPECT_EQ(read, text);
  EXPECT_EQ(uart.errors().overruns, 0u);
}

TEST(Stm32Uart, WhatTheOtherSideDoesNotWantYetWaitsInTheRing) {
  UsartChip chip;
  stm32::UART<4, 8> uart(2, {.flow = Flow::cts});
  const std::string_view text = "12345";
  chip.may_send = false;
  EXPECT_EQ(uart.try_write(std::as_bytes(std::span(text))), Attempt::moved(5));
  chip.serve();
  EXPECT_EQ(chip.sent, "1");
  EXPECT_FALSE(uart.txdone());
  chip.may_send = true;
  cortex_m::pend_irq(stm32::irq::uart2);  // as when the byte has left
  chip.serve();
  EXPECT_EQ(chip.sent, text);
  EXPECT_TRUE(uart.txdone());
}

TEST(Stm32Uart, IsSetUpAsAskedOrNotAtAll) {
  UsartChip chip;
  stm32::UART<4> uart(
      2, {.baudrate = 9'600, .bits = 8, .parity = Parity::odd, .stop = 2, .flow = Flow::rts_cts});
  const auto control = [&](std::uintptr_t offset) { return chip.registers[usart2 + offset]; };
  const auto expect_unchanged = [&] {
    EXPECT_EQ(control(0x08), 1'667u);                // 16 MHz / 9,600
    EXPECT_EQ(control(0x0C), 0b11'0110'0010'1100u);  // on, 9 bits, odd parity, both ways, RXNE
    EXPECT_EQ(control(0x10), 2u << 12);
    EXPECT_EQ(control(0x14), 3u << 8);
    EXPECT_TRUE(chip.irq_is_enabled(38));
  };
  expect_unchanged();
  EXPECT_EQ(chip.registers[0x4002'0000] & 0xFF, 0b1010'1010u);  // PA0 to PA3: alternate function
  EXPECT_EQ(chip.registers[0x4002'0020] & 0xFFFF, 0x7777u);
  const UartConfig impossible[] = {{.baudrate = 0}, {.baudrate = 100}, {.baudrate = 2'000'000},
                                   {.bits = 5},     {.bits = 7},       {.stop = 3}};
  for (const UartConfig& config : impossible) EXPECT_EQ(uart.init(config), Error::value);
  expect_unchanged();
  stm32::UART<4> without_flow(6, {.flow = Flow::rts});
  std::byte room[1];
  EXPECT_EQ(without_flow.try_read(room), Attempt::failed(Error::value));
}

}  // namespace
