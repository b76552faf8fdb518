// SPDX-License-Identifier: MIT
// Ethernet of the LM3S6965 (datasheet, chapter 15 "Ethernet Controller"). The controller keeps the
// frames that come in a memory of its own, so the interrupt only says that there are some, and the
// loop reads them from there.
#include "ports/lm3s/ethernet.hpp"

#include "ports/cortex_m/interrupts.hpp"
#include "ports/lm3s/gpio.hpp"

#include <algorithm>
#include <cstring>

namespace uasyncio::lm3s {
namespace {

using cortex_m::register_at;

// 15.5 "Register Map".
constexpr std::uintptr_t base = 0x4004'8000;
constexpr std::uintptr_t interrupt_status = base + 0x00;  // written: acknowledged
constexpr std::uintptr_t interrupt_mask = base + 0x04;
constexpr std::uintptr_t receive_control = base + 0x08;
constexpr std::uintptr_t transmit_control = base + 0x0C;
constexpr std::uintptr_t data = base + 0x10;
constexpr std::uintptr_t address_low = base + 0x14;  // four bytes of the station's address
constexpr std::uintptr_t address_high = base + 0x18;
constexpr std::uintptr_t packets = base + 0x34;
constexpr std::uintptr_t transmit_request = base + 0x38;

constexpr std::uint32_t received = 1u << 0;  // in the interrupt registers
constexpr std::uint32_t all_interrupts = 0x7F;
constexpr std::uint32_t receive = 1u << 0;  // in receive_control
constexpr std::uint32_t drop_bad = 1u << 3;
constexpr std::uint32_t clear_memory = 1u << 4;
constexpr std::uint32_t transmit = 1u << 0;  // in transmit_control
constexpr std::uint32_t pad = 1u << 1;
constexpr std::uint32_t append_check_sum = 1u << 2;
constexpr std::uint32_t duplex = 1u << 4;
constexpr std::uint32_t new_frame = 1u << 0;  // in transmit_request, until it is sent

// 7.5 "Flash Memory Control": words of the board's maker.
constexpr std::uintptr_t user_0 = 0x400F'E1E0;
constexpr std::uintptr_t user_1 = 0x400F'E1E4;

constexpr std::size_t header_size = 14;
constexpr std::size_t check_sum_size = 4;
constexpr std::size_t size_size = 2;  // in front of each frame

/// The PHY and the controller get their clock, and the pins their lamps.
void give_clock() noexcept {
  constexpr std::uint32_t phy_and_controller = 1u << 30 | 1u << 28;
  enable_clock(rcgc2, phy_and_controller);
  gpio::give_clock(GpioPort::f);
  constexpr std::uint32_t lamps = 0b1100;
  cortex_m::InterruptMask masked;
  cortex_m::set_bits(gpio::base_of(GpioPort::f) + gpio::alternate_function, lamps);
  cortex_m::set_bits(gpio::base_of(GpioPort::f) + gpio::digital_enable, lamps);
}

constinit Ethernet the_ethernet;

}  // namespace

void Ethernet::start(Heard heard) noexcept {
  heard_ = heard;
  give_clock();
  register_at(interrupt_mask) = 0;
  const auto bytes = address();
  register_at(address_low) =
      bytes[0] | bytes[1] << 8 | bytes[2] << 16 | static_cast<std::uint32_t>(bytes[3]) << 24;
  register_at(address_high) = bytes[4] | bytes[5] << 8;
  register_at(receive_control) = receive | drop_bad | clear_memory;
  register_at(receive_control) = receive | drop_bad;
  register_at(transmit_control) = transmit | pad | append_check_sum | duplex;
  register_at(interrupt_status) = all_interrupts;
  cortex_m::enable_irq(irq::ethernet);
}

std::array<std::uint8_t, 6> Ethernet::address() const noexcept {
  const std::uint32_t first = register_at(user_0);
  const std::uint32_t second = register_at(user_1);
  constexpr std::uint32_t never_written = 0xFF'FFFF;
  if ((first & never_written) == never_written) return {2, 0, 0, 0, 0, 1};
  const auto byte = [](std::uint32_t word, unsigned place) {
    return static_cast<std::uint8_t>(word >> 8 * place);
  };
  return {byte(first, 0),  byte(first, 1),  byte(first, 2),
          byte(second, 0), byte(second, 1), byte(second, 2)};
}

void Ethernet::listen() noexcept { register_at(interrupt_mask) = received; }

void Ethernet::interrupt() noexcept {
  register_at(interrupt_mask) = 0;
  // That one alone: to acknowledge an error of sending begins the memory for sending anew, and the
  // loop may be in the middle of a frame (15.5, register "Ethernet MAC Raw Interrupt Status").
  register_at(interrupt_status) = received;
  heard_();
}

// --- What comes: its size, itself and the check sum both included, the frame, the check sum ------

std::size_t Ethernet::begin_reading() noexcept {
  if (register_at(packets) == 0) return 0;
  first_word_ = register_at(data);
  has_first_word_ = true;
  const std::size_t size = first_word_ & 0xFFFF;
  words_to_read_ = (size + 3) / 4 - 1;
  return size <= size_size + check_sum_size ? 1 : size - size_size - check_sum_size;
}

void Ethernet::read(std::span<std::byte> piece) noexcept {
  for (std::size_t place = 0; place < piece.size(); place += 4) {
    std::uint32_t word = first_word_;
    if (has_first_word_) {
      has_first_word_ = false;
    } else if (words_to_read_ != 0) {
      word = register_at(data);
      --words_to_read_;
    }
    std::memcpy(piece.data() + place, &word, std::min<std::size_t>(4, piece.size() - place));
  }
}

void Ethernet::end_reading() noexcept {
  for (; words_to_read_ != 0; --words_to_read_) cortex_m::read_back(data);
}

// --- What goes: its size without the header, and the frame ---------------------------------------

bool Ethernet::begin_writing(std::size_t size) noexcept {
  if (size < header_size || size > longest_frame) return false;
  if (!cortex_m::wait_for_bits(transmit_request, new_frame, 0)) return false;
  word_to_write_ = static_cast<std::uint32_t>(size - header_size);
  bits_to_write_ = 16;
  return true;
}

void Ethernet::put(std::uint8_t byte) noexcept {
  word_to_write_ |= static_cast<std::uint32_t>(byte) << bits_to_write_;
  bits_to_write_ += 8;
  if (bits_to_write_ != 32) return;
  register_at(data) = word_to_write_;
  word_to_write_ = 0;
  bits_to_write_ = 0;
}

void Ethernet::write(std::span<const std::byte> piece) noexcept {
  for (const std::byte each : piece) put(static_cast<std::uint8_t>(each));
}

void Ethernet::end_writing() noexcept {
  while (bits_to_write_ != 0) put(0);
  register_at(transmit_request) = new_frame;
}

extern "C" void ethernet_handler() { the_ethernet.interrupt(); }

}  // namespace uasyncio::lm3s

uasyncio::bare_metal::Ethernet& uasyncio::bare_metal::ethernet() noexcept {
  return uasyncio::lm3s::the_ethernet;
}
