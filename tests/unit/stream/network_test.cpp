// SPDX-License-Identifier: MIT
// What a network gives and takes back, over the system's sockets.
#include "ports/unix/unix_network.hpp"
#include "tests/support/loopback_address.hpp"
#include "tests/support/net_scenario.hpp"

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <uasyncio/stream/fd_device.hpp>

using namespace net_scenario;
using asyncio::Address;
using asyncio::Attempt;
using asyncio::Coro;
using asyncio::NetworkDevice;

namespace {

TEST(Network, GivesDevicesAndTakesThemBack) {
  play_on_system([]() -> Coro<> {
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
  play_on_system([]() -> Coro<> {
    // By chance the system gives a socket the port that it connects to. Here it is bound to it.
    const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = loopback_address();
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

int option(const asyncio::NetworkDevice& device, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  getsockopt(static_cast<asyncio::FdDevice&>(*device).fileno(), level, name, &value, &size);
  return value;
}

TEST(Network, KeepAliveAndUserTimeoutAreThoseOfBothSides) {
  play_on_system([]() -> Coro<> {
    asyncio::UnixNetwork network;
    const asyncio::SocketOptions options{.keep_alive_s = 7, .user_timeout_ms = 2'500};
    NetworkDevice listening, ours, theirs, plain;
    (void)network.listen(Address::numeric(loopback, 0), options, listening);
    const Address place = network.address_of(*listening);
    (void)network.connect(place, options, ours);
    co_await asyncio::sleep_ms(1);
    EXPECT_EQ(network.accept(*listening, theirs), Attempt::moved(0));
    for (const NetworkDevice* each : {&ours, &theirs}) {
      EXPECT_EQ(option(*each, SOL_SOCKET, SO_KEEPALIVE), 1);
      EXPECT_EQ(option(*each, IPPROTO_TCP, TCP_KEEPIDLE), 7);
      EXPECT_EQ(option(*each, IPPROTO_TCP, TCP_KEEPINTVL), 7);
      EXPECT_EQ(option(*each, IPPROTO_TCP, TCP_USER_TIMEOUT), 2'500);
      EXPECT_EQ(option(*each, IPPROTO_TCP, TCP_NODELAY), 1);
    }
    (void)network.connect(place, {}, plain);
    EXPECT_EQ(option(plain, SOL_SOCKET, SO_KEEPALIVE), 0);
    EXPECT_EQ(option(plain, IPPROTO_TCP, TCP_USER_TIMEOUT), 0);
  });
}

TEST(Network, TwoServersMayHaveOnePortIfBothSaySo) {
  play_on_system([]() -> Coro<> {
    const asyncio::ServerOptions shared{.socket = {.reuse_port = true}};
    auto first = co_await asyncio::start_server(echo, loopback, 0, shared);
    auto second = co_await asyncio::start_server(echo, loopback, first.port(), shared);
    EXPECT_EQ(second.port(), first.port());
    const auto third =
        co_await asyncio::as_result(asyncio::start_server(echo, loopback, first.port()));
    EXPECT_EQ(third.error(), asyncio::Error::os(EADDRINUSE));
    for (int count = 0; count != 16; ++count) co_await expect_echo(first.port(), "by one of them");
    first.close();
    co_await expect_echo(second.port(), "by the other");
  });
}

}  // namespace
