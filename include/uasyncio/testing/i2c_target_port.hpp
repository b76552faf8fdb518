// SPDX-License-Identifier: MIT
// A chip that is a target on an I2C bus, without hardware: machine::I2CTarget.
#pragma once

#include "uasyncio/machine/i2c_target.hpp"
#include "uasyncio/testing/i2c_target.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace uasyncio::testing {

/// Attach it to I2CWires or to an I2CController, as a device. It misbehaves as an I2CTarget does;
/// without power it forgets what was prepared. For every board; no heap. From one context at a
/// time, which is that of the bus: there `done` is called.
class I2CTargetPort final : public I2CTarget {
 public:
  explicit I2CTargetPort(std::uint8_t address) noexcept : I2CTarget(address) {}

  /// What a driver uses: machine::I2CTarget. None of them suspends.
  void send(std::span<const std::uint8_t> bytes, machine::I2CTargetDone done,
            void* argument) noexcept {
    out_ = bytes;
    prepare(Phase::sends, done, argument);
  }
  void receive(std::span<std::uint8_t> room, machine::I2CTargetDone done, void* argument) noexcept {
    in_ = room;
    prepare(Phase::receives, done, argument);
  }
  void abort() noexcept { phase_ = Phase::idle; }

 private:
  enum class Phase : std::uint8_t { idle, sends, receives };

  void prepare(Phase phase, machine::I2CTargetDone done, void* argument) noexcept {
    done_ = done;
    argument_ = argument;
    count_ = 0;
    phase_ = phase;
  }
  bool on_start(bool reads) noexcept override {
    return phase_ == (reads ? Phase::sends : Phase::receives);
  }
  bool on_write(std::uint8_t byte) noexcept override {
    if (phase_ != Phase::receives || count_ == in_.size()) return false;
    in_[count_++] = byte;
    return true;
  }
  std::uint8_t on_read() noexcept override {
    return phase_ != Phase::sends || count_ == out_.size() ? std::uint8_t{0xFF} : out_[count_++];
  }
  void on_stop() noexcept override {
    if (phase_ == Phase::idle) return;
    phase_ = Phase::idle;
    done_(argument_, count_);
  }
  void on_power() noexcept override { phase_ = Phase::idle; }

  std::span<const std::uint8_t> out_;
  std::span<std::uint8_t> in_;
  machine::I2CTargetDone done_ = nullptr;
  void* argument_ = nullptr;
  std::size_t count_ = 0;
  Phase phase_ = Phase::idle;
};

static_assert(machine::I2CTarget<I2CTargetPort>);

}  // namespace uasyncio::testing
