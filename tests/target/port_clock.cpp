// SPDX-License-Identifier: MIT
// The board's clock: forwards only, also across wraps of the hardware counter with interrupts
// masked. In virtual time hours pass at once.
#include "check.hpp"

#include "uasyncio/port/port.hpp"

#include "ports/bare_metal/interrupts.hpp"

using namespace uasyncio;

namespace {

Port& port = platform::default_port();

Time now() { return to_microseconds(port.now()); }

void sleep_until(Time deadline) {
  while (now() < deadline) {
    port.begin_look();
    port.wait(at_microseconds(deadline));
  }
}

// Reads without a pause; returns the largest step.
Time read_until(Time end) {
  Time largest = 0;
  for (Time before = now(); before < end;) {
    const Time time = now();
    CHECK_AT_LEAST(time, before);
    if (time - before > largest) largest = time - before;
    before = time;
  }
  return largest;
}

// The instants at which a 32-bit counter of 1 MHz (microbit, pyboard) and of 12.5 MHz (lm3s) is
// half round and round.
constexpr Time halves_of_counters[] = {
    171'798'691, 343'597'383, 515'396'075, 687'194'767, 2'147'483'648, 4'294'967'296, 6'442'450'944,
};

void cross_halves_masked(Time half) {
  sleep_until(half - 300);
  Time step;
  {
    bare_metal::InterruptMask masked;
    step = read_until(half + 300);
  }
  CHECK_AT_MOST(step, 200u);
  CHECK_AT_MOST(read_until(half + 600), 200u);
}

void cross_halves_unmasked(Time half) {
  sleep_until(half - 300);
  CHECK_AT_MOST(read_until(half + 300), 200u);
}

void cross_halves_asleep(Time half) {
  sleep_until(half - 1'000);
  const Time before = now();
  sleep_until(half + 1'000);
  CHECK_AT_MOST(now() - before, 2'500u);
}

}  // namespace

int main() {
  CHECK_AT_MOST(read_until(now() + 20'000), 200u);
  unsigned way = 0;
  for (Time half : halves_of_counters) {
    switch (way++ % 3) {
      case 0: cross_halves_masked(half); break;
      case 1: cross_halves_unmasked(half); break;
      default: cross_halves_asleep(half); break;
    }
  }
  const Time ten_hours_on = now() + 36'000 * Time{1'000'000};
  sleep_until(ten_hours_on);
  CHECK_AT_MOST(now() - ten_hours_on, 200u);
  cross_halves_masked((now() / 2'147'483'648 + 1) * 2'147'483'648);
  return target_test::status();
}
