// SPDX-License-Identifier: MIT
// The servers of examples/ over a network in memory, in virtual time: in bad weather too, and with
// clients that do what they should not.
#include "tests/support/net_scenario.hpp"
#include "tests/support/plain_http.hpp"
#include "tests/support/scripted_device.hpp"

#include <charconv>
#include <cstdlib>
#include <optional>
#include <strings.h>
#include <vector>

#define main main_of_example
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wreturn-type"  // only a main returns by itself
namespace echo_server {
#include "examples/echo_server.cpp"  // tidy-ok: the program under test
}
namespace http_server {
#include "examples/http_server.cpp"  // tidy-ok: the program under test
}
#pragma GCC diagnostic pop
#undef main

using namespace net_scenario;
using asyncio::Coro;
using asyncio::Task;

namespace {

const asyncio::testing::Weather bad_weather{
    .latency = 2'000, .jitter = 5'000, .window = 3'000, .short_reads = true};

TEST(EchoServer, ServesManyInBadWeather) {
  simulate([]() -> Coro<> {
    network().weather = bad_weather;
    asyncio::OwnedTask<> server = asyncio::create_task(echo_server::serve(8007));
    co_await asyncio::sleep_ms(1);
    std::vector<Task<>> clients;
    for (std::size_t size = 1; size != 30; ++size) {
      clients.push_back(asyncio::create_task(expect_echo(8007, std::string(size * size, 'e'))));
    }
    for (Task<>& client : clients) co_await client;
  });
}

/// All that comes after these bytes, which are sent one after the other with pauses in between.
Coro<std::string> asked(std::vector<std::string> parts) {
  auto [reader, writer] = co_await asyncio::open_connection(loopback, 8080);
  for (const std::string& part : parts) {
    co_await writer.awrite(part);
    co_await asyncio::sleep_ms(10);
  }
  writer.finish_writing();
  std::string answer;
  for (;;) {
    const std::string_view some = co_await reader.read();
    if (some.empty()) co_return answer;
    answer += some;
  }
}

template <class Body>
void with_http_server(Body body) {
  simulate(
      [](Body its_body) -> Coro<> {
        network().weather = bad_weather;
        asyncio::OwnedTask<> server = asyncio::create_task(http_server::serve(8080));
        co_await asyncio::sleep_ms(1);
        co_await its_body();
      },
      body);
}

TEST(HttpServer, AnswersAsOftenAsItIsAskedOverOneConnection) {
  with_http_server([]() -> Coro<> {
    const std::vector<std::string> requests = {
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "POST /echo HTTP/1.1\r\nHost: a\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "GET /count HTTP/1.1\r\nHost: a\r\n\r\n"};
    const std::string answer = co_await asked(requests);
    const std::string start =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
        "Connection: keep-alive\r\n";
    EXPECT_EQ(answer, start + "Content-Length: 5\r\n\r\nhello" + start +
                          "Content-Length: 3\r\n\r\nabc" + start +
                          "Transfer-Encoding: chunked\r\n\r\n2\r\n1\n\r\n2\r\n2\n\r\n"
                          "2\r\n3\n\r\n0\r\n\r\n");
  });
}

/// The client reads on, and may want to know why there is no answer to what it meant.
TEST(HttpServer, ARequestThatEndsInTheMiddleIsRefusedWhereverThatIs) {
  with_http_server([]() -> Coro<> {
    constexpr std::string_view whole =
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n0\r\nx: y\r\n\r\n";
    for (std::size_t size = 0; size <= whole.size(); ++size) {
      const std::string request(whole.substr(0, size));
      const std::string answer = co_await asked(std::vector<std::string>(1, request));
      const bool is_right = size == 0              ? answer.empty()
                            : size == whole.size() ? answer.ends_with("\r\n\r\nabc")
                                                   : answer.starts_with("HTTP/1.1 400 Refused\r\n");
      EXPECT_TRUE(is_right) << size << ": " << answer;
    }
    const std::string nothing = co_await asked(std::vector<std::string>(1, "\r\n"));
    EXPECT_EQ(nothing, "");  // an old client's empty line is no request
  });
}

Coro<> send_byte_for_byte(asyncio::StreamWriter& writer) {
  for (;;) {
    co_await writer.awrite("G");
    co_await asyncio::sleep(1);
  }
}

TEST(HttpServer, AHeadThatNeverEndsIsRefusedAfterFiveSeconds) {
  with_http_server([]() -> Coro<> {
    auto [reader, writer] = co_await asyncio::open_connection(loopback, 8080);
    asyncio::OwnedTask<> sender = asyncio::create_task(send_byte_for_byte(writer));
    const std::string_view line = co_await reader.readline();
    EXPECT_EQ(line, "HTTP/1.1 408 Refused\r\n");
    EXPECT_GE(now_ms(), 5'000u);
    EXPECT_LT(now_ms(), 5'100u);
  });
}

TEST(HttpServer, OneThatAsksNothingMoreIsLetGoWithoutAWord) {
  with_http_server([]() -> Coro<> {
    auto [reader, writer] = co_await asyncio::open_connection(loopback, 8080);
    co_await writer.awrite("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string_view head = co_await reader.readuntil("\r\n\r\n");
    EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\n"));
    const std::string_view body = co_await reader.readline();
    EXPECT_EQ(body, "/echo and /count\n");
    const std::string_view end = co_await reader.read();
    EXPECT_TRUE(end.empty());  // no 408 that the client would take for an answer
    EXPECT_GE(now_ms(), 5'000u);
  });
}

TEST(HttpServer, SaysThatABodyIsWantedToAClientThatAsksFirst) {
  with_http_server([]() -> Coro<> {
    auto [reader, writer] = co_await asyncio::open_connection(loopback, 8080);
    co_await writer.awrite(
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n\r\n");
    const std::string go_on(co_await reader.readuntil("\r\n\r\n"));
    EXPECT_EQ(go_on, "HTTP/1.1 100 Continue\r\n\r\n");
    co_await writer.awrite("hello");
    const std::string_view head = co_await reader.readuntil("\r\n\r\n");
    EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\n"));
    const std::string_view body = co_await reader.readexactly(5);
    EXPECT_EQ(body, "hello");
  });
}

constexpr std::string_view request_parts[] = {
    "GET / HTTP/1.1\r\nHost: a\r\n",
    "POST /echo HTTP/1.1\r\n",
    "GET /count HTTP/1.0\r\n",
    "GET /count?x=/&y HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET HTTP://a/count? HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET http://a?/count HTTP/1.1\r\nHost: a\r\n\r\n",
    "\r\n",
    "\n",
    "\r",
    "HEAD /count HTTP/1.1\r\nHost: a\r\n",
    "Host: b\r\n",
    "Content-Length: 5\r\n",
    "Content-Length : 5\r\n",
    " Content-Length: 5\r\n",
    "content-length:\t0 \r\n",
    "Content-Length: 12345678901234567890\r\n",
    "5\r\nhello\r\n",
    "5\r\nhello",
    "Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding: gzip\r\n",
    "0\r\n\r\n",
    "hello",
    "Connection: close\r\n",
    "Connection: te ,\tClose\r\n",
    "Expect: 100-continue\r\n",
    "Expect: the worst\r\n",
    ": no\r\n",
    "two(words): no\r\n",
    "\xff: no\r\n",
    "X: \x7f\r\n",
    "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n",
    "DELETE /none HTTP/1.1\r\nHost: a\r\n\r\n",
    "get / HTTP/1.2\r\nHost: a\r\n",
    "GET  HTTP/1.1\r\nHost: a\r\n",
    " / HTTP/1.1\r\nHost: a\r\n",
    "GET / http/1.1\r\n",
    "GET / HTTP/2.0\r\n",
    "ffffffffffffffff\r\n",
    "3;x=y\r\nabc\r\n",
    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
    "POST /echo HTTP/1.1\r\nhost: a\r\nTransfer-Encoding: chunked\r\n\r\n"};

/// Counts its parts.
std::string any_requests(asyncio::testing::Chance& chance, unsigned& parts) {
  std::string text;
  for (auto count = chance.between(1, 12); count != 0; --count, ++parts) {
    text += request_parts[chance.next() % std::size(request_parts)];
  }
  if (chance.one_in(2)) text[chance.next() % text.size()] = static_cast<char>(chance.next());
  return text;
}

/// What the server answers to these bytes, which come in pieces by seed.
Coro<std::string> answer_to(const std::string& requests, std::uint64_t seed) {
  scripted_device::ScriptedDevice device(requests, 40, seed);
  asyncio::BufferedReader<http_server::longest_line> reader(device);
  asyncio::BufferedWriter<4'096> writer(device);
  co_await http_server::serve_client(reader, writer);
  co_return device.written;
}

TEST(HttpServer, AnswersWhatAPlainStringSaysHoweverTheBytesAreSplit) {
  const unsigned wanted = scripted_device::fuzz_runs(100'000);
  unsigned parts = 0;
  unsigned answered = 0;
  const auto body = [&]() -> Coro<> {
    for (std::uint64_t seed = 1; parts < wanted; ++seed) {
      asyncio::testing::Chance chance(seed);
      const std::string requests = any_requests(chance, parts);
      const std::string expected = plain_http::Conversation(requests).answers();
      const std::string answer = co_await answer_to(requests, seed);
      if (answer.starts_with("HTTP/1.1 200")) ++answered;
      EXPECT_EQ(answer, expected) << "seed " << seed << ": " << requests;
      if (answer != expected) co_return;
    }
  };
  EXPECT_EQ(scenario::played(body), "ok");
  EXPECT_GT(answered, wanted / 200);
}

}  // namespace
