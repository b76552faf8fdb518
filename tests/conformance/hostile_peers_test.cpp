// SPDX-License-Identifier: MIT
// Servers and peers that do what they should not, over real sockets. Afterwards descriptors,
// frame pool and heap are as before (net_scenario::play_on looks).
#include "tests/support/loopback_address.hpp"
#include "tests/support/net_scenario.hpp"

#include <cerrno>
#include <sys/resource.h>
#include <sys/socket.h>
#include <vector>

using namespace net_scenario;
using asyncio::Connection;
using asyncio::Coro;
using asyncio::Server;
using asyncio::StreamReader;
using asyncio::StreamWriter;
using asyncio::Task;

namespace {

int failures = 0;

void count_failures(asyncio::Loop&, const asyncio::ExceptionContext&) { ++failures; }

/// A server whose handlers' failures are counted.
template <class Handler>
Coro<Server> counting_server(Handler handler, asyncio::ServerOptions options = {}) {
  failures = 0;
  asyncio::Loop::running()->set_exception_handler(&count_failures);
  return asyncio::start_server(handler, loopback, 0, options);
}

Coro<> settle(const Server& server) {
  while (server.clients() != 0) co_await asyncio::sleep_ms(1);
}

TEST(HostilePeers, ResetsAtEveryStage) {
  play_on_system([]() -> Coro<> {
    Server server = co_await counting_server(echo);
    for (int stage = 0; stage != 4; ++stage) {
      for (int time = 0; time != 20; ++time) {
        Connection connection = co_await asyncio::open_connection(loopback, server.port());
        if (stage > 0) co_await connection.writer().awrite("question");
        if (stage > 1) co_await connection.reader().readexactly(8);
        if (stage > 2) co_await connection.writer().awrite(std::string(100'000, 'x'));
        connection.writer().abort();
      }
      co_await settle(server);
      co_await expect_echo(server.port(), "still here");
    }
    EXPECT_GE(failures, 40);
    EXPECT_LE(failures, 80);
  });
}

TEST(HostilePeers, AHalfCloseAndThenAnAnswerOfAMegabyte) {
  play_on_system([]() -> Coro<> {
    constexpr std::size_t size = 1'000'000;
    auto answer = [](StreamReader& reader, StreamWriter& writer) -> Coro<> {
      const std::string question(co_await reader.read_until_eof());
      EXPECT_EQ(question, "question");
      co_await writer.awrite(std::string(size, 'a'));
    };
    Server server = co_await counting_server(answer);
    auto [reader, writer] = co_await asyncio::open_connection(loopback, server.port());
    co_await writer.awrite("question");
    writer.finish_writing();
    std::size_t received = 0;
    for (;;) {
      const std::string_view some = co_await reader.read();
      if (some.empty()) break;
      received += some.size();
    }
    EXPECT_EQ(received, size);
    EXPECT_EQ(failures, 0);
  });
}

TEST(HostilePeers, OneByteAfterTheOtherIsALineInTheEnd) {
  play_on_system([]() -> Coro<> {
    std::vector<std::string> lines;
    auto take = [&lines](StreamReader& reader, StreamWriter&) -> Coro<> {
      while (auto line = co_await reader.next()) lines.emplace_back(*line);
    };
    Server server = co_await counting_server(take);
    auto [reader, writer] = co_await asyncio::open_connection(loopback, server.port());
    for (const char byte : std::string_view("slow\nand slower\n")) {
      co_await writer.awrite(std::string_view(&byte, 1));
      co_await asyncio::sleep_ms(2);
    }
    writer.close();
    co_await writer.wait_closed();
    EXPECT_EQ(lines, (std::vector<std::string>{"slow\n", "and slower\n"}));
  });
}

TEST(HostilePeers, ADelimiterSplitAnywhereIsFound) {
  play_on_system([]() -> Coro<> {
    std::string record;
    auto take = [&record](StreamReader& reader, StreamWriter& writer) -> Coro<> {
      for (;;) {
        record = co_await reader.readuntil("\r\n\r\n");
        co_await writer.awrite("+");
      }
    };
    Server server = co_await counting_server(take);
    auto [reader, writer] = co_await asyncio::open_connection(loopback, server.port());
    const std::string text = "a\r\nb\r\r\n\r\n";
    for (std::size_t cut = 1; cut != text.size(); ++cut) {
      co_await writer.awrite(text.substr(0, cut));
      co_await asyncio::sleep_ms(1);
      co_await writer.awrite(text.substr(cut));
      co_await reader.readexactly(1);
      EXPECT_EQ(record, text) << cut;
    }
  });
}

TEST(HostilePeers, ALineWithoutAnEndIsRefusedAtTheLimit) {
  play_on_system([]() -> Coro<> {
    asyncio::Error error;
    auto take = [&error](StreamReader& reader, StreamWriter& writer) -> Coro<> {
      const auto line = co_await asyncio::as_result(reader.readline());
      error = line.error();
      writer.abort();
    };
    const asyncio::ServerOptions options{.limit = 4'096};
    Server server = co_await counting_server(take, options);
    auto [reader, writer] = co_await asyncio::open_connection(loopback, server.port());
    const std::string piece(64 * 1024, 'x');
    asyncio::Error sent;
    for (int pieces = 0; pieces != 16 * 1024 && !sent; ++pieces) {  // up to a gigabyte
      const auto result = co_await asyncio::as_result(writer.awrite(piece));
      sent = result.error();
    }
    EXPECT_EQ(error, asyncio::Error::limit_overrun);
    EXPECT_EQ(sent.kind, asyncio::ErrorKind::os);
  });
}

TEST(HostilePeers, OneThatNeverReadsCostsItsBufferAndNobodyElse) {
  play_on_system([]() -> Coro<> {
    asyncio::Error error;
    auto flood = [&error](StreamReader& reader, StreamWriter& writer) -> Coro<> {
      const std::string word(co_await reader.readline());
      if (word != "flood\n") {
        co_await writer.awrite(word);
        co_return;
      }
      const std::string much(16 * 1024 * 1024, 'f');
      const auto end = co_await asyncio::as_result(asyncio::wait_for_ms(writer.awrite(much), 100));
      error = end.error();
      writer.abort();
    };
    Server server = co_await counting_server(flood);
    Connection silent = co_await asyncio::open_connection(loopback, server.port());
    co_await silent.writer().awrite("flood\n");
    co_await asyncio::sleep_ms(10);
    for (int number = 0; number != 20; ++number) {
      auto [reader, writer] = co_await asyncio::open_connection(loopback, server.port());
      co_await writer.awrite("quick\n");
      const std::string answer(co_await asyncio::wait_for(reader.readline(), 5));
      EXPECT_EQ(answer, "quick\n");
    }
    co_await asyncio::sleep_ms(150);
    EXPECT_EQ(error, asyncio::Error::timeout);
  });
}

TEST(HostilePeers, DataItsEndAndAResetInOneWakeUp) {
  play_on_system([]() -> Coro<> {
    std::string text;
    asyncio::Error error;
    asyncio::Event answered, closed, over;
    auto take = [&](StreamReader& reader, StreamWriter& writer) -> Coro<> {
      EXPECT_TRUE(writer.write("answer"));
      answered.set();
      co_await closed.wait();
      co_await asyncio::sleep_ms(2);  // everything has come when it looks
      text = co_await reader.read();
      const std::string_view end = co_await reader.read();
      EXPECT_TRUE(end.empty() && reader.at_eof());  // the end came before the reset
      EXPECT_FALSE(writer.write("more"));
      error = writer.error();
      over.set();
    };
    Server server = co_await counting_server(take);
    const int peer = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = loopback_address(server.port());
    EXPECT_EQ(connect(peer, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(send(peer, "all", 3, 0), 3);
    EXPECT_EQ(shutdown(peer, SHUT_WR), 0);
    co_await asyncio::wait_for(answered.wait(), 5);
    co_await asyncio::sleep_ms(2);
    close(peer);  // with the answer unread: a reset
    closed.set();
    co_await asyncio::wait_for(over.wait(), 5);
    EXPECT_EQ(text, "all");
    EXPECT_EQ(error, asyncio::Error::os(EPIPE));
  });
}

TEST(HostilePeers, TwoThousandConnectAtOnce) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const rlimit before = limit;
  constexpr int count = 2'000;
  if (limit.rlim_max < 2 * count + 100) GTEST_SKIP() << "the limit of descriptors is too low";
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  play_on_system([]() -> Coro<> {
    const asyncio::ServerOptions options{.limit = 1024, .write_limit = 1024};
    Server server = co_await counting_server(echo, options);
    std::vector<Task<>> clients;
    for (int number = 0; number != count; ++number) {
      clients.push_back(asyncio::create_task(expect_echo(server.port(), "x")));
    }
    for (Task<>& client : clients) co_await client;
    EXPECT_EQ(failures, 0);
    co_await settle(server);
  });
  setrlimit(RLIMIT_NOFILE, &before);
}

}  // namespace
