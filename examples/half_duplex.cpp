// SPDX-License-Identifier: MIT
// Requests and replies over one line, as on RS-485: only one side talks at a time, and a reply is
// over when the line is quiet. Asks three times what is there. On a computer the UART is wired to
// itself, and answers each request with the same text; on a board something else must answer:
// ./run examples/half_duplex.cpp --board lm3s6965evb --uart pty
#include <uasyncio.hpp>

#include <board.hpp>

namespace asyncio = uasyncio;

// [ask]
asyncio::Coro<std::string_view> ask(asyncio::StreamReader& reader, asyncio::StreamWriter& writer,
                                    std::string_view request) {
  co_await writer.awrite(request);
  co_return co_await asyncio::wait_for_ms(reader.read_until_idle(20), 1000);
}
// [/ask]

asyncio::Coro<> app() {
  board::UART<64> uart({.baudrate = 9600});
  asyncio::BufferedReader<64> reader(uart);
  asyncio::BufferedWriter<64> writer(uart);
  for (const char* request : {"name?\n", "state?\n", "bye\n"}) {
    auto reply = co_await asyncio::as_result(ask(reader, writer, request));
    if (reply) {
      asyncio::print("reply of", reply->size(), "bytes");
    } else {
      asyncio::print("no reply:", reply.error());
    }
  }
}

int main() { asyncio::run(app()); }
