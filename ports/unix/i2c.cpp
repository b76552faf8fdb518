// SPDX-License-Identifier: MIT
// i2c-dev: one call for a whole transaction.
#include "i2c.hpp"

#include <cerrno>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>

namespace uasyncio::unix_devices {
namespace {

using machine::I2CStatus;

/// What the drivers of the kernel say (its fault-codes.rst); some have one code for all that is not
/// acknowledged.
I2CStatus status_of(int os_error) noexcept {
  switch (os_error) {
    case 0: return I2CStatus::ok;
    case ENXIO:
    case ENODEV:
    case EREMOTEIO: return I2CStatus::no_device;
    case EAGAIN:
    case EBUSY: return I2CStatus::busy;
    case ETIMEDOUT: return I2CStatus::timed_out;
    case EOPNOTSUPP: return I2CStatus::not_supported;
    default: return I2CStatus::io;
  }
}

}  // namespace

void I2CController::begin(machine::I2CTransfer& transfer) noexcept {
  next_ = &transfer;
  BlockingBus::begin();
}

void I2CController::load() noexcept {
  transfer_ = next_;
  address_ = transfer_->request().address;
  begins_with_write_ = transfer_->begins_with_write();
  out_.clear();
  while (transfer_->has_out()) out_.push_back(transfer_->take_out());
  in_.assign(transfer_->in_left(), 0);
}

int I2CController::transact() noexcept {
  i2c_msg messages[2];
  std::uint32_t count = 0;
  const auto add = [&](std::uint16_t flags, std::vector<std::uint8_t>& bytes) {
    messages[count++] = {address_, flags, static_cast<std::uint16_t>(bytes.size()), bytes.data()};
  };
  if (begins_with_write_) add(0, out_);
  if (!in_.empty()) add(I2C_M_RD, in_);
  i2c_rdwr_ioctl_data request{messages, count};
  return error() ? ENODEV : call(I2C_RDWR, &request);
}

void I2CController::finish(int os_error, bool is_wanted) noexcept {
  if (is_wanted) {
    for (const std::uint8_t byte : in_) transfer_->put_in(byte);
  }
  transfer_->done(status_of(os_error));
}

}  // namespace uasyncio::unix_devices
