// SPDX-License-Identifier: MIT
// Plays the HAL's I2C: a frame ends with an interrupt, and so does an abort.
#pragma once

#include "../chip.hpp"
#include "../memory_on_i2c.hpp"
#include "ports/glue/stm32_hal_i2c.hpp"

inline I2C_HandleTypeDef hi2c1 = {};

namespace stand_in {

#define HAS_I2C 1
#define ABORT_HAS_WAYS 1
constexpr std::size_t longest = 65'535;
inline uasyncio::stm32_hal::I2CController controller(hi2c1);

inline bool is_bus_taken = false;  // between START and STOP
// The HAL of the F1 and F4 calls back within the abort, that of the others later; where it thinks
// that nothing is under way it refuses, and the frame goes on.
enum class OnAbort { calls_at_once, calls_later, refuses };
inline OnAbort on_abort = OnAbort::calls_later;
inline std::uint32_t error = 0;
inline chip::Events::iterator frame = chip::events.end();

inline HAL_StatusTypeDef begin_frame(std::uint16_t address, std::uint8_t* bytes, std::uint16_t size,
                                     bool reads, std::uint32_t options) {
  const bool is_first = options == I2C_FIRST_FRAME || options == I2C_FIRST_AND_LAST_FRAME;
  if (is_first == is_bus_taken || frame != chip::events.end()) return HAL_BUSY;
  is_bus_taken = true;
  error = HAL_I2C_ERROR_NONE;
  hi2c1.XferSize = size;
  hi2c1.XferCount = size;
  frame = chip::at(chip::time + chip::memory.us(size), [=] {
    frame = chip::events.end();
    if (options == I2C_LAST_FRAME || options == I2C_FIRST_AND_LAST_FRAME) is_bus_taken = false;
    if (address >> 1 != chip::Memory::address) {
      error = HAL_I2C_ERROR_AF;
      is_bus_taken = false;
      return HAL_I2C_ErrorCallback(&hi2c1);
    }
    hi2c1.XferCount = 0;
    if (reads) {
      chip::memory.read(bytes, size);
      return HAL_I2C_MasterRxCpltCallback(&hi2c1);
    }
    chip::memory.write(bytes, size, is_first);
    HAL_I2C_MasterTxCpltCallback(&hi2c1);
  });
  return HAL_OK;
}

}  // namespace stand_in

extern "C" {
HAL_StatusTypeDef HAL_I2C_Master_Seq_Transmit_IT(I2C_HandleTypeDef*, uint16_t address,
                                                 uint8_t* bytes, uint16_t size, uint32_t options) {
  return stand_in::begin_frame(address, bytes, size, false, options);
}
HAL_StatusTypeDef HAL_I2C_Master_Seq_Receive_IT(I2C_HandleTypeDef*, uint16_t address,
                                                uint8_t* bytes, uint16_t size, uint32_t options) {
  return stand_in::begin_frame(address, bytes, size, true, options);
}
HAL_StatusTypeDef HAL_I2C_Master_Abort_IT(I2C_HandleTypeDef* bus, uint16_t) {
  if (!stand_in::is_bus_taken || stand_in::on_abort == stand_in::OnAbort::refuses) return HAL_ERROR;
  HAL_I2C_DeInit(bus);
  if (stand_in::on_abort == stand_in::OnAbort::calls_at_once) {
    HAL_I2C_AbortCpltCallback(bus);
    return HAL_OK;
  }
  stand_in::frame = chip::at(chip::time + chip::Memory::us_of_a_byte, [=] {
    stand_in::frame = chip::events.end();
    HAL_I2C_AbortCpltCallback(bus);
  });
  return HAL_OK;
}
uint32_t HAL_I2C_GetError(I2C_HandleTypeDef*) { return stand_in::error; }
HAL_StatusTypeDef HAL_I2C_Init(I2C_HandleTypeDef*) { return HAL_OK; }
HAL_StatusTypeDef HAL_I2C_DeInit(I2C_HandleTypeDef*) {
  if (stand_in::frame != chip::events.end()) chip::events.erase(stand_in::frame);
  stand_in::frame = chip::events.end();
  stand_in::is_bus_taken = false;
  return HAL_OK;
}
bool is_i2c_busy(I2C_HandleTypeDef*) { return stand_in::is_bus_taken; }

// The project's.
void HAL_I2C_MasterTxCpltCallback(I2C_HandleTypeDef* bus) { stand_in::controller.on_i2c(bus); }
void HAL_I2C_MasterRxCpltCallback(I2C_HandleTypeDef* bus) { stand_in::controller.on_i2c(bus); }
void HAL_I2C_ErrorCallback(I2C_HandleTypeDef* bus) { stand_in::controller.on_i2c(bus); }
void HAL_I2C_AbortCpltCallback(I2C_HandleTypeDef* bus) { stand_in::controller.on_i2c(bus); }
}
