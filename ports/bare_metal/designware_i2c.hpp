// SPDX-License-Identifier: MIT
// A transaction on Synopsys's DW_apb_i2c, which is the I2C of the RP2040 and the RP2350: a queue of
// 16 commands, each of which sends a byte or asks for one, and of 16 bytes that have come.
#pragma once

#include "uasyncio/machine/i2c.hpp"

#include <cstdint>

namespace uasyncio::bare_metal {

/// `Registers` has those of the controller by the names of the datasheet. Whose it is sets it up.
/// The hardware cannot send an address alone: a request without bytes (`scan`) reads one and drops
/// it.
template <class Registers>
class DesignwareI2C {
 public:
  void begin(Registers& registers, machine::I2CTransfer& transfer) noexcept {
    registers_ = &registers;
    registers.intr_mask = 0;
    registers.enable = 0;  // the target changes only then
    registers.tx_tl = queue / 4;
    registers.tar = transfer.request().address;
    registers.enable = 1;
    drop(registers.clr_tx_abrt);
    drop(registers.clr_stop_det);
    transfer_ = &transfer;
    refusal_ = machine::I2CStatus::ok;
    begins_reading_ = transfer.has_out();
    reads_under_way_ = 0;
    reads_to_ask_ = transfer.in_left();
    if (!transfer.has_out() && reads_to_ask_ == 0) reads_to_ask_ = 1;
    feed();
  }

  /// The request's memory is not touched any more, and nobody is told. The controller goes into its
  /// reset then, which lets both lines go at once; interrupts are masked until it is there.
  void forget() noexcept {
    registers_ = nullptr;
    transfer_ = nullptr;
    for (DesignwareI2C*& each : served_) {
      if (each == this) each = nullptr;
    }
  }

  /// False before the first `begin`, and after `forget`: it is to be set up.
  bool is_set_up() const noexcept { return registers_ != nullptr; }

  using Handler = void (*)();
  /// What the interrupt of the controller with this number, 0 or 1, calls from now on.
  Handler handler(unsigned number) noexcept {
    served_[number] = this;
    return number == 0 ? &interrupt<0> : &interrupt<1>;
  }
  template <unsigned number>
  static void interrupt() {
    if (served_[number] != nullptr) served_[number]->serve();
  }

 private:
  static constexpr std::uint32_t read = 1u << 8;  // in data_cmd
  static constexpr std::uint32_t stop_after = 1u << 9;
  static constexpr std::uint32_t restart_before = 1u << 10;
  static constexpr std::uint32_t room_for_commands = 1u << 4;  // interrupts
  static constexpr std::uint32_t has_received = 1u << 2;
  static constexpr std::uint32_t has_aborted = 1u << 6;
  static constexpr std::uint32_t has_stopped = 1u << 9;
  static constexpr std::uint32_t always = has_received | has_aborted | has_stopped;
  static constexpr unsigned queue = 16;

  // After a refusal the controller sends a STOP by itself, unless another one has the bus.
  void serve() noexcept {
    if (transfer_ == nullptr) return;
    const std::uint32_t status = registers_->intr_stat;
    if ((status & has_aborted) != 0) {
      refusal_ = meaning(registers_->tx_abrt_source);
      drop(registers_->clr_tx_abrt);
      if (refusal_ == machine::I2CStatus::busy) return end(refusal_);
    }
    take();
    if ((status & has_stopped) != 0) {
      drop(registers_->clr_stop_det);
      end(refusal_);
    } else if (refusal_ == machine::I2CStatus::ok) {
      feed();
    }
  }

  // Some registers do what they are for when they are read.
  static void drop(std::uint32_t) noexcept {}

  static machine::I2CStatus meaning(std::uint32_t source) noexcept {
    constexpr std::uint32_t no_address = 1u << 0;
    constexpr std::uint32_t lost_arbitration = 1u << 12;
    if ((source & lost_arbitration) != 0) return machine::I2CStatus::busy;
    return (source & no_address) != 0 ? machine::I2CStatus::no_device : machine::I2CStatus::io;
  }

  // No more bytes are asked for than there is room for.
  void feed() noexcept {
    while (transfer_->has_out() && registers_->txflr < queue) {
      const std::uint32_t byte = transfer_->take_out();
      const bool is_last = !transfer_->has_out() && reads_to_ask_ == 0;
      registers_->data_cmd = byte | (is_last ? stop_after : 0);
    }
    while (!transfer_->has_out() && reads_to_ask_ != 0 && reads_under_way_ < queue &&
           registers_->txflr < queue) {
      --reads_to_ask_;
      ++reads_under_way_;
      registers_->data_cmd =
          read | (begins_reading_ ? restart_before : 0) | (reads_to_ask_ == 0 ? stop_after : 0);
      begins_reading_ = false;
    }
    const bool is_all = !transfer_->has_out() && (reads_to_ask_ == 0 || reads_under_way_ == queue);
    registers_->intr_mask = always | (is_all ? 0 : room_for_commands);
  }

  void take() noexcept {
    for (std::uint32_t count = registers_->rxflr; count != 0; --count) {
      const auto byte = static_cast<std::uint8_t>(registers_->data_cmd);
      if (reads_under_way_ != 0) --reads_under_way_;
      if (transfer_->in_left() != 0) transfer_->put_in(byte);
    }
  }

  void end(machine::I2CStatus status) noexcept {
    registers_->intr_mask = 0;
    machine::I2CTransfer* const ended = transfer_;
    transfer_ = nullptr;
    ended->done(status);
  }

  static inline constinit DesignwareI2C* served_[2] = {};
  Registers* registers_ = nullptr;
  machine::I2CTransfer* transfer_ = nullptr;
  std::uint16_t reads_to_ask_ = 0;
  std::uint16_t reads_under_way_ = 0;
  bool begins_reading_ = false;
  machine::I2CStatus refusal_ = machine::I2CStatus::ok;
};

}  // namespace uasyncio::bare_metal
