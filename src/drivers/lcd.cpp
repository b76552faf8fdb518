// SPDX-License-Identifier: MIT
// A text display on pins, for a task: `run` sends what the script says, byte by byte with sleeps
// between, so that others run meanwhile.
#include "uasyncio/drivers/lcd.hpp"

namespace uasyncio {
namespace {

constexpr Milliseconds shortest_period = 100;  // of `resync_every_ms`

}  // namespace

Coro<> LcdNibbles::run(LcdBase& lcd) {
  LcdBase::Run run(lcd);
  co_await sleep_us(LcdScript::power_on_us);
  while (run.goes_on()) {
    const LcdOutput output = run.next();
    send(output);
    if (output.wait_us != 0) {
      co_await sleep_us(output.wait_us);
    } else {
      co_await run.all_shown().wait();
    }
  }
}

void LcdNibbles::send(const LcdOutput& output) noexcept {
  using Kind = LcdOutput::Kind;
  if (output.kind == Kind::nothing) return;
  const bool is_data = output.kind == Kind::data;
  if (output.kind != Kind::nibble) {
    send_nibble(is_data, static_cast<std::uint8_t>(output.value >> 4));
  }
  send_nibble(is_data, output.value & 0xF);
}

Coro<> LcdBase::resync_every_ms(Milliseconds period) {
  const bool is_short = period.duration() < shortest_period.duration();
  while (true) {
    co_await sleep_ms(is_short ? shortest_period : period);
    resync();
  }
}

void LcdBase::Run::sent(const Error& error) noexcept {
  lcd_.error_ = error;
  if (error) lcd_.resync();
}

}  // namespace uasyncio
