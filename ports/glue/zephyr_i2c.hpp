// SPDX-License-Identifier: MIT
// I2C controllers of Zephyr: `I2CController<> controller(DEVICE_DT_GET(DT_NODELABEL(i2c0)));` and
// `I2C i2c(controller);`. Transactions run in the system's work queue, whatever the driver can do;
// one that was cancelled goes on until the driver ends it.
#pragma once

#include "ports/glue/i2c_job.hpp"

#include <cerrno>
#include <zephyr/drivers/i2c.h>
#include <zephyr/kernel.h>

namespace uasyncio::zephyr {

template <std::uint16_t capacity = 64>
class I2CController : public glue::I2CJob<I2CController<capacity>, capacity> {
 public:
  explicit I2CController(const device* bus) noexcept : bus_(bus), call_{{}, this} {
    k_work_init(&call_.work, [](k_work* item) { reinterpret_cast<Call*>(item)->self->work(); });
  }
  void start() noexcept { k_work_submit(&call_.work); }
  machine::I2CStatus transact(const machine::I2CRequest& request) noexcept {
    const bool is_read = request.in_size != 0;
    i2c_msg messages[2] = {};
    i2c_msg* end = messages;
    if (request.out_size != 0 || !is_read) {
      *end++ = {const_cast<std::uint8_t*>(request.out), request.out_size, I2C_MSG_WRITE};
    }
    if (is_read) *end++ = {request.in, request.in_size, I2C_MSG_READ};
    if (end == messages + 2) messages[1].flags |= I2C_MSG_RESTART;
    end[-1].flags |= I2C_MSG_STOP;
    const auto count = static_cast<std::uint8_t>(end - messages);
    return status_of(-i2c_transfer(bus_, messages, count, request.address));
  }

 private:
  struct Call {
    k_work work;  // first: Zephyr hands its address out
    I2CController* self;
  };
  // Most drivers have one code for all that is not acknowledged.
  static machine::I2CStatus status_of(int error) noexcept {
    using enum machine::I2CStatus;
    if (error == 0) return ok;
    if (error == ENXIO || error == ENODEV || error == EIO) return no_device;
    if (error == EAGAIN || error == EBUSY) return busy;
    if (error == ETIMEDOUT) return timed_out;
    return error == ENOSYS || error == ENOTSUP ? not_supported : io;
  }

  const device* bus_;
  Call call_;
};

}  // namespace uasyncio::zephyr
