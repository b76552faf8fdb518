// SPDX-License-Identifier: MIT
// A task that takes what a driver tells is cancelled at any moment, and another one goes on in its
// place: together they must have told the same, nothing twice and nothing left out.
#pragma once

#include "tests/support/scenario.hpp"

#include <set>
#include <string>
#include <vector>

namespace cancelled_reader {

namespace asyncio = uasyncio;

/// When something was told, in microseconds.
inline std::vector<asyncio::Time> told_at;

/// What a reader does with each thing that it takes.
template <class... Words>
void tell(const Words&... words) {
  told_at.push_back(asyncio::Loop::running()->time());
  scenario::say(words...);
}

/// When the first reader is cancelled: at this time, after so many turns of others.
struct Moment {
  asyncio::Time us;
  int turns;
};

/// `read()` gives a coroutine that takes things and tells them, for ever.
template <class Read>
asyncio::Coro<> two_readers(Read read, Moment moment, asyncio::Time end_us) {
  auto first = asyncio::create_task(read());
  co_await asyncio::sleep_us(static_cast<std::uint64_t>(moment.us));
  for (int turn = 0; turn != moment.turns; ++turn) co_await asyncio::sleep_ms(0);
  co_await asyncio::cancel_and_wait(first);
  const asyncio::OwnedTask<> second = asyncio::create_task(read());
  co_await asyncio::sleep_us(static_cast<std::uint64_t>(end_us - moment.us));
}

/// `said(moment)` plays a scenario with two readers, until `end_us`. The moments are those at which
/// something is told, those just before and behind, and some of each stretch between them.
template <class Said>
void cancel_at_any_moment(Said said, asyncio::Time end_us) {
  told_at.clear();
  const std::string whole = said(Moment{end_us, 0});
  ASSERT_GE(told_at.size(), 3u) << whole;
  std::set<asyncio::Time> times;
  for (const asyncio::Time time : told_at) times.insert({time - 1, time, time + 1});
  for (asyncio::Time time = 0; time < end_us; time += 7'000) times.insert(time);
  for (const asyncio::Time time : times) {
    for (int turns = 0; turns != 4; ++turns) {
      EXPECT_EQ(said(Moment{time, turns}), whole) << time << " us, " << turns << " turns";
    }
  }
}

}  // namespace cancelled_reader
