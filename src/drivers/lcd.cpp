#include "uasyncio/drivers/lcd.hpp"

#include "uasyncio/core/sleep.hpp"

namespace uasyncio {
namespace {

constexpr int power_on_ms = 50;  // 40 ms after 2.7 V

}  // namespace

Coro<> LcdBase::run() {
  const std::uint8_t number = ++runs_;
  script_.restart();
  changed();  // wakes the run before this one, which ends
  co_await sleep_ms(power_on_ms);
  while (number == runs_) {
    const std::uint16_t busy_us = step();
    if (busy_us != 0) {
      co_await sleep_us(busy_us);
    } else {
      written_.set();
      changed_.clear();
      co_await changed_.wait();
    }
  }
}

/// Sends the next byte. Gives how long the display is then busy; 0: there was nothing to send.
std::uint16_t LcdBase::step() noexcept {
  using Kind = LcdOutput::Kind;
  const LcdOutput output = script_.next();
  if (output.kind == Kind::nothing) return output.wait_us;
  const bool is_data = output.kind == Kind::data;
  if (output.kind != Kind::nibble) {
    bus_.send_nibble(is_data, static_cast<std::uint8_t>(output.value >> 4));
  }
  bus_.send_nibble(is_data, output.value & 0xF);
  return output.wait_us;
}

}  // namespace uasyncio
