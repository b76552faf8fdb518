// SPDX-License-Identifier: MIT
// A GPS receiver of the MTK3339 family is told to be quick. It is played by a few lines here.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/gps/as_rwgps.hpp>

namespace asyncio = uasyncio;
using asyncio::pmtk::Ack;

/// The wire to the receiver, which knows one of the commands.
class Wire {
 public:
  explicit Wire(asyncio::RwGpsBase& gps) : gps_(gps) {}

  asyncio::Coro<> awrite(std::string_view command) {
    asyncio::print("->", command.substr(0, command.find('\r')));
    const bool is_known = command.starts_with("$PMTK220");
    asyncio::create_task(answer(gps_, is_known ? "$PMTK001,220,3*30\r\n" : ""));
    co_return;
  }

 private:
  static asyncio::Coro<> answer(asyncio::RwGpsBase& gps, std::string_view text) {
    co_await asyncio::sleep_ms(20);
    for (const char byte : text) gps.update(byte);
  }

  asyncio::RwGpsBase& gps_;
};

asyncio::Coro<> app() {
  asyncio::GPS<16> gps;
  Wire writer(gps);
  // [command]
  const Ack ack = co_await gps.command(writer, asyncio::pmtk::update_interval(200));
  if (ack != Ack::done) asyncio::print("it stays with one fix per second");
  // [/command]
  asyncio::print("done:", ack == Ack::done);
  const Ack silence = co_await gps.command(writer, asyncio::pmtk::standby);
  asyncio::print("no answer:", silence == Ack::none, "so far:", gps.unanswered());
}

int main() { asyncio::run(app()); }
