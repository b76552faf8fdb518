// SPDX-License-Identifier: MIT
// I2C controllers of an ESP32 by ESP-IDF (5.2 and later, i2c_master): `I2CController<>
// controller(GPIO_NUM_4, GPIO_NUM_5);` for SDA and SCL, and `I2C i2c(controller);`.
#pragma once

#include "ports/glue/i2c_job.hpp"

#include <driver/i2c_master.h>
#include <esp_err.h>
#include <freertos/FreeRTOS.h>
#include <freertos/task.h>

namespace uasyncio::esp_idf {

/// For the bus: a task of its own, made at the first transaction on the loop's core, makes the
/// calls. Each way of a transaction has at most `capacity` bytes, a register's number among them;
/// longer ones fail with EOPNOTSUPP. One that was cancelled goes on for at most 100 ms. Must live
/// for ever: the task knows it.
template <std::uint16_t capacity = 64>
class I2CController {
 public:
  constexpr I2CController(gpio_num_t sda, gpio_num_t scl,
                          std::uint32_t frequency = 100'000) noexcept
      : sda_(sda), scl_(scl), frequency_(frequency) {}
  I2CController(const I2CController&) = delete;
  I2CController& operator=(const I2CController&) = delete;

  void begin(machine::I2CTransfer& transfer) noexcept {
    if (task_ == nullptr) set_up();
    if (job_.load(transfer)) xTaskNotifyGive(task_);
  }
  machine::Abort abort() noexcept { return job_.abort(); }

 private:
  static constexpr int timeout_ms = 100;

  void set_up() noexcept {
    i2c_master_bus_config_t how = {};
    how.i2c_port = -1;  // one that is free
    how.sda_io_num = sda_;
    how.scl_io_num = scl_;
    how.clk_source = I2C_CLK_SRC_DEFAULT;
    how.glitch_ignore_cnt = 7;
    how.flags.enable_internal_pullup = true;
    ESP_ERROR_CHECK(i2c_new_master_bus(&how, &bus_));
    xTaskCreatePinnedToCore(&work, "i2c", 3072, this, uxTaskPriorityGet(nullptr), &task_,
                            xPortGetCoreID());
  }
  static void work(void* self) {
    auto& controller = *static_cast<I2CController*>(self);
    for (;;) {
      ulTaskNotifyTake(pdTRUE, portMAX_DELAY);
      controller.job_.end(controller.transact());
    }
  }

  machine::I2CStatus transact() noexcept {
    if (job_.out_size == 0 && job_.in_size == 0) {
      return status_of(i2c_master_probe(bus_, job_.address, timeout_ms));
    }
    i2c_master_dev_handle_t device = nullptr;
    i2c_device_config_t which = {};
    which.dev_addr_length = I2C_ADDR_BIT_LEN_7;
    which.device_address = job_.address;
    which.scl_speed_hz = frequency_;
    esp_err_t result = i2c_master_bus_add_device(bus_, &which, &device);
    if (result != ESP_OK) return machine::I2CStatus::io;
    if (job_.in_size == 0) {
      result = i2c_master_transmit(device, job_.out, job_.out_size, timeout_ms);
    } else if (job_.out_size == 0) {
      result = i2c_master_receive(device, job_.in, job_.in_size, timeout_ms);
    } else {
      result = i2c_master_transmit_receive(device, job_.out, job_.out_size, job_.in, job_.in_size,
                                           timeout_ms);
    }
    i2c_master_bus_rm_device(device);
    return status_of(result);
  }

  /// There is one code for all that is not acknowledged, not the same in all versions.
  static machine::I2CStatus status_of(esp_err_t result) noexcept {
    switch (result) {
      case ESP_OK: return machine::I2CStatus::ok;
      case ESP_ERR_NOT_FOUND:
      case ESP_ERR_INVALID_RESPONSE:
      case ESP_ERR_INVALID_STATE: return machine::I2CStatus::no_device;
      case ESP_ERR_TIMEOUT: return machine::I2CStatus::timed_out;
      default: return machine::I2CStatus::io;
    }
  }

  gpio_num_t sda_, scl_;
  std::uint32_t frequency_;
  i2c_master_bus_handle_t bus_ = nullptr;
  TaskHandle_t task_ = nullptr;
  glue::I2CJob<capacity> job_;
};

}  // namespace uasyncio::esp_idf
