// SPDX-License-Identifier: MIT
// Servers and clients over a network in memory, in virtual time.
#include "tests/support/net_scenario.hpp"
#include "tests/support/stream_sentences.hpp"

#include <cerrno>
#include <vector>

using namespace net_scenario;
using asyncio::Address;
using asyncio::Attempt;
using asyncio::Connection;
using asyncio::Coro;
using asyncio::Server;
using asyncio::StreamReader;
using asyncio::StreamWriter;
using asyncio::Task;
using asyncio::testing::SimNetwork;

namespace {

/// Both ends of a connection that has been accepted.
struct Ends {
  explicit Ends(SimNetwork& over) {
    const Address place = Address::numeric(loopback, 80);
    over.weather.latency = 0;
    (void)over.listen(place, {}, server);
    (void)over.connect(place, {}, client);
    (void)over.accept(*server, accepted);
  }
  asyncio::NetworkDevice server, client, accepted;
};

template <int kind>
struct SimPair {
  static inline std::uint64_t next_seed = 1;
  SimNetwork network{next_seed++};
  Ends ends{network};
  asyncio::Device& left = *ends.client;
  asyncio::Device& right = *ends.accepted;
  SimPair() {
    network.weather.window = 100;
    if (kind > 0) network.weather.latency = 1'000;
    if (kind > 1) network.weather.jitter = 3'000;
    if (kind > 1) network.weather.short_reads = true;
  }
};

TEST(SimNetwork, KeepsTheContractOfStreamsInAnyWeather) {
  EXPECT_EQ(stream_sentences::broken_sentences<SimPair<0>>(), "");
  EXPECT_EQ(stream_sentences::broken_sentences<SimPair<1>>(), "");
  for (int round = 0; round != 3; ++round) {
    EXPECT_EQ(stream_sentences::broken_sentences<SimPair<2>>(), "");
  }
}

TEST(SimNetwork, ConnectingTakesARoundTripAndAnAnswerOneMore) {
  simulate([]() -> Coro<> {
    // [weather]
    network().weather.latency = 20'000;
    Server server = co_await asyncio::start_server(echo, loopback, 80);
    auto [reader, writer] = co_await asyncio::open_connection(loopback, 80);
    EXPECT_EQ(now_ms(), 40u);
    co_await writer.awrite("x");
    co_await reader.readexactly(1);
    EXPECT_EQ(now_ms(), 80u);
    // [/weather]
  });
}

TEST(SimNetwork, NobodyThereRefusesAfterARoundTripAndASilentAddressNeverAnswers) {
  simulate([]() -> Coro<> {
    network().weather.latency = 20'000;
    const auto nobody = co_await asyncio::as_result(asyncio::open_connection(loopback, 80));
    EXPECT_EQ(nobody.error(), asyncio::Error::os(ECONNREFUSED));
    EXPECT_EQ(now_ms(), 40u);
    network().silence(Address::numeric("192.0.2.1", 80));
    const auto silent = co_await asyncio::as_result(
        asyncio::wait_for(asyncio::open_connection("192.0.2.1", 80), 10));
    EXPECT_EQ(silent.error(), asyncio::Error::timeout);
    EXPECT_EQ(network().devices(), 0u);
  });
}

TEST(SimNetwork, AddressesAreThoseOfTheirSockets) {
  simulate([]() -> Coro<> {
    Server first = co_await asyncio::start_server(echo, "", 0);
    Server second = co_await asyncio::start_server(echo, "10.0.0.1", 0);
    EXPECT_EQ(first.port(), 49'152);
    EXPECT_EQ(second.address(), Address::numeric("10.0.0.1", 49'153));
    const auto taken =
        co_await asyncio::as_result(asyncio::start_server(echo, "10.0.0.2", first.port()));
    EXPECT_EQ(taken.error(), asyncio::Error::os(EADDRINUSE));
    auto [reader, writer] = co_await asyncio::open_connection("10.0.0.7", first.port());
    char room[64];
    EXPECT_EQ(writer.get_extra_info("peername", room), "10.0.0.7:49152");
    EXPECT_EQ(writer.get_extra_info("sockname", room), "10.0.0.7:49154");
    auto local = co_await asyncio::start_unix_server(echo, "/run/here");
    Connection over_path = co_await asyncio::open_unix_connection("/run/here");
    co_await over_path.writer().awrite("x");
    co_await over_path.reader().readexactly(1);
  });
}

TEST(SimNetwork, AFullWindowHoldsTheWriterBack) {
  simulate([]() -> Coro<> {
    network().weather.window = 1'000;
    auto waits = [](StreamReader& reader, StreamWriter&) -> Coro<> {
      co_await asyncio::sleep(1);
      const std::string_view all = co_await reader.read_until_eof();
      EXPECT_EQ(all.size(), 5'000u);
    };
    Server server = co_await asyncio::start_server(waits, loopback, 80);
    const asyncio::ConnectOptions options{.write_limit = 0};
    auto [reader, writer] = co_await asyncio::open_connection(loopback, 80, options);
    co_await writer.awrite(std::string(5'000, 'x'));
    EXPECT_GE(now_ms(), 1'000u);
    writer.close();
    co_await writer.wait_closed();
  });
}

/// What twenty clients get who ask again and again in bad weather.
std::string played_in_bad_weather(std::uint64_t seed) {
  std::string story;
  SimNetwork over(seed);
  over.weather = {
      .latency = 1'000, .jitter = 5'000, .window = 5'000, .short_reads = true, .resets_one_in = 10};
  simulate(
      [](SimNetwork* network, std::string* told) -> Coro<> {
        const asyncio::ServerOptions serve{.network = network};
        const asyncio::ConnectOptions connect{.network = network};
        asyncio::Loop::running()->set_exception_handler(
            [](asyncio::Loop&, const asyncio::ExceptionContext&) {});
        Server server = co_await asyncio::start_server(echo, loopback, 80, serve);
        auto ask = [](asyncio::ConnectOptions options) -> Coro<> {
          auto [reader, writer] = co_await asyncio::open_connection(loopback, 80, options);
          std::string text;
          for (int number = 0; number != 1'000; ++number) text += std::to_string(number);
          co_await writer.awrite(text);
          std::string answer(text.size(), '?');
          asyncio::Transfer transfer(answer);
          co_await reader.readexactly(transfer);
          EXPECT_TRUE(answer == text);
        };
        for (int round = 0; round != 20; ++round) {
          const auto end = co_await asyncio::as_result(ask(connect));
          *told += end.ok() ? "+" : end.error() == asyncio::Error::os(ECONNRESET) ? "-" : "?";
        }
        *told += " " + std::to_string(now_ms());
        server.close();
        server.abort_clients();
        co_await server.wait_closed();
        EXPECT_EQ(network->devices(), 0u);
      },
      &over, &story);
  return story;
}

TEST(SimNetwork, ResetsAndShortReadsComeBySeedAndNothingElseIsLost) {
  const std::string story = played_in_bad_weather(1);
  EXPECT_NE(story.find('+'), std::string::npos) << story;
  EXPECT_NE(story.find('-'), std::string::npos) << story;
  EXPECT_EQ(story.find('?'), std::string::npos) << story;
  EXPECT_EQ(played_in_bad_weather(1), story);
  EXPECT_NE(played_in_bad_weather(2), story);
}

TEST(SimNetwork, AServerThatGoesResetsThoseWhoWaitToBeAccepted) {
  simulate([]() -> Coro<> {
    asyncio::NetworkDevice server;
    EXPECT_EQ(network().listen(Address::numeric(loopback, 80), {}, server), Attempt::moved(0));
    Connection connection = co_await asyncio::open_connection(loopback, 80);
    server.reset();
    const auto end = co_await asyncio::as_result(connection.reader().read());
    EXPECT_EQ(end.error(), asyncio::Error::os(ECONNRESET));
  });
}

TEST(SimNetwork, ABacklogThatIsFullLetsNobodyIn) {
  simulate([]() -> Coro<> {
    asyncio::NetworkDevice server;
    const asyncio::SocketOptions one{.backlog = 1};
    EXPECT_EQ(network().listen(Address::numeric(loopback, 80), one, server), Attempt::moved(0));
    Connection first = co_await asyncio::open_connection(loopback, 80);
    const auto second =
        co_await asyncio::as_result(asyncio::wait_for(asyncio::open_connection(loopback, 80), 1));
    EXPECT_EQ(second.error(), asyncio::Error::timeout);
  });
}

TEST(SimNetwork, AConnectionMayOutliveTheLoop) {
  SimNetwork over;
  Connection connection;
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  auto body = [](SimNetwork& network, Connection& kept) -> Coro<> {
    const asyncio::ServerOptions serve{.network = &network};
    Server server = co_await asyncio::start_server(echo, loopback, 80, serve);
    const asyncio::ConnectOptions connect{.network = &network};
    kept = co_await asyncio::open_connection(loopback, 80, connect);
  };
  EXPECT_TRUE(loop.run_until_complete(body(over, connection)).ok());
  loop.close();
  connection = Connection();
  EXPECT_EQ(over.devices(), 0u);
}

}  // namespace
