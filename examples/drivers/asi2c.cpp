// SPDX-License-Identifier: MIT
// Two boards on an I2C bus and two more wires: lines of text go both ways, and one board is
// switched off for a while. Both run in this one program, on a simulated bus.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/link/asi2c.hpp>
#include <uasyncio/testing/i2c_controller.hpp>
#include <uasyncio/testing/i2c_target_port.hpp>
#include <uasyncio/testing/wire.hpp>

#include <cerrno>
#include <optional>

namespace asyncio = uasyncio;

// [answer]
asyncio::Coro<> echo(asyncio::Asi2cChannel& link) {
  asyncio::BufferedReader<64> reader(link);
  asyncio::BufferedWriter<64> writer(link);
  while (auto line = co_await reader.next()) {
    co_await writer.awrite("you said: ");
    co_await writer.awrite(*line);
  }
}

asyncio::Coro<> answer(asyncio::Asi2cChannel& link) {
  for (;;) {
    co_await link.ready();
    (void)co_await asyncio::as_result(echo(link));  // until the link is lost
  }
}
// [/answer]

// [talk]
asyncio::Coro<> talk(asyncio::Asi2cChannel& link, const char* line) {
  co_await link.ready();
  asyncio::BufferedReader<64> reader(link);
  asyncio::BufferedWriter<64> writer(link);
  co_await writer.awrite(line);
  auto answer = co_await asyncio::as_result(reader.readline());
  if (answer) {
    asyncio::print(answer->substr(0, answer->size() - 1));
  } else {
    const bool is_silent = answer.error() == asyncio::Error::os(ETIMEDOUT);
    asyncio::print("the link was lost:", is_silent ? "nobody answers" : "it is damaged");
  }
}
// [/talk]

struct Station {
  Station(asyncio::I2C& i2c, auto& ack, auto& syn)
      : link(i2c, ack, syn, {.t_poll_ms = 20, .timeout_ms = 200}) {}
  asyncio::Responder<> link;
  asyncio::OwnedTask<> runner = asyncio::create_task(link.run());
  asyncio::OwnedTask<> answers = asyncio::create_task(answer(link));
};

asyncio::Coro<> app() {
  asyncio::testing::I2CController controller;
  asyncio::testing::I2CTargetPort target(asyncio::ResponderEnd::addr);
  controller.attach(target);
  asyncio::I2C i2c(controller);
  asyncio::testing::Wire syn, ack;
  std::optional<Station> station(std::in_place, i2c, ack, syn);
  // [use]
  asyncio::Initiator link(target, syn, ack, {.t_poll_ms = 20, .timeout_ms = 200});
  asyncio::OwnedTask<> runner = asyncio::create_task(link.run());
  co_await talk(link, "Good morning\n");
  // [/use]
  station.reset();
  co_await talk(link, "Are you there?\n");
  station.emplace(i2c, ack, syn);
  co_await asyncio::sleep(2);
  co_await talk(link, "Good evening\n");
}

int main() { asyncio::run(app()); }
