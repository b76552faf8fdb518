// SPDX-License-Identifier: MIT
// A TCP echo server: 64 bytes, from one to ten thousand connections.
#include "bench/host/echo.hpp"

#include <uasyncio.hpp>

namespace asyncio = uasyncio;

namespace {

asyncio::Coro<> serve(int connections) {
  echo::Count count(connections);
  asyncio::Event is_over;
  auto answer = [&](asyncio::StreamReader& reader,
                    asyncio::StreamWriter& writer) -> asyncio::Coro<> {
    for (;;) {
      const std::string_view text = co_await reader.read();
      if (text.empty()) co_return;
      co_await writer.awrite(text);
      if (count.add()) is_over.set();
    }
  };
  constexpr std::size_t buffer = 1024;
  const asyncio::ServerOptions options{.limit = buffer, .write_limit = buffer};
  asyncio::Server server = co_await asyncio::start_server(answer, "127.0.0.1", 0, options);
  const pid_t client = echo::start_client(server.port(), connections, count.rounds());
  co_await is_over.wait();
  count.report();
  server.close();
  co_await server.wait_closed();
  echo::end_client(client);
}

}  // namespace

int main(int count, char** words) {
  return echo::run(count, words, [](int connections) { asyncio::run(serve(connections)); });
}
