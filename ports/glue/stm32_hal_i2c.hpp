// SPDX-License-Identifier: MIT
// I2C controllers of an STM32 by ST's HAL: `I2CController controller(hi2c1);` and `I2C
// i2c(controller);`. The project (CubeMX) sets one up, with its event and error interrupts.
#pragma once

#include "ports/glue/i2c_frames.hpp"
#include "ports/glue/stm32_hal.hpp"
#include "uasyncio/kernel/critical_section.hpp"

namespace uasyncio::stm32_hal {

class I2CController {
  using Status = machine::I2CStatus;

 public:
  explicit constexpr I2CController(I2C_HandleTypeDef& bus) noexcept : bus_(bus) {}
  I2CController(const I2CController&) = delete;
  void begin(machine::I2CTransfer& transfer) noexcept {
    if (__HAL_I2C_GET_FLAG(&bus_, I2C_FLAG_BUSY)) return transfer.done(Status::busy);  // no wait
    frames_.load(transfer);
    send();
  }
  machine::Abort abort() noexcept {
    const kernel::CriticalSection masked;
    if (!frames_.are_under_way()) return machine::Abort::now;
    const bool is_asked =
        frames_.stop() && HAL_I2C_Master_Abort_IT(&bus_, frames_.address()) == HAL_OK;
    if (is_asked) return machine::Abort::later;  // a STOP, which calls back, now or later
    frames_.forget();
    HAL_I2C_DeInit(&bus_);  // nothing has been sent yet, or the STOP does not come
    HAL_I2C_Init(&bus_);
    return machine::Abort::now;
  }
  /// For the HAL's callbacks (docs/boards/stm32_hal.md): something has ended. In the interrupt.
  void on_i2c(const I2C_HandleTypeDef* bus) noexcept {
    if (bus != &bus_ || !frames_.are_under_way()) return;
    const std::uint32_t error = HAL_I2C_GetError(&bus_);
    if (error != HAL_I2C_ERROR_NONE || frames_.are_stopped()) return frames_.end(meaning(error));
    if (!frames_.go_on()) return frames_.end(Status::ok);
    send();
  }

 private:
  void send() noexcept {
    const auto& [bytes, size, reads] = frames_.current();
    std::uint32_t options = frames_.is_first() ? I2C_FIRST_FRAME : I2C_NEXT_FRAME;
    if (frames_.is_last()) options = frames_.is_first() ? I2C_FIRST_AND_LAST_FRAME : I2C_LAST_FRAME;
    const auto call = reads ? HAL_I2C_Master_Seq_Receive_IT : HAL_I2C_Master_Seq_Transmit_IT;
    if (call(&bus_, frames_.address(), bytes, size, options) != HAL_OK) frames_.end(Status::busy);
  }
  Status meaning(std::uint32_t error) const noexcept {
    const bool is_address = frames_.is_first() && bus_.XferCount == bus_.XferSize;
    if ((error & HAL_I2C_ERROR_ARLO) != 0) return Status::busy;
    return is_address && (error & HAL_I2C_ERROR_AF) != 0 ? Status::no_device : Status::io;
  }
  I2C_HandleTypeDef& bus_;
  glue::I2CFrames frames_;
};

}  // namespace uasyncio::stm32_hal
