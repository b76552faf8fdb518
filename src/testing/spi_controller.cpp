// SPDX-License-Identifier: MIT
// SPI by whole bytes in virtual time, and a controller that cannot be stopped in the middle.
#include "uasyncio/testing/spi_controller.hpp"

#include <utility>

namespace uasyncio::testing {

void SPIController::begin(machine::SPITransfer& transfer) noexcept {
  transfer_ = &transfer;
  left_ = os_error_ != 0 ? 0 : transfer.out_left();
  if (left_ == 0) {
    end();
  } else {
    ring_at(Alarm::now() + from_microseconds(byte_us_));
  }
}

void SPIController::end() noexcept {
  is_aborted_ = false;
  std::exchange(transfer_, nullptr)->done(os_error_);
}

machine::Abort SPIController::abort() noexcept {
  if (transfer_ == nullptr) return machine::Abort::now;
  if (aborts_later_ && !is_aborted_) {
    is_aborted_ = true;
    return machine::Abort::later;
  }
  transfer_ = nullptr;
  is_aborted_ = false;
  ring_at(never);
  return machine::Abort::now;
}

void SPIController::on_alarm(Alarm& alarm, Cause) noexcept {
  auto& self = static_cast<SPIController&>(alarm);
  if (self.transfer_ == nullptr) return;
  if (self.is_aborted_) {
    (void)self.exchange(0);
  } else {
    self.transfer_->put_in(self.exchange(self.transfer_->take_out()));
  }
  if (--self.left_ == 0) return self.end();
  self.ring_at(Alarm::now() + from_microseconds(self.byte_us_));
}

std::uint8_t SPIController::exchange(std::uint8_t byte) noexcept {
  std::uint8_t answer = 0xFF;
  unsigned selected = 0;
  for (SPITarget* target = targets_; target != nullptr; target = target->next_) {
    if (target->select.value()) continue;
    answer = static_cast<std::uint8_t>(answer & target->exchange(byte));
    ++selected;
  }
  if (selected > 1) ++clashes_;
  return answer;
}

}  // namespace uasyncio::testing
