// SPDX-License-Identifier: MIT
// A task whose owner goes, and what is then said and reported.
#pragma once

#include "tests/support/scenario.hpp"

namespace scenario {

/// As played, with what was reported at the end.
template <class Make>
std::string told(Make make) {
  std::string reports;
  const std::string said = played([make, &reports]() -> asyncio::Coro<> {
    auto body = make;
    co_await body();
    reports = sim()->transcript();
  });
  return said + " | " + reports;
}

/// A task of `make()` runs for 2 ms and is then dropped by its owner; later the loop runs on.
template <class Make>
std::string dropped(Make make) {
  return told([make]() -> asyncio::Coro<> {
    auto body = make;
    {
      asyncio::OwnedTask<> owned = asyncio::create_task({.name = "owned"}, body);
      co_await asyncio::sleep_ms(2);
      say("(");
    }
    say(")");
    co_await asyncio::sleep_ms(20);
  });
}

}  // namespace scenario
