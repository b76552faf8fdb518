// SPDX-License-Identifier: MIT
// i2c-dev. A transaction's bytes are copied in and out, so that a cancelled one, which the kernel
// carries on with, touches nobody's memory.
#include "i2c.hpp"

#include <cerrno>
#include <fcntl.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>

namespace uasyncio::unix_devices {
namespace {

using machine::I2CAbort;
using machine::I2CStatus;

/// What the drivers of the kernel say (its fault-codes.rst); some have one code for all that is not
/// acknowledged.
I2CStatus status_of(int error) noexcept {
  switch (error) {
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

/// While the thread works. A cancel of `run` ends it when the thread has returned.
class I2CController::Working {
 public:
  explicit Working(I2CController& controller) noexcept : controller_(controller) {
    controller.is_under_way_ = true;
  }
  ~Working() {
    controller_.is_under_way_ = false;
    if (controller_.transfer_ != nullptr) controller_.done(I2CStatus::timed_out);
  }
  Working(const Working&) = delete;
  Working& operator=(const Working&) = delete;

 private:
  I2CController& controller_;
};

I2CController::I2CController(Context& thread, const char* path, const SystemCalls& calls)
    : thread_(thread), calls_(calls), descriptor_(calls.open(path, O_RDWR | O_CLOEXEC)) {
  if (descriptor_ < 0) error_ = Error::os(errno);
}

I2CController::~I2CController() {
  if (descriptor_ >= 0) calls_.close(descriptor_);
}

void I2CController::begin(machine::I2CTransfer& transfer) noexcept {
  transfer_ = &transfer;
  is_aborted_ = false;
  address_ = transfer.request().address;
  begins_with_write_ = transfer.begins_with_write();
  out_.clear();
  while (transfer.has_out()) out_.push_back(transfer.take_out());
  in_.assign(transfer.in_left(), 0);
  begun_.set();
}

I2CAbort I2CController::abort() noexcept {
  begun_.clear();
  if (!is_under_way_) {
    transfer_ = nullptr;
    return I2CAbort::now;
  }
  if (is_aborted_) transfer_ = nullptr;  // the bus goes
  is_aborted_ = true;
  return I2CAbort::later;
}

Coro<> I2CController::run() {
  while (true) {
    co_await begun_.wait();
    begun_.clear();
    Working working(*this);
    const I2CStatus status = co_await thread_.assign([this] { return transact(); });
    done(status);
  }
}

/// In the thread.
I2CStatus I2CController::transact() noexcept {
  if (descriptor_ < 0) return I2CStatus::no_device;
  i2c_msg messages[2];
  std::uint32_t count = 0;
  const auto add = [&](std::uint16_t flags, std::vector<std::uint8_t>& bytes) {
    messages[count++] = {address_, flags, static_cast<std::uint16_t>(bytes.size()), bytes.data()};
  };
  if (begins_with_write_) add(0, out_);
  if (!in_.empty()) add(I2C_M_RD, in_);
  i2c_rdwr_ioctl_data request{messages, count};
  const int result = calls_.ioctl(descriptor_, I2C_RDWR, &request);
  return result < 0 ? status_of(errno) : I2CStatus::ok;
}

void I2CController::done(I2CStatus status) noexcept {
  machine::I2CTransfer* const transfer = transfer_;
  transfer_ = nullptr;
  if (transfer == nullptr) return;
  if (status == I2CStatus::ok && !is_aborted_) {
    for (const std::uint8_t byte : in_) transfer->put_in(byte);
  }
  transfer->done(status);
}

}  // namespace uasyncio::unix_devices
