// SPDX-License-Identifier: MIT
// Plays i2c_master, whose calls block their task, and the task of the glue.
#pragma once

#include "../fiber.hpp"
#include "../freertos/rtos.hpp"
#include "../memory_on_i2c.hpp"
#include "ports/glue/esp_idf_i2c.hpp"

#include <optional>

namespace stand_in {

#define HAS_I2C 1
constexpr std::size_t longest = 64;
inline uasyncio::esp_idf::I2CController<longest> controller(GPIO_NUM_4, GPIO_NUM_5);

inline bool has_bus = false;
inline std::optional<std::uint16_t> device;  // its address

inline esp_err_t transact(std::uint16_t address, const std::uint8_t* out, std::size_t out_size,
                          std::uint8_t* in, std::size_t in_size, int timeout_ms) {
  expect(chip::Fiber::current != nullptr, "the loop's task may not block");
  const std::uint64_t us = chip::memory.us(out_size + in_size);
  const auto longest_us = static_cast<std::uint64_t>(timeout_ms) * 1'000;
  chip::Fiber::current->sleep(us < longest_us ? us : longest_us);
  if (us >= longest_us) return ESP_ERR_TIMEOUT;
  if (address != chip::Memory::address) return ESP_ERR_INVALID_STATE;
  chip::memory.write(out, out_size, true);
  chip::memory.read(in, in_size);
  return ESP_OK;
}

}  // namespace stand_in

extern "C" {
esp_err_t i2c_new_master_bus(const i2c_master_bus_config_t* how, i2c_master_bus_handle_t* bus) {
  stand_in::expect(!stand_in::has_bus && how->sda_io_num == 4 && how->scl_io_num == 5, "pins");
  stand_in::has_bus = true;
  *bus = reinterpret_cast<i2c_master_bus_handle_t>(&stand_in::has_bus);
  return ESP_OK;
}
esp_err_t i2c_master_bus_add_device(i2c_master_bus_handle_t, const i2c_device_config_t* which,
                                    i2c_master_dev_handle_t* device) {
  stand_in::expect(!stand_in::device, "one device at a time");
  stand_in::device = which->device_address;
  *device = reinterpret_cast<i2c_master_dev_handle_t>(&stand_in::device);
  return ESP_OK;
}
esp_err_t i2c_master_bus_rm_device(i2c_master_dev_handle_t) {
  stand_in::device.reset();
  return ESP_OK;
}
esp_err_t i2c_master_transmit(i2c_master_dev_handle_t, const uint8_t* out, size_t out_size,
                              int timeout_ms) {
  return stand_in::transact(*stand_in::device, out, out_size, nullptr, 0, timeout_ms);
}
esp_err_t i2c_master_receive(i2c_master_dev_handle_t, uint8_t* in, size_t in_size, int timeout_ms) {
  return stand_in::transact(*stand_in::device, nullptr, 0, in, in_size, timeout_ms);
}
esp_err_t i2c_master_transmit_receive(i2c_master_dev_handle_t, const uint8_t* out, size_t out_size,
                                      uint8_t* in, size_t in_size, int timeout_ms) {
  return stand_in::transact(*stand_in::device, out, out_size, in, in_size, timeout_ms);
}
esp_err_t i2c_master_probe(i2c_master_bus_handle_t, uint16_t address, int timeout_ms) {
  const esp_err_t result = stand_in::transact(address, nullptr, 0, nullptr, 0, timeout_ms);
  return result == ESP_ERR_INVALID_STATE ? ESP_ERR_NOT_FOUND : result;
}
}
