// SPDX-License-Identifier: MIT
// Datagrams (UDP): who says anything gets it back, and is told of here.
//   ./run examples/datagrams.cpp             in one terminal
//   nc -u 127.0.0.1 8007                     in another
//   ./run --board lm3s6965evb --net examples/datagrams.cpp
//                                            on a chip: docs/tutorial/network_on_a_chip.md
#include <array>
#include <cstdlib>
#include <uasyncio.hpp>

#if !UASYNCIO_HOSTED
#include <board.hpp>  // a chip's network
#endif

namespace asyncio = uasyncio;
using asyncio::Address;
using asyncio::Datagram;
using asyncio::DatagramSocket;

constexpr const char* home = UASYNCIO_HOSTED ? "127.0.0.1" : "";
constexpr std::size_t largest = 64;

// [answer]
asyncio::Coro<> answer(DatagramSocket& socket) {
  std::array<char, largest> room;
  char text[Address::longest_text];
  for (;;) {
    const Datagram datagram = co_await socket.receive_from(room);
    asyncio::print(datagram.size, datagram.is_truncated ? "bytes and more from" : "bytes from",
                   datagram.from.write_to(text));
    co_await socket.send_to(std::span(room).first(datagram.size), datagram.from);
  }
}
// [/answer]

asyncio::Coro<> serve(std::uint16_t port) {
  DatagramSocket socket = co_await asyncio::bind_datagrams(home, port);
  asyncio::print("listening at port", socket.port());
  co_await answer(socket);
}

#if UASYNCIO_HOSTED
/// datagrams [PORT]
int main(int count, char** words) {
  asyncio::run(serve(count > 1 ? static_cast<std::uint16_t>(std::atoi(words[1])) : 8007));
}
#else
int main() { asyncio::run(serve(8007)); }
#endif
