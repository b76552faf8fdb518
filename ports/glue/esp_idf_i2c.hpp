// SPDX-License-Identifier: MIT
// I2C controllers of an ESP32 by ESP-IDF (5.2 and later): `I2CController<> controller(GPIO_NUM_4,
// GPIO_NUM_5);` for SDA and SCL, and `I2C i2c(controller);`. A task of its own, on the loop's core,
// makes the calls; a transaction that was cancelled goes on there for at most 100 ms.
#pragma once

#include "ports/glue/esp_idf_worker.hpp"
#include "ports/glue/i2c_job.hpp"

#include <driver/i2c_master.h>

namespace uasyncio::esp_idf {

template <std::uint16_t capacity = 64>
class I2CController : public glue::I2CJob<I2CController<capacity>, capacity> {
 public:
  constexpr I2CController(gpio_num_t sda, gpio_num_t scl, std::uint32_t hz = 100'000) noexcept
      : sda_(sda), scl_(scl), hz_(hz) {}
  void start() noexcept { worker_.tell(); }
  machine::I2CStatus transact(const machine::I2CRequest& request) noexcept {
    const auto& [out, in, prefix, out_size, in_size, prefix_size, address] = request;
    if (bus_ == nullptr) set_up();
    if (out_size == 0 && in_size == 0) return status_of(i2c_master_probe(bus_, address, 100));
    i2c_device_config_t which = {};
    which.device_address = address;
    which.scl_speed_hz = hz_;
    i2c_master_dev_handle_t device = nullptr;
    if (i2c_master_bus_add_device(bus_, &which, &device) != ESP_OK) return machine::I2CStatus::io;
    const esp_err_t result =
        in_size == 0    ? i2c_master_transmit(device, out, out_size, 100)
        : out_size == 0 ? i2c_master_receive(device, in, in_size, 100)
                        : i2c_master_transmit_receive(device, out, out_size, in, in_size, 100);
    i2c_master_bus_rm_device(device);
    return status_of(result);
  }

 private:
  void set_up() noexcept {
    i2c_master_bus_config_t how = {};
    how.i2c_port = -1;  // one that is free
    how.sda_io_num = sda_;
    how.scl_io_num = scl_;
    how.clk_source = I2C_CLK_SRC_DEFAULT;
    how.glitch_ignore_cnt = 7;
    how.flags.enable_internal_pullup = true;
    ESP_ERROR_CHECK(i2c_new_master_bus(&how, &bus_));
  }
  // All that is not acknowledged has one code, not the same in all versions.
  static machine::I2CStatus status_of(esp_err_t result) noexcept {
    if (result == ESP_OK) return machine::I2CStatus::ok;
    if (result == ESP_ERR_TIMEOUT) return machine::I2CStatus::timed_out;
    return result == ESP_FAIL ? machine::I2CStatus::io : machine::I2CStatus::no_device;
  }
  gpio_num_t sda_, scl_;
  std::uint32_t hz_;
  i2c_master_bus_handle_t bus_ = nullptr;
  Worker worker_{[](void* self) { static_cast<I2CController*>(self)->work(); }, this};
};

}  // namespace uasyncio::esp_idf
