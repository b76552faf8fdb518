// SPDX-License-Identifier: MIT
// I2C controllers of Zephyr: `I2CController<> controller(DEVICE_DT_GET(DT_NODELABEL(i2c0)));` and
// `I2C i2c(controller);`. Transactions run in the system's work queue, whatever the driver can do.
#pragma once

#include "ports/glue/i2c_job.hpp"

#include <cerrno>
#include <zephyr/drivers/i2c.h>
#include <zephyr/kernel.h>

namespace uasyncio::zephyr {

/// For the bus. Each way of a transaction has at most `capacity` bytes, a register's number among
/// them; longer ones fail with EOPNOTSUPP. One that was cancelled goes on until the driver ends it.
/// Must live for ever: the work queue knows it.
template <std::uint16_t capacity = 64>
class I2CController {
 public:
  explicit I2CController(const device* bus) noexcept : bus_(bus), call_{{}, this} {
    k_work_init(&call_.work, &work);
  }
  I2CController(const I2CController&) = delete;
  I2CController& operator=(const I2CController&) = delete;

  void begin(machine::I2CTransfer& transfer) noexcept {
    if (job_.load(transfer)) k_work_submit(&call_.work);
  }
  machine::Abort abort() noexcept { return job_.abort(); }

 private:
  struct Call {
    k_work work;  // first: Zephyr hands its address to `work`
    I2CController* self;
  };
  static void work(k_work* item) {
    I2CController& self = *reinterpret_cast<Call*>(item)->self;
    self.job_.end(self.transact());
  }

  machine::I2CStatus transact() noexcept {
    i2c_msg messages[2] = {{job_.out, job_.out_size, I2C_MSG_WRITE},
                           {job_.in, job_.in_size, I2C_MSG_READ | I2C_MSG_RESTART}};
    i2c_msg* first = messages;
    std::uint8_t count = 2;
    if (job_.in_size == 0) {
      count = 1;
    } else if (job_.out_size == 0) {
      count = 1;
      first = &messages[1];
      first->flags = I2C_MSG_READ;
    }
    first[count - 1].flags |= I2C_MSG_STOP;
    return status_of(i2c_transfer(bus_, first, count, job_.address));
  }

  /// Most drivers have one code for all that is not acknowledged.
  static machine::I2CStatus status_of(int result) noexcept {
    switch (-result) {
      case 0: return machine::I2CStatus::ok;
      case ENXIO:
      case ENODEV:
      case EIO: return machine::I2CStatus::no_device;
      case EAGAIN:
      case EBUSY: return machine::I2CStatus::busy;
      case ETIMEDOUT: return machine::I2CStatus::timed_out;
      case ENOSYS:
      case ENOTSUP: return machine::I2CStatus::not_supported;
      default: return machine::I2CStatus::io;
    }
  }

  const device* bus_;
  Call call_;
  glue::I2CJob<capacity> job_;
};

}  // namespace uasyncio::zephyr
