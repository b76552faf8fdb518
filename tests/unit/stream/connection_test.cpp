// SPDX-License-Identifier: MIT
// open_connection: in virtual time, and over the system's sockets where these matter.
#include "tests/support/loopback_address.hpp"
#include "tests/support/net_scenario.hpp"
#include "tests/support/small_stack.hpp"
#include "tests/support/system_pairs.hpp"

#include <cerrno>
#include <vector>

using namespace net_scenario;
using asyncio::Address;
using asyncio::Addresses;
using asyncio::Connection;
using asyncio::Coro;
using asyncio::Server;

namespace {

/// Gives the addresses that a test says.
class Fixed final : public asyncio::Resolver {
 public:
  explicit Fixed(Addresses addresses) : addresses_(std::move(addresses)) {}
  Coro<Addresses> resolve(std::string, std::uint16_t) override {
    co_await asyncio::sleep_ms(0);
    co_return addresses_;
  }

 private:
  Addresses addresses_;
};

/// A port at which nobody listens.
std::uint16_t free_port() {
  const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = loopback_address();
  socklen_t size = sizeof address;
  bind(descriptor, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
  close(descriptor);
  return ntohs(address.sin_port);
}

TEST(OpenConnection, GivesAReaderAndAWriter) {
  play_on_system([]() -> Coro<> {
    Server server = co_await asyncio::start_server(echo, loopback, 0);
    co_await expect_echo(server.port(), "hello\n");
    co_await expect_echo(server.port(), std::string(300'000, 'x'));
  });
}

TEST(OpenConnection, ToNobodySaysWhatEachAddressSaid) {
  play_on_system([]() -> Coro<> {
    const std::uint16_t port = free_port();
    Fixed both({Address::numeric("127.0.0.1", port), Address::numeric("127.0.0.2", port)});
    const asyncio::ConnectOptions options{.resolver = &both};
    const auto result =
        co_await asyncio::as_result(asyncio::open_connection("both", port, options));
    EXPECT_EQ(result.error(), asyncio::Error::os(ECONNREFUSED));
    const std::string number = ":" + std::to_string(port) + ": Connection refused";
    EXPECT_EQ(result.error().text(), "127.0.0.1" + number + "; 127.0.0.2" + number);
  });
}

TEST(OpenConnection, AnUnknownNameFailsAndSaysSo) {
  play_on_system([]() -> Coro<> {
    const auto result = co_await asyncio::as_result(asyncio::open_connection("no.such.name", 80));
    EXPECT_EQ(result.error(), asyncio::Error::os(asyncio::HostsResolver::host_not_found));
    EXPECT_EQ(std::string(result.error().text()),
              "no.such.name: neither a number nor a name in /etc/hosts; pass a resolver");
  });
}

/// An address that never answers: its backlog is full.
class DeadAddress {
 public:
  DeadAddress() : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = loopback_address(0, INADDR_LOOPBACK + 1);
    socklen_t size = sizeof address;
    bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    listen(listener_, 0);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    for (int& filler : fillers_) {
      filler = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      connect(filler, reinterpret_cast<sockaddr*>(&address), size);
    }
  }
  ~DeadAddress() {
    for (const int filler : fillers_) close(filler);
    close(listener_);
  }
  std::uint16_t port() const { return port_; }

 private:
  int listener_;
  int fillers_[4];
  std::uint16_t port_ = 0;
};

/// One address that never answers, and then one of a server.
Addresses silent_and_alive(std::uint16_t port) {
  const Address silent = Address::numeric("192.0.2.1", port);
  network().silence(silent);
  return {silent, Address::numeric(loopback, port)};
}

TEST(OpenConnection, ADeadAddressCostsTheDelayAndNoMore) {
  simulate([]() -> Coro<> {
    Server server = co_await asyncio::start_server(echo, loopback, 80);
    Fixed both(silent_and_alive(80));
    network().weather.latency = 1'000;
    const asyncio::ConnectOptions options{.resolver = &both};
    Connection connection = co_await asyncio::open_connection("both", 80, options);
    EXPECT_EQ(now_ms(), 252u);
    EXPECT_EQ(network().devices(), 2u);  // the server's and ours
  });
}

TEST(OpenConnection, AnAddressThatRefusesLetsTheNextOneStartAtOnce) {
  simulate([]() -> Coro<> {
    Server server = co_await asyncio::start_server(echo, loopback, 80);
    Fixed both({Address::numeric("192.0.2.1", 80), Address::numeric(loopback, 80)});
    network().weather.latency = 1'000;
    const asyncio::ConnectOptions options{.resolver = &both};
    Connection connection = co_await asyncio::open_connection("both", 80, options);
    EXPECT_EQ(now_ms(), 4u);
  });
}

TEST(OpenConnection, OneThatRefusesBesideASilentOneLetsTheNextOneStartAtOnceToo) {
  simulate([]() -> Coro<> {
    Server server = co_await asyncio::start_server(echo, loopback, 80);
    Addresses all = silent_and_alive(80);
    all.insert(all.begin() + 1, Address::numeric("192.0.2.2", 80));
    Fixed three(std::move(all));
    network().weather.latency = 1'000;
    const asyncio::ConnectOptions options{.resolver = &three};
    Connection connection = co_await asyncio::open_connection("three", 80, options);
    EXPECT_EQ(now_ms(), 254u);  // one delay, a refusal, and the third one's answer
  });
}

TEST(OpenConnection, OfTwoThatAnswerTheFirstOneIsTakenAndTheOtherClosed) {
  simulate([]() -> Coro<> {
    Server server = co_await asyncio::start_server(echo, "", 80);
    Fixed both({Address::numeric("192.0.2.1", 80), Address::numeric("192.0.2.2", 80)});
    network().weather.latency = 200'000;  // a round trip is longer than the delay
    const asyncio::ConnectOptions options{.resolver = &both};
    auto [reader, writer] = co_await asyncio::open_connection("both", 80, options);
    EXPECT_EQ(now_ms(), 400u);
    char room[64];
    EXPECT_EQ(writer.get_extra_info("peername", room), "192.0.2.1:80");
    co_await asyncio::sleep(1);
    EXPECT_EQ(server.clients(), 1u);
  });
}

TEST(OpenConnection, OneThatAnswersJustWhenAnotherOneFailsIsTaken) {
  simulate([]() -> Coro<> {
    Server server = co_await asyncio::start_server(echo, "192.0.2.2", 80);
    const Address silent = Address::numeric("192.0.2.3", 80);
    network().silence(silent);
    Fixed three({Address::numeric("192.0.2.1", 80), Address::numeric("192.0.2.2", 80), silent});
    network().weather.latency = 150'000;  // the first one refuses after 300 ms
    scenario::after(100, [] { network().weather.latency = 25'000; });
    const asyncio::ConnectOptions options{.resolver = &three};
    auto [reader, writer] = co_await asyncio::open_connection("three", 80, options);
    EXPECT_EQ(now_ms(), 300u);
    char room[64];
    EXPECT_EQ(writer.get_extra_info("peername", room), "192.0.2.2:80");
    EXPECT_EQ(network().devices(), 2u);  // the server's and ours
  });
}

TEST(OpenConnection, CancelledAtEveryTurnLeavesNothingOpen) {
  for (int turns = 0; turns != 6; ++turns) {
    play_on_system(
        [](int its_turns) -> Coro<> {
          const DeadAddress dead;
          Fixed addresses(Addresses(3, Address::numeric("127.0.0.2", dead.port())));
          auto opens = [](Fixed& its_addresses) -> Coro<> {
            const asyncio::ConnectOptions options{.happy_eyeballs_delay_ms = 1,
                                                  .resolver = &its_addresses};
            Connection connection = co_await asyncio::open_connection("dead", 1, options);
          };
          asyncio::Task<> task = asyncio::create_task(opens(addresses));
          for (int turn = 0; turn != its_turns; ++turn)
            co_await asyncio::sleep_ms(turn < 3 ? 0 : 1);
          co_await asyncio::cancel_and_wait(task);
        },
        turns);
  }
}

TEST(OpenConnection, AUnixSocketByPathAndByName) {
  const std::string path = testing::TempDir() + "uasyncio-connection-test";
  for (const std::string& place : {path, std::string("@uasyncio-connection-test")}) {
    play_on_system(
        [](std::string where) -> Coro<> {
          Server server = co_await asyncio::start_unix_server(echo, where);
          EXPECT_EQ(server.address().text(), where);
          auto [reader, writer] = co_await asyncio::open_unix_connection(where);
          co_await writer.awrite("over a path\n");
          const std::string line(co_await reader.readline());
          EXPECT_EQ(line, "over a path\n");
          char room[128];
          EXPECT_EQ(writer.get_extra_info("peername", room), where);
          writer.close();
          co_await writer.wait_closed();
        },
        place);
  }
  std::filesystem::remove(path);
}

#ifndef UASYNCIO_TEST_ADDRESS_SANITIZER  // it ends the program
TEST(OpenConnection, WithoutMemoryForItsBuffersFails) {
  play_on_system([]() -> Coro<> {
    Server server = co_await asyncio::start_server(echo, loopback, 0);
    const asyncio::ConnectOptions options{.limit = ~std::size_t{0} / 4};
    const auto result =
        co_await asyncio::as_result(asyncio::open_connection(loopback, server.port(), options));
    EXPECT_EQ(result.error(), asyncio::Error::memory);
  });
}
#endif

TEST(OpenConnection, TriesTheFamiliesInTurnAndFailsWithTheFirstError) {
  play_on_system([]() -> Coro<> {
    const std::uint16_t port = free_port();
    Fixed mixed({Address::numeric("::1", port), Address::numeric("fe80::1%999999", port),
                 Address::numeric("127.0.0.1", port)});
    const asyncio::ConnectOptions options{.resolver = &mixed};
    const auto result =
        co_await asyncio::as_result(asyncio::open_connection("mixed", port, options));
    EXPECT_EQ(result.error(), asyncio::Error::os(ECONNREFUSED));
    const std::string refused = ":" + std::to_string(port) + ": Connection refused; ";
    const std::string expected = "[::1]" + refused + "127.0.0.1" + refused + "[fe80::1%999999]:";
    EXPECT_EQ(std::string(result.error().text()).substr(0, expected.size()), expected);
  });
}

Addresses many_dead(std::size_t count, std::uint16_t port) {
  Addresses all;
  for (std::size_t number = 1; number <= count; ++number) {
    all.push_back(Address::numeric("127.0.0." + std::to_string(number), port));
  }
  return all;
}

TEST(OpenConnection, ToNobodyAtSixtyFourAddressesNamesThemAll) {
  play_on_system([]() -> Coro<> {
    const std::uint16_t port = free_port();
    Fixed many(many_dead(64, port));
    const asyncio::ConnectOptions options{.resolver = &many};
    const auto result =
        co_await asyncio::as_result(asyncio::open_connection("many", port, options));
    EXPECT_EQ(result.error(), asyncio::Error::os(ECONNREFUSED));
    const std::string text(result.error().text());
    for (const Address& each : many_dead(64, port)) {
      EXPECT_NE(text.find(each.text() + ": Connection refused"), std::string::npos) << each.text();
    }
  });
}

TEST(OpenConnection, OfSixtyFourAddressesTheLastOneIsTaken) {
  simulate([]() -> Coro<> {
    Server server = co_await asyncio::start_server(echo, loopback, 80);
    Addresses addresses;
    for (int number = 1; number != 64; ++number) {
      addresses.push_back(Address::numeric("192.0.2." + std::to_string(number), 80));
      network().silence(addresses.back());
    }
    addresses.push_back(Address::numeric(loopback, 80));
    Fixed many(addresses);
    const auto begin = now_ms();
    const asyncio::ConnectOptions options{.resolver = &many};
    auto [reader, writer] = co_await asyncio::open_connection("many", 80, options);
    EXPECT_EQ((now_ms() - begin) / 250, 63u);
    EXPECT_TRUE(writer.write("heard\n"));
    const std::string line(co_await reader.readline());
    EXPECT_EQ(line, "heard\n");
  });
}

}  // namespace
