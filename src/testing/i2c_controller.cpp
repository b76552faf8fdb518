// SPDX-License-Identifier: MIT
// A controller that moves whole bytes in virtual time, and the ways in which real ones fail: held
// lines, lost arbitration, an abort that takes effect later. For single bits there are I2CWires.
#include "uasyncio/testing/i2c_controller.hpp"

namespace uasyncio::testing {
namespace {

using machine::Abort;
using machine::I2CLevels;
using machine::I2CStatus;

constexpr unsigned clocks_of_byte = 9;
constexpr unsigned clocks_left = 5;

}  // namespace

void I2CController::begin(machine::I2CTransfer& transfer) noexcept {
  ++begins_;
  released_ = {true, true};
  transfer_ = &transfer;
  reads_ = !transfer.begins_with_write();
  if (loses_ != 0 || targets_.hold_sda()) {
    if (loses_ != 0) --loses_;
    phase_ = Phase::idle;
    transfer.done(I2CStatus::busy);
  } else {
    next(Phase::address);
  }
}

void I2CController::next(Phase phase) noexcept {
  phase_ = phase;
  ring_at(Alarm::now() + from_microseconds(byte_us_ + targets_.stretch_us()));
}

Abort I2CController::abort() noexcept {
  if (phase_ == Phase::idle) return Abort::now;
  if (aborts_later_ && !is_aborted_) {
    is_aborted_ = true;
    return Abort::later;
  }
  if (phase_ == Phase::in) {
    targets_.for_each([](I2CTarget& target) {
      if (target.is_selected()) target.hold_sda(clocks_left);
    });
  }
  phase_ = Phase::idle;
  is_aborted_ = false;
  ring_at(never);
  return Abort::now;
}

void I2CController::on_alarm(Alarm& alarm, Cause) noexcept {
  auto& self = static_cast<I2CController&>(alarm);
  if (self.phase_ == Phase::idle) return;
  if (self.targets_.hold_scl()) {
    self.next(self.phase_);
  } else {
    self.byte();
  }
}

void I2CController::byte() noexcept {
  for (unsigned n = 0; n != clocks_of_byte; ++n) targets_.clock();
  if (is_aborted_) return end(I2CStatus::ok);
  switch (phase_) {
    case Phase::idle: break;
    case Phase::address:
      if (!targets_.start(transfer_->request().address, reads_)) return end(I2CStatus::no_device);
      if (!reads_ && !transfer_->has_out()) return end(I2CStatus::ok);
      return next(reads_ ? Phase::in : Phase::out);
    case Phase::out:
      if (!targets_.write(transfer_->take_out())) return end(I2CStatus::io);
      if (transfer_->has_out()) return next(Phase::out);
      if (transfer_->in_left() == 0) return end(I2CStatus::ok);
      reads_ = true;
      return next(Phase::address);
    case Phase::in:
      transfer_->put_in(targets_.read());
      if (transfer_->in_left() == 0) return end(I2CStatus::ok);
      return next(Phase::in);
  }
}

void I2CController::end(I2CStatus status) noexcept {
  send_stop();
  phase_ = Phase::idle;
  is_aborted_ = false;
  transfer_->done(status);
}

void I2CController::send_stop() noexcept {
  ++stops_;
  targets_.stop();
}

void I2CController::drive(I2CLevels released) noexcept {
  const I2CLevels before = levels();
  released_ = released;
  const I2CLevels now = levels();
  if (!before.scl && now.scl) targets_.clock();
  if (before.scl && now.scl && !before.sda && now.sda) send_stop();
}

I2CLevels I2CController::levels() const noexcept {
  return {released_.scl && !targets_.hold_scl(), released_.sda && !targets_.hold_sda()};
}

}  // namespace uasyncio::testing
