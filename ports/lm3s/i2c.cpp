// SPDX-License-Identifier: MIT
// I2C of the LM3S, a byte for each interrupt (datasheet, chapter 14 "Inter-Integrated Circuit (I2C)
// Interface", figures 14-7 to 14-12). A transfer that must end at once is ended by resetting the
// controller, which lets go of both lines; the bus then frees the devices by hand.
#include "ports/lm3s/i2c.hpp"

#include "ports/cortex_m/interrupts.hpp"
#include "ports/lm3s/gpio.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

namespace uasyncio::lm3s {
namespace {

using cortex_m::register_at;
using machine::Abort;
using machine::I2CLevels;
using machine::I2CStatus;

// 14.5 "Register Map": offsets from the controller's base.
constexpr std::uintptr_t address = 0x00;
constexpr std::uintptr_t control = 0x04;  // and status, when it is read
constexpr std::uintptr_t data = 0x08;
constexpr std::uintptr_t timer_period = 0x0C;
constexpr std::uintptr_t interrupt_mask = 0x10;
constexpr std::uintptr_t interrupt_clear = 0x1C;
constexpr std::uintptr_t configuration = 0x20;

constexpr std::uint32_t run = 1u << 0;  // in control
constexpr std::uint32_t start_first = 1u << 1;
constexpr std::uint32_t stop_after = 1u << 2;
constexpr std::uint32_t acknowledge = 1u << 3;
constexpr std::uint32_t busy = 1u << 0;  // in status; the others are valid while it is clear
constexpr std::uint32_t error = 1u << 1;
constexpr std::uint32_t no_address = 1u << 2;
constexpr std::uint32_t lost = 1u << 4;
constexpr std::uint32_t bus_busy = 1u << 6;
constexpr std::uint32_t as_controller = 1u << 4;  // in configuration

constexpr std::uintptr_t reset_1 = 0x400F'E044;  // 5.4, SRCR1

/// Ten clocks of the divider are half a period.
std::uint8_t period_of(std::uint32_t frequency) noexcept {
  constexpr std::uint32_t lowest = clock_hz / (20 * 128) + 1;
  const std::uint32_t divisor = 20 * std::clamp<std::uint32_t>(frequency, lowest, 400'000);
  return static_cast<std::uint8_t>((clock_hz + divisor - 1) / divisor - 1);
}

constinit I2CController* controllers[2] = {};

}  // namespace

struct I2CController::Place {
  std::uintptr_t base;
  std::uint32_t bit;  // in RCGC1 and SRCR1
  cortex_m::Irq irq;
  GpioPort port;
  std::uint8_t scl;
  std::uint8_t sda;

  decltype(auto) at(std::uintptr_t offset) const noexcept { return register_at(base + offset); }
  std::uint32_t status() const noexcept { return at(control); }
  static const Place all[2];
};

constexpr I2CController::Place I2CController::Place::all[2] = {
    {0x4002'0000, 1u << 12, irq::i2c0, GpioPort::b, 2, 3},
    {0x4002'1000, 1u << 14, irq::i2c1, GpioPort::a, 6, 7}};

I2CController::I2CController(unsigned number, std::uint32_t frequency) noexcept
    : place_(Place::all[number & 1]), period_(period_of(frequency)) {
  enable_clock(rcgc1, place_.bit);
  gpio::give_clock(place_.port);
  use_pins(false);
  set_up();
  controllers[number & 1] = this;
  cortex_m::enable_irq(place_.irq);
}

I2CController::~I2CController() {
  place_.at(interrupt_mask) = 0;
  controllers[place_.irq == irq::i2c0 ? 0 : 1] = nullptr;
}

void I2CController::set_up() noexcept {
  place_.at(configuration) = as_controller;
  place_.at(timer_period) = period_;
  place_.at(interrupt_mask) = 1;
}

void I2CController::use_pins(bool by_hand) noexcept {
  if (by_hand == is_by_hand_) return;
  is_by_hand_ = by_hand;
  const std::uintptr_t base = gpio::base_of(place_.port);
  const std::uint32_t pins = 1u << place_.scl | 1u << place_.sda;
  cortex_m::InterruptMask masked;
  cortex_m::set_bits(base + gpio::open_drain, pins);
  cortex_m::set_bits(base + gpio::pull_up, pins);
  cortex_m::change_bits(base + gpio::alternate_function, pins, by_hand ? 0 : pins);
  cortex_m::set_bits(base + gpio::digital_enable, pins);
}

void I2CController::begin(machine::I2CTransfer& transfer) noexcept {
  use_pins(false);
  if ((place_.status() & (busy | bus_busy)) != 0) {
    transfer.done(I2CStatus::busy);
    return;
  }
  // Our own interrupt must find the transfer whole; no other needs to wait for that.
  place_.at(interrupt_mask) = 0;
  transfer_ = &transfer;
  start(!transfer.has_out());
  std::atomic_signal_fence(std::memory_order_seq_cst);
  place_.at(interrupt_mask) = 1;
}

void I2CController::start(bool reads) noexcept {
  const bool is_repeated = reads && !reads_ && (place_.status() & bus_busy) != 0;
  reads_ = reads;
  place_.at(address) = std::uint32_t{transfer_->request().address} << 1 | (reads ? 1u : 0u);
  go_on(start_first);
  // QEMU's controller is never busy. It does not interrupt if nobody answers, and where it holds
  // the bus it overlooks the START. A real one is busy for at least nine bits from here on.
  (void)place_.status();
  (void)place_.status();
  const std::uint32_t status = place_.status();
  if ((status & busy) != 0) return;
  if ((status & error) != 0) {
    end(I2CStatus::no_device);
  } else if (is_repeated) {
    place_.at(control) = stop_after;
    end(I2CStatus::not_supported);
  }
}

/// One more byte.
void I2CController::go_on(std::uint32_t more) noexcept {
  if (reads_) {
    more |= left_to_read() > 1 ? acknowledge : stop_after;
  } else {
    place_.at(data) = transfer_->take_out();
    if (!transfer_->has_out() && transfer_->in_left() == 0) more |= stop_after;
  }
  place_.at(control) = run | more;
}

/// An address alone takes a byte with it.
std::uint16_t I2CController::left_to_read() const noexcept {
  return std::max<std::uint16_t>(transfer_->in_left(), 1);
}

void I2CController::interrupt() noexcept {
  place_.at(interrupt_clear) = 1;
  if (transfer_ == nullptr) return;
  const std::uint32_t status = place_.status();
  if ((status & busy) != 0) return;
  if ((status & error) != 0) {
    if ((status & lost) != 0) return end(I2CStatus::busy);
    if ((status & bus_busy) != 0) place_.at(control) = stop_after;
    return end((status & no_address) != 0 ? I2CStatus::no_device : I2CStatus::io);
  }
  if (reads_) {
    const std::uint32_t byte = place_.at(data);
    const bool was_last = left_to_read() == 1;
    if (transfer_->in_left() != 0) transfer_->put_in(static_cast<std::uint8_t>(byte));
    if (was_last) return end(I2CStatus::ok);
    go_on(0);
  } else if (transfer_->has_out()) {
    go_on(0);
  } else if (transfer_->in_left() != 0) {
    start(true);
  } else {
    end(I2CStatus::ok);
  }
}

void I2CController::end(I2CStatus status) noexcept {
  reads_ = false;
  std::exchange(transfer_, nullptr)->done(status);
}

Abort I2CController::abort() noexcept {
  cortex_m::InterruptMask masked;
  if (std::exchange(transfer_, nullptr) == nullptr) return Abort::now;
  place_.at(control) = stop_after;  // for QEMU, which has no reset
  cortex_m::set_bits(reset_1, place_.bit);
  cortex_m::clear_bits(reset_1, place_.bit);
  cortex_m::read_back(reset_1);
  set_up();
  return Abort::now;
}

void I2CController::drive(I2CLevels released) noexcept {
  move(place_.scl, released.scl);
  move(place_.sda, released.sda);
  use_pins(true);
}

/// A pin that is an output gives back what was written, and not the line: so a line that is let go
/// is an input.
void I2CController::move(std::uint8_t pin, bool is_released) noexcept {
  const std::uintptr_t direction = gpio::base_of(place_.port) + gpio::direction;
  cortex_m::InterruptMask masked;
  if (!is_released) cortex_m::set_bits(direction, 1u << pin);
  gpio::data_of(place_.port, pin) = is_released ? 0xFF : 0;  // open drain: ones let go
  if (is_released) cortex_m::clear_bits(direction, 1u << pin);
}

I2CLevels I2CController::levels() noexcept {
  return {gpio::data_of(place_.port, place_.scl) != 0, gpio::data_of(place_.port, place_.sda) != 0};
}

}  // namespace uasyncio::lm3s

extern "C" {
void i2c0_handler() {
  auto* const controller = uasyncio::lm3s::controllers[0];
  if (controller != nullptr) controller->interrupt();
}
void i2c1_handler() {
  auto* const controller = uasyncio::lm3s::controllers[1];
  if (controller != nullptr) controller->interrupt();
}
}
