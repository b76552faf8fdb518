// SPDX-License-Identifier: MIT
// Two boards on four wires: one asks, the other answers, and is switched off for a while. Both run
// in this one program, on simulated wires; each half of it is a board's own program.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/link/syncom.hpp>
#include <uasyncio/testing/wire.hpp>

#include <cerrno>
#include <optional>

namespace asyncio = uasyncio;
using asyncio::testing::Wire;

// [answer]
using Link = asyncio::SynCom<32, 4>;

asyncio::Coro<> answer(Link& link) {
  for (;;) {
    const auto question = co_await link.await_obj();
    if (!question) continue;  // the link was lost; it comes back by itself
    if (!link.send(*question == "How warm is it?" ? "21 degrees" : "Pardon?")) {
      asyncio::print("the queue is full");
    }
  }
}
// [/answer]

// [ask]
asyncio::Coro<> ask(Link& link, const char* question) {
  if (!link.send(question)) co_return;
  const auto answer = co_await link.await_obj(1'000);
  if (answer) {
    asyncio::print(question, *answer);
  } else {
    asyncio::print(question, "(no answer)");
  }
}
// [/ask]

struct Station {
  explicit Station(auto& pins) : link(true, pins, {.timeout_ms = 200}) {}
  Link link;
  asyncio::OwnedTask<> runner = asyncio::create_task(link.run());
  asyncio::OwnedTask<> answers = asyncio::create_task(answer(link));
};

asyncio::Coro<> app() {
  Wire clock_there, data_there, clock_back, data_back;
  asyncio::SynComPins station_pins{clock_there, clock_back, data_there, data_back};
  std::optional<Station> station(station_pins);
  // [use]
  asyncio::SynComPins pins{clock_back, clock_there, data_back, data_there};
  Link link(false, pins, {.timeout_ms = 200});
  asyncio::OwnedTask<> runner = asyncio::create_task(link.run());
  co_await link.ready();
  co_await ask(link, "How warm is it?");
  co_await ask(link, "Will it rain?");
  // [/use]
  station.reset();
  co_await ask(link, "How warm is it?");
  if (link.error() == asyncio::Error::os(ETIMEDOUT)) asyncio::print("the station is off");
  station.emplace(station_pins);
  co_await link.ready();
  co_await ask(link, "How warm is it?");
}

int main() { asyncio::run(app()); }
