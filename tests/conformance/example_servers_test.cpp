// The servers of examples/ over a network in memory, in virtual time: in bad weather too, and with
// clients that do what they should not.
#include "tests/support/net_scenario.hpp"
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

const asyncio::testing::Weather bad_weather{.latency = 2'000, .jitter = 5'000, .window = 3'000,
                                            .short_reads = true};

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
  simulate([](Body its_body) -> Coro<> {
    network().weather = bad_weather;
    asyncio::OwnedTask<> server = asyncio::create_task(http_server::serve(8080));
    co_await asyncio::sleep_ms(1);
    co_await its_body();
  }, body);
}

TEST(HttpServer, AnswersAsOftenAsItIsAskedOverOneConnection) {
  with_http_server([]() -> Coro<> {
    const std::vector<std::string> requests = {
        "POST /echo HTTP/1.1\r\nContent-Length: 5\r\n\r\nhelloPOST /echo HTTP/1.1\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nGET /count HTTP/1.1\r\n\r\n"};
    const std::string answer = co_await asked(requests);
    const std::string start = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                              "Connection: keep-alive\r\n";
    EXPECT_EQ(answer, start + "Content-Length: 5\r\n\r\nhello" +
                          start + "Content-Length: 3\r\n\r\nabc" +
                          start + "Transfer-Encoding: chunked\r\n\r\n2\r\n1\n\r\n2\r\n2\n\r\n"
                                  "2\r\n3\n\r\n0\r\n\r\n");
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

/// What the server answers to these bytes, which come in pieces by seed.
std::string answer_to(const std::string& request, std::uint64_t seed) {
  scripted_device::ScriptedDevice device(request, seed == 0 ? request.size() + 1 : 40, seed);
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  auto body = [](asyncio::Device& its_device) -> Coro<> {
    asyncio::BufferedReader<http_server::longest_line> reader(its_device);
    asyncio::BufferedWriter<4'096> writer(its_device);
    (void)co_await asyncio::as_result(http_server::serve_client(reader, writer));
  };
  (void)loop.run_until_complete(body(device));
  loop.close();
  return device.written;
}

constexpr std::string_view request_parts[] = {
    "GET / HTTP/1.1\r\n", "POST /echo HTTP/1.1\r\n", "GET /count HTTP/1.0\r\n", "\r\n", "\n", "\r",
    "Content-Length: 5\r\n", "Content-Length: 12345678901234567890\r\n", "5\r\nhello\r\n",
    "Transfer-Encoding: chunked\r\n", "0\r\n\r\n", "hello", "Connection: close\r\n", ": no\r\n",
    "ffffffffffffffff\r\n", "3;x=y\r\nabc\r\n",
    "POST /echo HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"};

std::string any_requests(asyncio::testing::Chance& chance) {
  std::string text;
  for (auto count = chance.between(1, 12); count != 0; --count) {
    text += request_parts[chance.next() % std::size(request_parts)];
  }
  if (chance.one_in(2)) text[chance.next() % text.size()] = static_cast<char>(chance.next());
  return text;
}

TEST(HttpServer, AnswersTheSameHoweverTheBytesAreSplit) {
  const unsigned runs = scripted_device::fuzz_runs(1'000);
  unsigned answered = 0;
  for (std::uint64_t seed = 1; seed <= runs; ++seed) {
    asyncio::testing::Chance chance(seed);
    const std::string requests = any_requests(chance);
    const std::string answer = answer_to(requests, 0);
    if (answer.starts_with("HTTP/1.1 200")) ++answered;
    ASSERT_EQ(answer_to(requests, seed), answer) << "seed " << seed << ": " << requests;
  }
  EXPECT_GT(answered, runs / 20);
}

}  // namespace
