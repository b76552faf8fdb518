// SPDX-License-Identifier: MIT
// I2C controllers of an STM32 by ST's HAL: `I2CController controller(hi2c1);` and `I2C
// i2c(controller);`. The project (CubeMX) sets the controller up, with its event and error
// interrupts; its callbacks call `on_i2c` (docs/boards/stm32_hal.md).
#pragma once

#include "ports/glue/stm32_hal.hpp"
#include "uasyncio/kernel/critical_section.hpp"
#include "uasyncio/machine/i2c.hpp"

#include <utility>

namespace uasyncio::stm32_hal {

/// For the bus: a transaction is up to three frames of the HAL. For an address alone a byte is
/// read, and dropped.
class I2CController {
 public:
  explicit constexpr I2CController(I2C_HandleTypeDef& bus) noexcept : bus_(bus) {}
  I2CController(const I2CController&) = delete;

  void begin(machine::I2CTransfer& transfer) noexcept {
    // The HAL would wait.
    if (__HAL_I2C_GET_FLAG(&bus_, I2C_FLAG_BUSY)) return transfer.done(machine::I2CStatus::busy);
    const machine::I2CRequest& request = transfer.request();
    for (unsigned left = request.prefix_size; left != 0; --left) {
      prefix_[request.prefix_size - left] =
          static_cast<std::uint8_t>(request.prefix >> 8 * (left - 1));
    }
    at_ = count_ = 0;
    add({prefix_, request.prefix_size, false});
    add({const_cast<std::uint8_t*>(request.out), request.out_size, false});  // the HAL reads it
    add({request.in, request.in_size, true});
    if (count_ == 0) add({prefix_, 1, true});
    address_ = static_cast<std::uint16_t>(request.address << 1);
    is_aborted_ = false;
    transfer_ = &transfer;
    send();
  }

  /// Sends a STOP; the HAL calls back at once, or later.
  machine::Abort abort() noexcept {
    const kernel::CriticalSection masked;
    if (transfer_ == nullptr) return machine::Abort::now;
    const bool is_second = std::exchange(is_aborted_, true);  // the bus goes
    if (!is_second && HAL_I2C_Master_Abort_IT(&bus_, address_) == HAL_OK) {
      return machine::Abort::later;
    }
    transfer_ = nullptr;
    HAL_I2C_DeInit(&bus_);  // nothing has been sent yet, or the STOP does not come
    HAL_I2C_Init(&bus_);
    return machine::Abort::now;
  }

  /// For HAL_I2C_MasterTxCpltCallback, ...MasterRxCplt..., ...Error... and ...AbortCplt... of the
  /// project: something has ended. In the interrupt.
  void on_i2c(const I2C_HandleTypeDef* bus) noexcept {
    if (bus != &bus_ || transfer_ == nullptr) return;
    const std::uint32_t error = HAL_I2C_GetError(&bus_);
    if (is_aborted_ || error != HAL_I2C_ERROR_NONE) return end(meaning(error));
    if (++at_ == count_) return end(machine::I2CStatus::ok);
    send();
  }

 private:
  struct Frame {
    std::uint8_t* bytes;
    std::uint16_t size;
    bool reads;
  };
  void add(Frame frame) noexcept {
    if (frame.size != 0) frames_[count_++] = frame;
  }
  void send() noexcept {
    const Frame& frame = frames_[at_];
    const bool is_last = at_ + 1 == count_;
    std::uint32_t options = is_last ? I2C_LAST_FRAME : I2C_NEXT_FRAME;
    if (at_ == 0) options = is_last ? I2C_FIRST_AND_LAST_FRAME : I2C_FIRST_FRAME;
    const auto call = frame.reads ? HAL_I2C_Master_Seq_Receive_IT : HAL_I2C_Master_Seq_Transmit_IT;
    const auto result = call(&bus_, address_, frame.bytes, frame.size, options);
    if (result != HAL_OK) end(machine::I2CStatus::busy);
  }
  machine::I2CStatus meaning(std::uint32_t error) const noexcept {
    const bool is_address = at_ == 0 && bus_.XferCount == bus_.XferSize;
    if ((error & HAL_I2C_ERROR_ARLO) != 0) return machine::I2CStatus::busy;
    if ((error & HAL_I2C_ERROR_AF) != 0 && is_address) return machine::I2CStatus::no_device;
    return machine::I2CStatus::io;
  }
  void end(machine::I2CStatus status) noexcept { std::exchange(transfer_, nullptr)->done(status); }

  I2C_HandleTypeDef& bus_;
  machine::I2CTransfer* transfer_ = nullptr;
  Frame frames_[3] = {};
  std::uint16_t address_ = 0;
  std::uint8_t prefix_[4] = {};
  std::uint8_t at_ = 0, count_ = 0;
  bool is_aborted_ = false;
};

}  // namespace uasyncio::stm32_hal
