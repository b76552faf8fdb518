// What a network gives and takes back, over the system's sockets.
#include "ports/unix/unix_network.hpp"
#include "tests/support/net_scenario.hpp"

#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <uasyncio/stream/fd_device.hpp>

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
    // By chance the system gives a socket the port that it connects to. Here it is bound to it.
    const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(descriptor, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size), 0);
    EXPECT_EQ(connect(descriptor, reinterpret_cast<sockaddr*>(&address), size), 0);
    asyncio::FdDevice device(descriptor);
    asyncio::UnixNetwork network;
    const Attempt attempt = network.finish_connecting(device);
    EXPECT_EQ(attempt, Attempt::failed(asyncio::Error::os(ECONNREFUSED)));
    co_return co_await asyncio::sleep_ms(0);
  });
}

}  // namespace
