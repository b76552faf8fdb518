// SPDX-License-Identifier: MIT
// SPI of the RP2040 (datasheet, 4.4 "SPI", an ARM PL022). No more bytes are under way than the
// queue of received ones has room for, so none can be lost, however late the interrupt comes. An
// abort puts the controller into its reset and takes it out again before the bus lets go of the
// chip select: a device never sees the clock leave its level at rest.
#include "ports/rp2040/spi.hpp"

#include "uasyncio/kernel/assert.hpp"

#include "ports/rp2040/chip.hpp"
#include "ports/rp2040/clock.hpp"
#include "ports/rp2040/gpio.hpp"

#include <algorithm>

namespace uasyncio::rp2040 {
namespace {

using cortex_m::register_at;

// 4.4.4 "List of Registers": offsets.
constexpr std::uintptr_t format = 0x00;
constexpr std::uintptr_t control = 0x04;
constexpr std::uintptr_t data = 0x08;
constexpr std::uintptr_t status = 0x0C;
constexpr std::uintptr_t prescaler = 0x10;
constexpr std::uintptr_t interrupt_mask = 0x14;
constexpr std::uintptr_t clear_interrupts = 0x20;

constexpr std::uint32_t eight_bits = 7;
constexpr std::uint32_t enabled = 1u << 1;
constexpr std::uint32_t has_received = 1u << 2;      // in status
constexpr std::uint32_t rests_with_bytes = 1u << 1;  // interrupts
constexpr std::uint32_t is_half_full = 1u << 2;
constexpr int queue = 8;

constinit SPIController* controllers[2] = {};

// The clock is divided by an even number, and again by up to 256.
struct Divisors {
  std::uint32_t even;
  std::uint32_t second;
};

Divisors divisors_of(std::uint32_t baudrate) noexcept {
  constexpr std::uint32_t most_even = 254;
  constexpr std::uint32_t most_second = 256;
  const std::uint32_t bits = std::max<std::uint32_t>(baudrate, 1);
  const std::uint32_t wanted = clock_hz() / bits + (clock_hz() % bits != 0 ? 1 : 0);
  const std::uint32_t least = (wanted + most_second - 1) / most_second;
  const std::uint32_t even = std::clamp<std::uint32_t>(least + least % 2, 2, most_even);
  return {even, std::min((wanted + even - 1) / even, most_second)};
}

}  // namespace

SPIController::SPIController(SPIPins pins, machine::SPIOptions options) noexcept
    : options_(options), pins_(pins) {
  UASYNCIO_ASSERT(pins.are_of_one_controller());
  set_up();
  gpio::use(pins.miso, gpio::Function::spi, gpio::Pull::up);
  gpio::use(pins.mosi, gpio::Function::spi, gpio::Pull::none);
  gpio::use(pins.sck, gpio::Function::spi, gpio::Pull::none);
  controllers[pins.number()] = this;
  cortex_m::enable_irq(irq::spi(pins.number()));
}

SPIController::~SPIController() {
  cortex_m::InterruptMask masked;
  hold();
  controllers[pins_.number()] = nullptr;
}

std::uintptr_t SPIController::at(std::uintptr_t offset) const noexcept {
  return 0x4003'C000 + 0x4000 * pins_.number() + offset;
}

void SPIController::set_up() noexcept {
  const Divisors divisors = divisors_of(options_.baudrate);
  release(reset::spi(pins_.number()));
  register_at(at(prescaler)) = divisors.even;
  register_at(at(format)) = (divisors.second - 1) << 8 | (options_.phase ? 1u << 7 : 0) |
                            (options_.polarity ? 1u << 6 : 0) | eight_bits;
  register_at(at(control)) = enabled;
}

void SPIController::hold() noexcept {
  transfer_ = nullptr;
  set_bits(reset::held, reset::spi(pins_.number()));
}

void SPIController::begin(machine::SPITransfer& transfer) noexcept {
  if (transfer.in_left() == 0) return transfer.done();
  transfer_ = &transfer;
  feed();
  register_at(at(interrupt_mask)) = rests_with_bytes | is_half_full;
}

void SPIController::feed() noexcept {
  while (transfer_->out_left() != 0 && transfer_->in_left() - transfer_->out_left() < queue) {
    register_at(at(data)) = transfer_->take_out();
  }
}

void SPIController::serve() noexcept {
  if (transfer_ == nullptr) return;
  register_at(at(clear_interrupts)) = rests_with_bytes;
  while ((register_at(at(status)) & has_received) != 0) {
    transfer_->put_in(static_cast<std::uint8_t>(register_at(at(data))));
  }
  if (transfer_->in_left() == 0) return end();
  feed();
}

void SPIController::end() noexcept {
  register_at(at(interrupt_mask)) = 0;
  machine::SPITransfer* const ended = transfer_;
  transfer_ = nullptr;
  ended->done();
}

machine::Abort SPIController::abort() noexcept {
  cortex_m::InterruptMask masked;
  if (transfer_ != nullptr) {
    hold();
    set_up();
  }
  return machine::Abort::now;
}

extern "C" void spi0_handler() {
  if (controllers[0] != nullptr) controllers[0]->serve();
}
extern "C" void spi1_handler() {
  if (controllers[1] != nullptr) controllers[1]->serve();
}

}  // namespace uasyncio::rp2040
