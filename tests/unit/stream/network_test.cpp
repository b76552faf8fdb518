// What a network gives and takes back, over the system's sockets.
#include "ports/unix/unix_network.hpp"
#include "tests/support/net_scenario.hpp"

#include <cerrno>

using namespace net_scenario;
using asyncio::Address;
using asyncio::Attempt;
using asyncio::Coro;
using asyncio::NetworkDevice;

namespace {

TEST(Network, GivesDevicesAndTakesThemBack) {
  play([]() -> Coro<> {
    asyncio::UnixNetwork network;
    NetworkDevice listening;
    const Attempt listens = network.listen(Address::numeric(loopback, 0), {}, listening);
    EXPECT_EQ(listens, Attempt::moved(0));
    const Address place = network.address_of(*listening);
    NetworkDevice client;
    EXPECT_TRUE(network.accept(*listening, client).is_would_block());
    NetworkDevice connection;
    Attempt connects = network.connect(place, {}, connection);
    while (connects.is_would_block()) {
      co_await asyncio::sleep_ms(0);
      connects = network.finish_connecting(*connection);
    }
    EXPECT_EQ(connects, Attempt::moved(0));
    EXPECT_EQ(network.accept(*listening, client), Attempt::moved(0));
    const Attempt taken = network.listen(place, {}, connection);
    EXPECT_EQ(taken, Attempt::failed(asyncio::Error::os(EADDRINUSE)));
  });
}

TEST(Network, ASocketThatWouldConnectToItselfIsRefused) {
  play([]() -> Coro<> {
    // The next port that the system chooses is tried, until it is chosen.
    asyncio::UnixNetwork network;
    NetworkDevice device;
    (void)network.listen(Address::numeric(loopback, 0), {}, device);
    const Address free = network.address_of(*device);
    device.reset();
    const Attempt attempt = network.connect(free, {}, device);
    EXPECT_FALSE(attempt.has_moved());
    co_return co_await asyncio::sleep_ms(0);
  });
}

}  // namespace
