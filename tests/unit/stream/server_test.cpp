// SPDX-License-Identifier: MIT
// start_server: in virtual time, and over the system's sockets where these matter.
#include "tests/support/forwarded_network.hpp"
#include "tests/support/loopback_address.hpp"
#include "tests/support/net_scenario.hpp"
#include "tests/support/server_reports.hpp"
#include "tests/support/system_pairs.hpp"

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sys/un.h>

using namespace net_scenario;
using namespace server_reports;
using asyncio::Connection;
using asyncio::Coro;
using asyncio::Server;
using asyncio::StreamReader;
using asyncio::StreamWriter;
using asyncio::Task;

namespace {

TEST(Server, ServesManyAtOnce) {
  play_on_system([]() -> Coro<> {
    Server server = co_await asyncio::start_server(echo, loopback, 0);
    std::vector<Task<>> clients;
    for (int number = 0; number != 50; ++number) {
      clients.push_back(
          asyncio::create_task(expect_echo(server.port(), "client " + std::to_string(number))));
    }
    for (Task<>& client : clients) co_await client;
    server.close();
    co_await server.wait_closed();
    EXPECT_EQ(server.clients(), 0u);
  });
}

TEST(Server, OnAllAddressesServesBothFamilies) {
  play_on_system([]() -> Coro<> {
    Server server = co_await asyncio::start_server(echo, "", 0);
    for (const char* host : {"127.0.0.1", "::1"}) {
      const auto connection =
          co_await asyncio::as_result(asyncio::open_connection(host, server.port()));
      EXPECT_TRUE(connection.ok()) << host << ": " << connection.error().text();
    }
  });
}

TEST(Server, ATakenPortIsAnErrorThatNamesTheAddress) {
  simulate([]() -> Coro<> {
    Server server = co_await asyncio::start_server(echo, loopback, 0);
    const std::uint16_t port = server.port();
    const auto second = co_await asyncio::as_result(asyncio::start_server(echo, loopback, port));
    EXPECT_EQ(second.error(), asyncio::Error::os(EADDRINUSE));
    EXPECT_EQ(second.error().text(),
              "127.0.0.1:" + std::to_string(port) + ": Address already in use");
  });
}

TEST(Server, AHandlerThatFailsIsReportedAndTheServerGoesOn) {
  simulate([]() -> Coro<> {
    listen_to_reports();
    auto handler = [](StreamReader& reader, StreamWriter& writer) -> Coro<> {
      const std::string word(co_await reader.readline());
      if (word == "fail\n") co_await asyncio::fail(asyncio::Error::value("as asked"));
      co_await writer.awrite(word);
    };
    Server server = co_await asyncio::start_server(handler, loopback, 0);
    {
      auto [reader, writer] = co_await connect_to(server);
      co_await writer.awrite("fail\n");
      const std::string_view end = co_await reader.read();
      EXPECT_TRUE(end.empty());
    }
    auto [reader, writer] = co_await connect_to(server);
    co_await writer.awrite("work\n");
    const std::string answer(co_await reader.read());
    EXPECT_EQ(answer, "work\n");
    EXPECT_EQ(reports, "the handler of a client failed (client): ValueError\n");
  });
}

TEST(Server, WhatTheHandlerQueuedGoesOutBeforeTheEnd) {
  simulate([]() -> Coro<> {
    auto handler = [](StreamReader&, StreamWriter& writer) -> Coro<> {
      EXPECT_TRUE(writer.write("goodbye"));
      co_return co_await asyncio::sleep_ms(0);
    };
    Server server = co_await asyncio::start_server(handler, loopback, 0);
    auto [reader, writer] = co_await connect_to(server);
    const std::string text(co_await reader.readexactly(7));
    EXPECT_EQ(text, "goodbye");
    const std::string_view end = co_await reader.read();
    EXPECT_TRUE(end.empty());
  });
}

TEST(Server, CloseLetsTheClientsStayAndWaitClosedWaitsForThem) {
  simulate([]() -> Coro<> {
    Server server = co_await asyncio::start_server(echo, loopback, 0);
    Connection connection = co_await connect_to(server);
    co_await connection.writer().awrite("a");
    co_await connection.reader().readexactly(1);
    const std::uint16_t port = server.port();
    server.close();
    EXPECT_FALSE(server.is_serving());
    const auto refused = co_await asyncio::as_result(asyncio::open_connection(loopback, port));
    EXPECT_EQ(refused.error(), asyncio::Error::os(ECONNREFUSED));
    const auto early = co_await asyncio::as_result(asyncio::wait_for_ms(server.wait_closed(), 5));
    EXPECT_EQ(early.error(), asyncio::Error::timeout);
    co_await connection.writer().awrite("b");
    const std::string answer(co_await connection.reader().read());
    EXPECT_EQ(answer, "b");
    connection.writer().close();
    co_await server.wait_closed();
  });
}

TEST(Server, CloseClientsAndAbortClientsEndThem) {
  for (const bool at_once : {false, true}) {
    simulate(
        [](bool aborts) -> Coro<> {
          listen_to_reports();
          Server server = co_await asyncio::start_server(echo, loopback, 0);
          Connection connection = co_await connect_to(server);
          co_await connection.writer().awrite("a");
          co_await connection.reader().readexactly(1);
          EXPECT_EQ(server.clients(), 1u);
          if (aborts) {
            server.abort_clients();
          } else {
            server.close_clients();
          }
          server.close();
          const auto end = co_await asyncio::as_result(connection.reader().read());
          EXPECT_EQ(end.error(), aborts ? asyncio::Error::os(ECONNRESET) : asyncio::Error::none);
          connection.writer().close();
          co_await server.wait_closed();
          EXPECT_EQ(reports, "the handler of a client failed (client): OSError\n");
        },
        at_once);
  }
}

TEST(Server, ServeForeverEndsWithCloseAndACancelClosesTheServer) {
  simulate([]() -> Coro<> {
    Server server = co_await asyncio::start_server(echo, loopback, 0);
    Task<> first = asyncio::create_task(server.serve_forever());
    co_await asyncio::sleep_ms(1);
    EXPECT_TRUE(server.is_serving());
    co_await asyncio::cancel_and_wait(first);
    EXPECT_FALSE(server.is_serving());
    co_await server.serve_forever();
    co_await server.wait_closed();
  });
}

TEST(Server, MayBeDestroyedWhileItsClientsStay) {
  simulate([]() -> Coro<> {
    Connection connection;
    {
      Server server = co_await asyncio::start_server(echo, loopback, 0);
      connection = co_await connect_to(server);
      co_await connection.writer().awrite("a");
      co_await connection.reader().readexactly(1);
    }
    co_await connection.writer().awrite("b");
    const std::string answer(co_await connection.reader().readexactly(1));
    EXPECT_EQ(answer, "b");
  });
}

TEST(Server, MadeEmptyOrMovedFromServesNobody) {
  simulate([]() -> Coro<> {
    Server taken = co_await asyncio::start_server(echo, loopback, 0);
    Server server = std::move(taken);
    Server never;
    for (Server* each : {&taken, &never}) {
      EXPECT_FALSE(each->is_serving());
      EXPECT_EQ(each->clients(), 0u);
      EXPECT_EQ(each->address(), asyncio::Address());
      EXPECT_EQ(each->port(), 0);
      each->close_clients();
      each->abort_clients();
      each->close();
      co_await each->serve_forever();
      co_await each->wait_closed();
    }
    EXPECT_TRUE(server.is_serving());
    co_await expect_echo(server.port(), "still serving");
  });
}

TEST(Server, OfManyWhoComeAtOnceSomeAreTakenAtATimeAndOthersRun) {
  play_on_system([]() -> Coro<> {
    Server server = co_await asyncio::start_server(echo, loopback, 0);
    sockaddr_in address = loopback_address(server.port());
    std::array<int, 200> crowd;
    for (int& each : crowd) {
      each = socket(AF_INET, SOCK_STREAM, 0);
      EXPECT_EQ(connect(each, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    }
    std::size_t before = 0;
    while (before != crowd.size()) {
      co_await asyncio::sleep_ms(0);
      EXPECT_LE(server.clients() - before, 64u);
      before = server.clients();
    }
    server.abort_clients();
    for (const int each : crowd) close(each);
  });
}

TEST(Server, WaitClosedWaitsForTheCloseThoughTheLastClientHasGone) {
  simulate([]() -> Coro<> {
    Server server = co_await asyncio::start_server(echo, loopback, 80);
    co_await expect_echo(80, "gone soon");
    co_await asyncio::sleep_ms(1);
    EXPECT_EQ(server.clients(), 0u);
    const auto early = co_await asyncio::as_result(asyncio::wait_for_ms(server.wait_closed(), 5));
    EXPECT_EQ(early.error(), asyncio::Error::timeout);
    server.close();
    co_await server.wait_closed();
  });
}

/// The first port that is free at the first address is taken at the second one.
class HalfTaken final : public ForwardedNetwork {
 public:
  using ForwardedNetwork::ForwardedNetwork;
  asyncio::Attempt listen(const asyncio::Address& address, const asyncio::SocketOptions& options,
                          asyncio::NetworkDevice& device) noexcept override {
    if (++calls_ == 2) return asyncio::Attempt::failed(asyncio::Error::os(EADDRINUSE));
    return ForwardedNetwork::listen(address, options, device);
  }

 private:
  int calls_ = 0;
};

class TwoAddresses final : public asyncio::Resolver {
 public:
  Coro<asyncio::Addresses> resolve(std::string, std::uint16_t port) override {
    co_await asyncio::sleep_ms(0);
    co_return asyncio::Addresses{asyncio::Address::numeric("127.0.0.1", port),
                                 asyncio::Address::numeric("127.0.0.2", port)};
  }
};

TEST(Server, AFreePortIsFreeAtAllAddressesAndNoOtherOneStaysOpen) {
  simulate([]() -> Coro<> {
    HalfTaken half_taken(network());
    TwoAddresses both;
    const asyncio::ServerOptions options{.resolver = &both, .network = &half_taken};
    Server server = co_await asyncio::start_server(echo, "both", 0, options);
    EXPECT_EQ(server.address(0).port(), server.address(1).port());
    EXPECT_EQ(server.address(2), asyncio::Address());
  });
}

/// The path of a Unix socket, gone at the end.
class SocketPath {
 public:
  SocketPath() { unlink(text_.c_str()); }
  ~SocketPath() { unlink(text_.c_str()); }
  const std::string& text() const { return text_; }

 private:
  std::string text_ = testing::TempDir() + "uasyncio-server-test";
};

Coro<int> code_of_a_server_at(std::string path) {
  const auto server = co_await asyncio::as_result(asyncio::start_unix_server(echo, path));
  co_return server.error().code;
}

TEST(Server, APathThatAServerHasIsNotTakenAwayFromIt) {
  const SocketPath path;
  play_on_system(
      [](std::string where) -> Coro<> {
        Server server = co_await asyncio::start_unix_server(echo, where);
        const int refused = co_await code_of_a_server_at(where);
        EXPECT_EQ(refused, EADDRINUSE);
        EXPECT_EQ(server.clients(), 0u);
        auto [reader, writer] = co_await asyncio::open_unix_connection(where);
        EXPECT_TRUE(writer.write("still there\n"));
        const std::string line(co_await reader.readline());
        EXPECT_EQ(line, "still there\n");
        server.abort_clients();
        server.close();
        co_await server.wait_closed();
        const int restarted = co_await code_of_a_server_at(where);
        EXPECT_EQ(restarted, 0);
      },
      path.text());
}

TEST(Server, APathOfSomethingElseIsLeftAsItIs) {
  const SocketPath path;
  std::ofstream(path.text()) << "a file";
  play_on_system(
      [](std::string where) -> Coro<> {
        const int refused = co_await code_of_a_server_at(where);
        EXPECT_EQ(refused, EADDRINUSE);
      },
      path.text());
  EXPECT_TRUE(std::filesystem::is_regular_file(path.text()));
}

TEST(Server, ThePathOfSomebodysDatagramsIsLeftToThem) {
  const SocketPath path;
  const int datagrams = socket(AF_UNIX, SOCK_DGRAM, 0);
  sockaddr_un place{};
  place.sun_family = AF_UNIX;
  path.text().copy(place.sun_path, sizeof place.sun_path - 1);
  ASSERT_EQ(bind(datagrams, reinterpret_cast<sockaddr*>(&place), sizeof place), 0);
  play_on_system(
      [](std::string where) -> Coro<> {
        const int refused = co_await code_of_a_server_at(where);
        EXPECT_EQ(refused, EADDRINUSE);
      },
      path.text());
  close(datagrams);
}

}  // namespace
