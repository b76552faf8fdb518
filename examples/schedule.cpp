// SPDX-License-Identifier: MIT
// Things that happen by the clock on the wall: each quarter of an hour, and on Sunday mornings.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/sched/schedule.hpp>

namespace asyncio = uasyncio;

// [rules]
constexpr auto quarters = asyncio::cron({.mins = asyncio::every(15), .hrs = asyncio::any});
constexpr auto sunday_mornings = asyncio::cron({.mins = 30, .hrs = 7, .wday = 6});
// [/rules]
constexpr auto half_past = asyncio::cron({.mins = 30, .hrs = asyncio::any});

constexpr std::int64_t new_year_2027_s = 1'798'761'540;  // a minute before

void print_time(const char* what, asyncio::WallSeconds wall) {
  const int minute = static_cast<int>(wall / 60 % 1440);
  asyncio::print(what, "day", wall / 86'400 - 20'818, "at", minute / 60, "h", minute % 60);
}

// [sequence]
template <class Clock>
asyncio::Coro<> water(Clock& clock, int times) {
  asyncio::Sequence sequence(clock, quarters);
  for (int n = 0; n != times; ++n) print_time("water:", co_await sequence.next());
}
// [/sequence]

asyncio::Coro<> app() {
  // [dry_run]
  asyncio::simulate(sunday_mornings, new_year_2027_s, 3,
                    [](asyncio::WallSeconds wall) { print_time("a dry run:", wall); });
  // [/dry_run]
  // [schedule]
  asyncio::LoopClock clock(new_year_2027_s * 1'000'000);
  asyncio::ScheduleOptions twice;
  twice.times = 2;
  co_await asyncio::schedule(clock, quarters, [] { asyncio::print("ding"); }, twice);
  // [/schedule]
  co_await water(clock, 3);
  // [plan]
  asyncio::ScheduleEntry plan[] = {{quarters, [] { asyncio::print("ding"); }},
                                   {half_past, [] { asyncio::print("dong"); }}};
  (void)co_await asyncio::as_result(asyncio::wait_for(asyncio::schedule(clock, plan), 3'000));
  // [/plan]
}

int main() { asyncio::run(app()); }
