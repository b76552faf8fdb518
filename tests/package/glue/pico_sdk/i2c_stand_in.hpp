// SPDX-License-Identifier: MIT
// Plays a DW_apb_i2c behind its registers: a queue of commands, and of bytes that have come.
#pragma once

#include "../chip.hpp"
#include "../memory_on_i2c.hpp"
#include "ports/glue/pico_sdk_i2c.hpp"

#include <deque>

namespace stand_in {

inline void expect(bool is_right, const char* what) {
  if (is_right) return;
  std::puts(what);
  std::exit(1);
}

inline i2c_hw_t registers = {};
inline std::deque<std::uint32_t> commands;
inline std::deque<std::uint8_t> received;
inline std::uint32_t raised, mask, refusal, target, threshold;  // interrupts, and other registers
inline bool is_on = false;
inline bool is_in_reset = true;
inline gpio_function_t functions[NUM_BANK0_GPIOS] = {};  // of pins
inline bool is_taken = false;                            // the bus, by us
inline bool reads = false;
inline bool is_start = false;
inline chip::Events::iterator command = chip::events.end();
inline irq_handler_t on_i2c = nullptr;
inline bool is_served = false;

constexpr std::uint32_t has_received = 1u << 2, is_empty = 1u << 4, has_aborted = 1u << 6,
                        has_stopped = 1u << 9;

inline std::uint32_t status() {
  std::uint32_t all = raised;
  if (!received.empty()) all |= has_received;
  if (is_on && commands.size() <= threshold) all |= is_empty;
  return all & mask;
}

/// As long as there is a reason it interrupts again.
inline void interrupt() {
  if (!is_served || status() == 0) return;
  chip::at(chip::time, [] {
    if (is_served && status() != 0) on_i2c();
    if (status() != 0) interrupt();
  });
}

inline void begin_command();

inline void end_command() {
  command = chip::events.end();
  const std::uint32_t what = commands.front();
  commands.pop_front();
  if (target != chip::Memory::address) {
    commands.clear();
    refusal = 1;
    raised |= has_aborted | has_stopped;
    is_taken = false;
    return interrupt();
  }
  auto byte = static_cast<std::uint8_t>(what);
  if (reads) {
    chip::memory.read(&byte, 1);
    received.push_back(byte);
  } else {
    chip::memory.write(&byte, 1, is_start);
  }
  if ((what & 1u << 9) != 0) {
    raised |= has_stopped;
    is_taken = false;
  }
  begin_command();
  interrupt();
}

inline void begin_command() {
  if (!is_on || commands.empty() || command != chip::events.end()) return;
  for (const unsigned pin : {6, 7}) expect(functions[pin] == GPIO_FUNC_I2C, "other pins");
  const std::uint32_t what = commands.front();
  const bool is_read = (what & 1u << 8) != 0;
  is_start = !is_taken || (what & 1u << 10) != 0;
  expect(is_start || is_read == reads, "another direction without a START");
  is_taken = true;
  reads = is_read;
  const auto us = is_start ? chip::memory.us(1) : chip::Memory::us_of_a_byte;
  command = chip::at(chip::time + us, end_command);
}

inline void reset() {
  if (command != chip::events.end()) chip::events.erase(command);
  command = chip::events.end();
  commands.clear();
  received.clear();
  is_on = is_taken = false;
  is_in_reset = true;
  raised = refusal = threshold = 0;
  mask = 0x8FF;
}

inline std::uint32_t take(std::uint32_t cause) {
  raised &= ~cause;
  return 0;
}

#define HAS_I2C 1
constexpr std::size_t longest = 65'535;
inline uasyncio::pico_sdk::I2CController controller(i2c1, 6, 7);

}  // namespace stand_in

inline io_rw_32::operator uint32_t() const {
  using namespace stand_in;
  if (this == &registers.intr_stat) return status();
  if (this == &registers.clr_tx_abrt) return take(has_aborted);
  if (this == &registers.clr_stop_det) return take(has_stopped);
  if (this == &registers.txflr) return static_cast<std::uint32_t>(commands.size());
  if (this == &registers.rxflr) return static_cast<std::uint32_t>(received.size());
  if (this == &registers.tx_abrt_source) return refusal;
  expect(this == &registers.data_cmd && !received.empty(), "a byte that has not come");
  const std::uint8_t byte = received.front();
  received.pop_front();
  return byte;
}

inline io_rw_32& io_rw_32::operator=(uint32_t value) {
  using namespace stand_in;
  expect(!is_in_reset, "a controller in its reset");
  if (this == &registers.intr_mask) {
    mask = value;
  } else if (this == &registers.enable) {
    is_on = value != 0;
  } else if (this == &registers.tx_tl) {
    threshold = value;
  } else if (this == &registers.tar) {
    expect(!is_on, "a target while it is on");
    target = value;
  } else {
    expect(this == &registers.data_cmd && is_on && commands.size() < 16, "there is no room");
    commands.push_back(value);
    begin_command();
  }
  interrupt();
  return *this;
}

extern "C" {
i2c_inst_t i2c0_inst = {nullptr}, i2c1_inst = {&stand_in::registers};
uint i2c_init(i2c_inst_t* i2c, uint) {
  stand_in::expect(i2c == i2c1, "the controller");
  stand_in::reset();
  stand_in::is_on = true;
  stand_in::is_in_reset = false;
  stand_in::interrupt();
  return 100'000;
}
void i2c_deinit(i2c_inst_t*) { stand_in::reset(); }
uint i2c_get_index(i2c_inst_t* i2c) { return i2c == i2c1; }
i2c_hw_t* i2c_get_hw(i2c_inst_t* i2c) { return i2c->hw; }
void irq_set_exclusive_handler(uint number, irq_handler_t handler) {
  stand_in::expect(number == I2C0_IRQ + 1, "the interrupt");
  stand_in::expect(stand_in::on_i2c == nullptr || stand_in::on_i2c == handler, "one handler");
  stand_in::on_i2c = handler;
}
}
