// SPDX-License-Identifier: MIT
// Peers that reset the connection, or end it, while a server waits in each of its operations: what
// came before stays readable, the error is the same in each of them, and the server goes on.
#include "tests/support/loopback_address.hpp"
#include "tests/support/net_scenario.hpp"

#include <cerrno>
#include <sys/socket.h>
#include <vector>

using namespace net_scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Server;
using asyncio::StreamReader;
using asyncio::StreamWriter;
using asyncio::Task;

namespace {

/// A client that is not ours.
class Peer {
 public:
  explicit Peer(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = loopback_address(port);
    EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ~Peer() {
    if (socket_ >= 0) close(socket_);
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  void sends(std::string_view text) const {
    EXPECT_EQ(send(socket_, text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
  }
  void finishes() const { EXPECT_EQ(shutdown(socket_, SHUT_WR), 0); }
  void resets() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(socket_);
    socket_ = -1;
  }
  /// What is there just now.
  std::string received() const {
    std::string text(1 << 20, 0);
    const ssize_t size = recv(socket_, text.data(), text.size(), MSG_DONTWAIT);
    text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return text;
  }

 private:
  int socket_;
};

using Operation = Coro<> (*)(StreamReader&, StreamWriter&);

/// More than the system takes: by `awrite`, or queued and then drained.
Coro<> fill_up(StreamWriter& writer, bool drains) {
  const std::string much(8 << 20, 'x');
  if (!drains) co_return co_await writer.awrite(much);
  while (writer.write(std::string_view(much).substr(0, 60'000))) {
  }
  co_await writer.drain();
}

const std::pair<const char*, Operation> reading[] = {
    {"readexactly",
     [](StreamReader& r, StreamWriter&) -> Coro<> { (void)co_await r.readexactly(9); }},
    {"readuntil",
     [](StreamReader& r, StreamWriter&) -> Coro<> { (void)co_await r.readuntil("!"); }},
    {"readline", [](StreamReader& r, StreamWriter&) -> Coro<> { (void)co_await r.readline(); }},
    {"next", [](StreamReader& r, StreamWriter&) -> Coro<> { (void)co_await r.next(); }},
    {"peek", [](StreamReader& r, StreamWriter&) -> Coro<> { (void)co_await r.peek(9); }},
    {"all", [](StreamReader& r, StreamWriter&) -> Coro<> { (void)co_await r.read_until_eof(); }},
};

/// How the operation ends when the peer resets after "abc", and what is there then.
void expect_reset_tells(const char* name, Operation operation) {
  play_on_system(
      [](const char* its_name, Operation its) -> Coro<> {
        Error error;
        std::string rest;
        asyncio::Event over;
        auto handler = [&](StreamReader& reader, StreamWriter& writer) -> Coro<> {
          const auto end = co_await asyncio::as_result(its(reader, writer));
          error = end.error();
          rest = co_await reader.read();
          const auto again = co_await asyncio::as_result(reader.read());
          EXPECT_EQ(again.error(), Error::os(ECONNRESET)) << its_name;
          over.set();
        };
        Server server = co_await asyncio::start_server(handler, loopback, 0);
        Peer peer(server.port());
        peer.sends("abc");
        co_await asyncio::sleep_ms(2);
        peer.resets();
        co_await asyncio::wait_for(over.wait(), 5);
        EXPECT_EQ(error, Error::os(ECONNRESET)) << its_name;
        EXPECT_EQ(rest, "abc") << its_name;
        server.close();
        co_await server.wait_closed();
      },
      name, operation);
}

TEST(HostileResets, InEachReadWhatCameStaysAndTheErrorIsTheReset) {
  for (const auto& [name, operation] : reading) expect_reset_tells(name, operation);
}

TEST(HostileResets, InEachWayToWriteTheErrorIsToldEverAfter) {
  play_on_system([]() -> Coro<> {
    for (const bool drains : {false, true}) {
      Error error;
      asyncio::Event over;
      auto handler = [&](StreamReader&, StreamWriter& writer) -> Coro<> {
        const auto end = co_await asyncio::as_result(fill_up(writer, drains));
        error = end.error();
        for (int time = 0; time != 2; ++time) {
          EXPECT_FALSE(writer.write("z"));
          const auto later = co_await asyncio::as_result(writer.awrite("z"));
          EXPECT_EQ(later.error(), error);
        }
        writer.close();
        const auto closed = co_await asyncio::as_result(writer.wait_closed());
        EXPECT_EQ(closed.error(), error);
        over.set();
      };
      Server server = co_await asyncio::start_server(handler, loopback, 0);
      Peer peer(server.port());
      co_await asyncio::sleep_ms(5);
      peer.resets();
      co_await asyncio::wait_for(over.wait(), 5);
      EXPECT_EQ(error, Error::os(ECONNRESET)) << drains;
    }
  });
}

TEST(HostileResets, WhileTheLastBytesGoOutEndTheClose) {
  play_on_system([]() -> Coro<> {
    Error error;
    asyncio::Event over;
    auto handler = [&](StreamReader&, StreamWriter& writer) -> Coro<> {
      const std::string piece(60'000, 'x');
      while (writer.write(piece)) {
      }
      writer.close();
      const auto closed = co_await asyncio::as_result(writer.wait_closed());
      error = closed.error();
      over.set();
    };
    Server server = co_await asyncio::start_server(handler, loopback, 0);
    Peer peer(server.port());
    co_await asyncio::sleep_ms(5);
    EXPECT_FALSE(over.is_set());
    peer.resets();
    co_await asyncio::wait_for(over.wait(), 5);
    EXPECT_EQ(error, Error::os(ECONNRESET));
  });
}

TEST(HostilePeers, WhatTheyStillSendDoesNotDestroyTheAnswer) {
  play_on_system([]() -> Coro<> {
    auto handler = [](StreamReader& reader, StreamWriter& writer) -> Coro<> {
      (void)co_await reader.readline();
      co_await writer.awrite(std::string(100'000, 'a'));
    };
    Server server = co_await asyncio::start_server(handler, loopback, 0);
    auto [reader, writer] = co_await asyncio::open_connection(loopback, server.port());
    co_await writer.awrite("question\n" + std::string(200'000, 'q'));
    co_await asyncio::sleep_ms(5);
    co_await writer.awrite(std::string(20'000, 'q'));
    std::string answer(100'000, '?');
    asyncio::Transfer transfer(answer);
    co_await reader.readexactly(transfer);
    const std::string_view end = co_await reader.read();
    EXPECT_TRUE(end.empty());
    EXPECT_EQ(answer, std::string(100'000, 'a'));
  });
}

TEST(HostilePeers, ANumberThatIsUsedAgainAtOnceIsNotMistakenForTheOneThatWasClosed) {
  play_on_system([]() -> Coro<> {
    asyncio::Loop::running()->set_exception_handler(
        [](asyncio::Loop&, const asyncio::ExceptionContext&) {});  // the clients break off
    Server server = co_await asyncio::start_server(echo, loopback, 0);
    for (int round = 0; round != 20; ++round) {
      auto old = co_await asyncio::open_connection(loopback, server.port());
      auto reads = [](StreamReader& reader) -> Coro<> { (void)co_await reader.read(); };
      Task<> waiting = asyncio::create_task(reads(old.reader()));
      co_await asyncio::sleep_ms(0);
      co_await old.writer().awrite("x");  // an answer is on its way
      old.writer().abort();
      auto fresh = co_await asyncio::open_connection(loopback, server.port());
      const auto end = co_await asyncio::as_result(waiting);
      EXPECT_EQ(end.error(), Error::os(EBADF));
      co_await fresh.writer().awrite("fresh");
      const std::string answer(co_await asyncio::wait_for(fresh.reader().readexactly(5), 5));
      EXPECT_EQ(answer, "fresh");
    }
  });
}

TEST(HostilePeers, AServerMayBeClosedAndItsClientsEndedByAHandler) {
  play_on_system([]() -> Coro<> {
    Server* place = nullptr;
    auto handler = [&place](StreamReader& reader, StreamWriter& writer) -> Coro<> {
      (void)co_await reader.readline();
      place->close();
      place->abort_clients();
      EXPECT_FALSE(writer.write("x"));
    };
    Server server = co_await asyncio::start_server(handler, loopback, 0);
    place = &server;
    Peer first(server.port()), second(server.port());
    co_await asyncio::sleep_ms(2);
    first.sends("go\n");
    co_await asyncio::wait_for(server.wait_closed(), 5);
    EXPECT_EQ(server.clients(), 0u);
  });
}

TEST(HostilePeers, DataAndTheEndInOneWakeUpAreReadInOrderByEachRead) {
  play_on_system([]() -> Coro<> {
    std::vector<std::string> came;
    auto handler = [&came](StreamReader& reader, StreamWriter&) -> Coro<> {
      co_await asyncio::sleep_ms(3);  // all of it is there when it looks
      while (auto line = co_await reader.next()) came.emplace_back(*line);
      EXPECT_TRUE(reader.at_eof());
    };
    Server server = co_await asyncio::start_server(handler, loopback, 0);
    Peer peer(server.port());
    peer.sends("one\ntwo\nrest");
    peer.finishes();
    while (server.clients() == 0) co_await asyncio::sleep_ms(1);
    while (server.clients() != 0) {
      co_await asyncio::sleep_ms(1);
      if (came.size() == 3) peer.resets();
      if (came.size() == 3) break;
    }
    co_await asyncio::sleep_ms(5);
    EXPECT_EQ(came, (std::vector<std::string>{"one\n", "two\n", "rest"}));
  });
}

}  // namespace
