// SPDX-License-Identifier: MIT
// I2C of the RP2040 (datasheet, 4.3 "I2C", a Synopsys DW_apb_i2c): a queue of 16 commands, each of
// which sends a byte or asks for one, and of 16 bytes that have come. An abort puts the controller
// into its reset, which lets both lines go at once; the bus then does by hand what a device in the
// middle of a byte needs.
#include "ports/rp2040/i2c.hpp"

#include "ports/rp2040/chip.hpp"
#include "ports/rp2040/clock.hpp"
#include "ports/rp2040/gpio.hpp"

#include <algorithm>

namespace uasyncio::rp2040 {
namespace {

using cortex_m::register_at;
using machine::I2CStatus;

constexpr std::uint32_t lowest = 2'000;  // its parts of a clock fit into 16 bits
constexpr std::uint32_t highest = 1'000'000;

// 4.3.17 "List of Registers": offsets.
constexpr std::uintptr_t control = 0x00;
constexpr std::uintptr_t target = 0x04;
constexpr std::uintptr_t command = 0x10;
constexpr std::uintptr_t high_clocks = 0x1C;
constexpr std::uintptr_t low_clocks = 0x20;
constexpr std::uintptr_t interrupt_status = 0x2C;
constexpr std::uintptr_t interrupt_mask = 0x30;
constexpr std::uintptr_t receive_level = 0x38;
constexpr std::uintptr_t send_level = 0x3C;
constexpr std::uintptr_t clear_abort = 0x54;
constexpr std::uintptr_t clear_stop = 0x60;
constexpr std::uintptr_t enable = 0x6C;
constexpr std::uintptr_t commands_queued = 0x74;
constexpr std::uintptr_t bytes_received = 0x78;
constexpr std::uintptr_t data_hold = 0x7C;
constexpr std::uintptr_t abort_source = 0x80;
constexpr std::uintptr_t longest_spike = 0xA0;

constexpr std::uint32_t read = 1u << 8;  // in command
constexpr std::uint32_t stop_after = 1u << 9;
constexpr std::uint32_t restart_before = 1u << 10;
constexpr std::uint32_t room_for_commands = 1u << 4;  // interrupts
constexpr std::uint32_t has_received = 1u << 2;
constexpr std::uint32_t has_aborted = 1u << 6;
constexpr std::uint32_t has_stopped = 1u << 9;
constexpr std::uint32_t always = has_received | has_aborted | has_stopped;
constexpr unsigned queue = 16;

// The controller (bit 0) in fast mode (2) with repeated STARTs (bit 5), and no target (bit 6).
constexpr std::uint32_t controller_mode = 1u << 0 | 2u << 1 | 1u << 5 | 1u << 6;

constinit I2CController* controllers[2] = {};

constexpr cortex_m::Irq irq_of(unsigned number) noexcept { return cortex_m::Irq(23 + number); }
constexpr std::uint32_t reset_of(unsigned number) noexcept { return 1u << (3 + number); }

I2CStatus meaning(std::uint32_t source) noexcept {
  constexpr std::uint32_t no_address = 1u << 0;
  constexpr std::uint32_t lost_arbitration = 1u << 12;
  if ((source & lost_arbitration) != 0) return I2CStatus::busy;
  return (source & no_address) != 0 ? I2CStatus::no_device : I2CStatus::io;
}

}  // namespace

std::uintptr_t I2CController::at(std::uintptr_t offset) const noexcept {
  return 0x4004'4000 + 0x4000 * number() + offset;
}

// The low part of a clock is three fifths of it, as fast mode asks for; data stays for 300 ns.
void I2CController::set_up() noexcept {
  const std::uint32_t period = clock_hz() / std::clamp(frequency_, lowest, highest);
  const std::uint32_t low = period * 3 / 5;
  release(reset_of(number()));
  register_at(at(enable)) = 0;
  register_at(at(control)) = controller_mode;
  register_at(at(high_clocks)) = period - low;
  register_at(at(low_clocks)) = low;
  register_at(at(longest_spike)) = low < 16 ? 1 : low / 16;
  register_at(at(data_hold)) = clock_hz() / 10'000'000 * 3 + 1;
  register_at(at(receive_level)) = 0;
  register_at(at(send_level)) = queue / 4;
  gpio::use(sda_, gpio::Function::i2c, gpio::Pull::up);
  gpio::use(scl(), gpio::Function::i2c, gpio::Pull::up);
  controllers[number()] = this;
  is_set_up_ = true;
}

void I2CController::begin(machine::I2CTransfer& transfer) noexcept {
  if (!is_set_up_) set_up();
  register_at(at(interrupt_mask)) = 0;
  register_at(at(enable)) = 0;  // the target changes only then
  register_at(at(target)) = transfer.request().address;
  register_at(at(enable)) = 1;
  cortex_m::read_back(at(clear_abort));
  cortex_m::read_back(at(clear_stop));
  transfer_ = &transfer;
  refusal_ = I2CStatus::ok;
  begins_reading_ = transfer.has_out();
  reads_under_way_ = 0;
  reads_to_ask_ = transfer.in_left();
  if (!transfer.has_out() && reads_to_ask_ == 0) reads_to_ask_ = 1;
  feed();
  cortex_m::enable_irq(irq_of(number()));
}

// No more bytes are asked for than there is room for.
void I2CController::feed() noexcept {
  while (transfer_->has_out() && register_at(at(commands_queued)) < queue) {
    const std::uint32_t byte = transfer_->take_out();
    const bool is_last = !transfer_->has_out() && reads_to_ask_ == 0;
    register_at(at(command)) = byte | (is_last ? stop_after : 0);
  }
  while (!transfer_->has_out() && reads_to_ask_ != 0 && reads_under_way_ < queue &&
         register_at(at(commands_queued)) < queue) {
    --reads_to_ask_;
    ++reads_under_way_;
    register_at(at(command)) =
        read | (begins_reading_ ? restart_before : 0) | (reads_to_ask_ == 0 ? stop_after : 0);
    begins_reading_ = false;
  }
  const bool is_all = !transfer_->has_out() && (reads_to_ask_ == 0 || reads_under_way_ == queue);
  register_at(at(interrupt_mask)) = always | (is_all ? 0 : room_for_commands);
}

void I2CController::take() noexcept {
  for (std::uint32_t count = register_at(at(bytes_received)); count != 0; --count) {
    const auto byte = static_cast<std::uint8_t>(register_at(at(command)));
    if (reads_under_way_ != 0) --reads_under_way_;
    if (transfer_->in_left() != 0) transfer_->put_in(byte);
  }
}

// After a refusal the controller sends a STOP by itself, unless another one has the bus.
void I2CController::serve() noexcept {
  if (transfer_ == nullptr) return;
  const std::uint32_t status = register_at(at(interrupt_status));
  if ((status & has_aborted) != 0) {
    refusal_ = meaning(register_at(at(abort_source)));
    cortex_m::read_back(at(clear_abort));
    if (refusal_ == I2CStatus::busy) return end(refusal_);
  }
  take();
  if ((status & has_stopped) != 0) {
    cortex_m::read_back(at(clear_stop));
    end(refusal_);
  } else if (refusal_ == I2CStatus::ok) {
    feed();
  }
}

void I2CController::end(I2CStatus status) noexcept {
  register_at(at(interrupt_mask)) = 0;
  machine::I2CTransfer* const ended = transfer_;
  transfer_ = nullptr;
  ended->done(status);
}

machine::Abort I2CController::abort() noexcept {
  if (is_set_up_) {
    cortex_m::InterruptMask masked;
    transfer_ = nullptr;
    is_set_up_ = false;
    controllers[number()] = nullptr;
    register_at(at(interrupt_mask)) = 0;
    register_at(at(enable)) = 0;
    set_bits(reset::held, reset_of(number()));
  }
  return machine::Abort::now;
}

// By hand, and the next transaction takes the lines back.
void I2CController::drive(machine::I2CLevels released) noexcept {
  (void)abort();
  const std::uint32_t of_sda = 1u << sda_;
  const std::uint32_t of_scl = 1u << scl();
  register_at(gpio::output_clear) = of_sda | of_scl;
  register_at(released.sda ? gpio::drive_clear : gpio::drive_set) = of_sda;
  register_at(released.scl ? gpio::drive_clear : gpio::drive_set) = of_scl;
  gpio::use(sda_, gpio::Function::software, gpio::Pull::up);
  gpio::use(scl(), gpio::Function::software, gpio::Pull::up);
}

machine::I2CLevels I2CController::levels() noexcept {
  return {gpio::level(scl()), gpio::level(sda_)};
}

extern "C" void i2c0_handler() {
  if (controllers[0] != nullptr) controllers[0]->serve();
}
extern "C" void i2c1_handler() {
  if (controllers[1] != nullptr) controllers[1]->serve();
}

}  // namespace uasyncio::rp2040
