// SPDX-License-Identifier: MIT
// A text display that can be asked. It is asked after three quarters of the time that a display
// which cannot be asked is given, and then each quarter: most are done the first time.
#include "uasyncio/drivers/lcd_read_pins.hpp"

#include "uasyncio/core/sleep.hpp"

#include <cerrno>

namespace uasyncio {
namespace {

constexpr std::uint8_t most_times = 32;      // nine times the time of the others
constexpr std::uint32_t pause_us = 100'000;  // before it is set up anew

}  // namespace

Coro<> LcdReadNibbles::run(LcdBase& lcd) {
  LcdBase::Run run(lcd);
  co_await sleep_us(LcdScript::power_on_us);
  while (run.goes_on()) {
    const LcdOutput output = run.next();
    if (output.wait_us == 0) {
      run.sent(Error::none);
      co_await run.all_shown().wait();
      continue;
    }
    const LcdAnswer wanted = run.answer_to(output);
    const std::uint32_t quarter_us = output.wait_us / 4;
    send(output);
    co_await sleep_us(wanted.mask == 0 ? output.wait_us : 3 * quarter_us);
    for (std::uint8_t times = 1; wanted.mask != 0 && run.goes_on(); ++times) {
      const std::uint8_t answer = read();
      if (wanted.is(answer)) break;
      const bool is_over = times == most_times;
      if (is_over) run.sent(Error::os((answer & LcdAnswer::busy) != 0 ? ETIMEDOUT : EIO));
      co_await sleep_us(is_over ? pause_us : quarter_us);
      if (is_over) break;
    }
  }
}

}  // namespace uasyncio
