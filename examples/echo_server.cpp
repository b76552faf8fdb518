// An echo server: what a client sends comes back. Any number of clients, each with a task.
//   ./run examples/echo_server.cpp           in one terminal
//   nc 127.0.0.1 8007                        in another
#include <cstdlib>
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

// [handler]
asyncio::Coro<> echo(asyncio::StreamReader& reader, asyncio::StreamWriter& writer) {
  for (;;) {
    const std::string_view text = co_await reader.read();
    if (text.empty()) co_return;  // the client has finished
    co_await writer.awrite(text);
  }
}
// [/handler]

// [server]
asyncio::Coro<> serve(std::uint16_t port) {
  asyncio::Server server = co_await asyncio::start_server(echo, "127.0.0.1", port);
  asyncio::print("serving on port", server.port());
  co_await server.serve_forever();
}
// [/server]

int main(int count, char** words) {
  asyncio::run(serve(static_cast<std::uint16_t>(count > 1 ? std::atoi(words[1]) : 8007)));
}
