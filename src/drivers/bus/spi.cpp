// SPDX-License-Identifier: MIT
// SPI with many drivers: one transaction after the other, and a chip select that is let go of in
// one place, which every end of a transaction passes.
#include "uasyncio/drivers/bus/spi.hpp"

#include <utility>

namespace uasyncio {
namespace {

using machine::Abort;
using machine::SPIRequest;

constexpr std::size_t longest_transaction = 0xFFFF;

}  // namespace

SPI::Transfer SPI::write(const SPIDevice& device, std::span<const std::uint8_t> bytes) noexcept {
  return write_then_readinto(device, bytes, {});
}

SPI::Transfer SPI::readinto(const SPIDevice& device, std::span<std::uint8_t> buffer,
                            std::uint8_t fill) noexcept {
  return write_then_readinto(device, {}, buffer, fill);
}

SPI::Transfer SPI::write_readinto(const SPIDevice& device, std::span<const std::uint8_t> bytes,
                                  std::span<std::uint8_t> buffer) noexcept {
  const auto size = static_cast<std::uint16_t>(bytes.size());
  return Transfer(
      *this, device,
      SPIRequest{.out = bytes.data(), .in = buffer.data(), .size = size, .out_size = size},
      bytes.size() == buffer.size() && bytes.size() <= longest_transaction);
}

SPI::Transfer SPI::write_then_readinto(const SPIDevice& device, std::span<const std::uint8_t> bytes,
                                       std::span<std::uint8_t> buffer, std::uint8_t fill) noexcept {
  const auto out_size = static_cast<std::uint16_t>(bytes.size());
  return Transfer(
      *this, device,
      SPIRequest{.out = bytes.data(),
                 .in = buffer.data(),
                 .size = static_cast<std::uint16_t>(bytes.size() + buffer.size()),
                 .out_size = out_size,
                 .in_from = out_size,
                 .fill = fill},
      bytes.size() <= longest_transaction && buffer.size() <= longest_transaction - bytes.size());
}

SPI::~SPI() {
  if (selected_ != nullptr && abort_(controller_) == Abort::later) (void)abort_(controller_);
  deselect();
  waiting_.forsake(current_, "SPI");
}

void SPI::add(Transfer& transfer) noexcept {
  if (!transfer.is_valid_) {
    transfer.complete(Error::value);
    return;
  }
  waiting_.add(transfer);
  if (selected_ == nullptr) {
    start_next();
  } else {
    ring();  // what it waits for may have been meant for a loop that has gone
  }
}

void SPI::give_up(Transfer& transfer) noexcept {
  if (&transfer != current_) return waiting_.remove(transfer);
  current_ = nullptr;
  if (abort_(controller_) == Abort::later) return;
  status_.store(pending, std::memory_order_relaxed);
  deselect();
  start_next();
}

void SPI::deselect() noexcept {
  if (selected_ != nullptr) std::exchange(selected_, nullptr)->select(false);
}

void SPI::start_next() noexcept {
  current_ = static_cast<Transfer*>(waiting_.take());
  if (current_ == nullptr) return;
  load(current_->request_);
  selected_ = current_->device_;
  selected_->select(true);
  begin_(controller_, *this);
}

void SPI::on_done(machine::SPITransfer& transfer, std::uint8_t os_error) noexcept {
  auto& self = static_cast<SPI&>(transfer);
  self.status_.store(os_error, std::memory_order_seq_cst);
  self.ring();
}

void SPI::on_alarm(Alarm& alarm, Cause) noexcept {
  auto& self = static_cast<SPI&>(alarm);
  const std::uint16_t status = self.status_.load(std::memory_order_seq_cst);
  if (status == pending) return;
  self.status_.store(pending, std::memory_order_relaxed);
  self.deselect();
  if (self.current_ != nullptr) {
    detail::BusQueue::complete(*std::exchange(self.current_, nullptr),
                               status == 0 ? Error() : Error::os(status));
  }
  self.start_next();
}

}  // namespace uasyncio
