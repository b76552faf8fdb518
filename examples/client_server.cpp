// SPDX-License-Identifier: MIT
// A server and its clients: lines of JSON, a heartbeat, and a client that connects again after a
// pause that grows. micropython-async's client_server, in one program.
//   ./run examples/client_server.cpp            or with another port:  -- 8134
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

namespace {

constexpr int heartbeat_ms = 100;
constexpr int silence_ms = 3 * heartbeat_ms;  // then the other side is taken for gone
constexpr int first_pause_ms = 50;
constexpr int longest_pause_ms = 1'000;

// [server]
/// An empty line is a heartbeat: it says only that the other side is there.
asyncio::Coro<> answer(asyncio::StreamReader& reader, asyncio::StreamWriter& writer) {
  int lines = 0;
  for (;;) {
    const auto line = co_await asyncio::wait_for_ms(reader.next(), silence_ms);
    if (!line) co_return;
    if (*line == "\n") {
      co_await writer.awrite("\n");
      continue;
    }
    asyncio::print("server got", line->substr(0, line->size() - 1));
    char text[64];
    const int size = std::snprintf(text, sizeof text, "{\"lines\": %d}\n", ++lines);
    co_await writer.awrite(std::string_view(text, static_cast<std::size_t>(size)));
  }
}
// [/server]

asyncio::Coro<> beat(asyncio::StreamWriter& writer) {
  for (;;) {
    co_await asyncio::sleep_ms(heartbeat_ms);
    co_await writer.awrite("\n");
  }
}

/// One connection, until it has said all or the connection fails.
asyncio::Coro<> talk(std::uint16_t port, int& next) {
  auto [reader, writer] = co_await asyncio::open_connection("127.0.0.1", port);
  asyncio::OwnedTask<> heart = asyncio::create_task(beat(writer));
  for (; next != 3; ++next) {
    char text[64];
    const int size = std::snprintf(text, sizeof text, "{\"temperature\": %d}\n", 20 + next);
    co_await writer.awrite(std::string_view(text, static_cast<std::size_t>(size)));
    for (;;) {
      const auto line = co_await asyncio::wait_for_ms(reader.readline(), silence_ms);
      if (line == "\n") continue;
      asyncio::print("client got", line.substr(0, line.size() - 1));
      break;
    }
    co_await asyncio::sleep_ms(heartbeat_ms * 3 / 2);
  }
  writer.close();
  co_await writer.wait_closed();
}

// [client]
/// Connects again and again: the server may not be there yet, or go.
asyncio::Coro<> client(std::uint16_t port) {
  int next = 0;
  int pause_ms = first_pause_ms;
  for (;;) {
    const auto end = co_await asyncio::as_result(talk(port, next));
    if (end.ok()) co_return;
    asyncio::print("client:", end.error().name());
    co_await asyncio::sleep_ms(pause_ms);
    pause_ms = std::min(2 * pause_ms, longest_pause_ms);
  }
}
// [/client]

asyncio::Coro<> both(std::uint16_t port) {
  asyncio::Task<> asking = asyncio::create_task(client(port));
  co_await asyncio::sleep_ms(first_pause_ms / 2);  // nobody is there at first
  asyncio::Server server = co_await asyncio::start_server(answer, "127.0.0.1", port);
  co_await asking;
  server.close();
  co_await server.wait_closed();
}

}  // namespace

int main(int count, char** words) {
  asyncio::run(both(static_cast<std::uint16_t>(count > 1 ? std::atoi(words[1]) : 8133)));
}
