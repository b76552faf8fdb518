// SPDX-License-Identifier: MIT
// spidev: one call for a whole transaction, whose bytes come back in the place of those that went.
#include "spi.hpp"

#include <cerrno>
#include <linux/spi/spidev.h>

namespace uasyncio::unix_devices {

SPIController::SPIController(Context& thread, const char* path, machine::SPIOptions options,
                             const SystemCalls& calls)
    : BlockingBus(thread, path, calls), baudrate_(options.baudrate) {
  std::uint8_t mode =
      static_cast<std::uint8_t>((options.polarity ? SPI_CPOL : 0) | (options.phase ? SPI_CPHA : 0));
  configure(SPI_IOC_WR_MODE, &mode);
}

void SPIController::begin(machine::SPITransfer& transfer) noexcept {
  next_ = &transfer;
  BlockingBus::begin();
}

void SPIController::load() noexcept {
  transfer_ = next_;
  bytes_.clear();
  while (transfer_->out_left() != 0) bytes_.push_back(transfer_->take_out());
}

int SPIController::transact() noexcept {
  spi_ioc_transfer request{};
  request.tx_buf = request.rx_buf = reinterpret_cast<std::uintptr_t>(bytes_.data());
  request.len = static_cast<std::uint32_t>(bytes_.size());
  request.speed_hz = baudrate_;
  request.bits_per_word = 8;
  return call(SPI_IOC_MESSAGE(1), &request);
}

void SPIController::finish(int os_error, bool is_wanted) noexcept {
  if (is_wanted) {
    for (const std::uint8_t byte : bytes_) transfer_->put_in(byte);
  }
  constexpr int most = 0xFF;  // some drivers give numbers that the kernel keeps for itself
  transfer_->done(static_cast<std::uint8_t>(os_error <= most ? os_error : EIO));
}

}  // namespace uasyncio::unix_devices
