// Ticks of 12.5 MHz to microseconds, against 64-bit division.
#include "check.hpp"

#include "ports/lm3s/stopwatch.hpp"

using namespace uasyncio;

namespace {

void convert_like_a_division() {
  lm3s::Stopwatch stopwatch;
  std::uint64_t restarted_at = 0;  // in ticks
  std::uint32_t random = 99;
  Time before = 0;
  for (unsigned round = 0; round < 500; ++round) {
    random = random * 1'664'525 + 1'013'904'223;
    const std::uint32_t last = random;
    for (unsigned part = 0; part < 8; ++part) {
      const std::uint32_t ticks = last / 7 * part;
      const Time now = stopwatch.time(ticks);
      CHECK_EQUAL(now, (restarted_at + ticks) * 2 / 25);
      CHECK_AT_LEAST(now, before);
      before = now;
    }
    const std::uint32_t end = last / 7 * 7;
    stopwatch.restart(end);
    restarted_at += end;
    CHECK_EQUAL(stopwatch.time(0), restarted_at * 2 / 25);
  }
}

void round_alarms_up() {
  for (std::uint32_t length : {1u, 2u, 3u, 1'000u, 1'001u, 134'217'728u}) {
    const std::uint32_t ticks = lm3s::ticks_from_microseconds(length);
    CHECK_AT_LEAST(std::uint64_t{ticks} * 2, std::uint64_t{length} * 25);
    CHECK_AT_MOST(std::uint64_t{ticks} * 2, std::uint64_t{length} * 25 + 1);
  }
}

}  // namespace

int main() {
  convert_like_a_division();
  round_alarms_up();
  return target_test::status();
}
