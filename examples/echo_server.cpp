// SPDX-License-Identifier: MIT
// An echo server: what a client sends comes back. Any number of clients, each with a task.
//   ./run examples/echo_server.cpp           in one terminal
//   nc 127.0.0.1 8007                        in another
//   ./run examples/echo_server.cpp --tls     the same over TLS: docs/tutorial/tls.md
//   ./run --board lm3s6965evb --net examples/echo_server.cpp
//                                            on a chip: docs/tutorial/network_on_a_chip.md; --tls,
//                                            too
#include <cstdlib>
#include <cstring>
#include <uasyncio.hpp>

#if !UASYNCIO_HOSTED
#include <board.hpp>  // a chip's network
#endif

namespace asyncio = uasyncio;

// [home]
/// On a computer only its own programs are served; a chip has one address, and serves all.
constexpr const char* home = UASYNCIO_HOSTED ? "127.0.0.1" : "";
// [/home]

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
  asyncio::Server server = co_await asyncio::start_server(echo, home, port);
  asyncio::print("serving on port", server.port());
  co_await server.serve_forever();
}
// [/server]

#if UASYNCIO_HOSTED || UASYNCIO_MBEDTLS
// [tls]
/// `identity` is a file with a certificate and its key; on a chip, which has no files, its text.
asyncio::Coro<> serve_tls(std::uint16_t port, const char* identity) {
  const auto context = asyncio::TlsContext::server({.certificate = identity});
  if (context.error()) co_await asyncio::fail(context.error());
  const asyncio::ServerOptions options{.tls = &context};
  asyncio::Server server = co_await asyncio::start_server(echo, home, port, options);
  asyncio::print("serving TLS on port", server.port());
  co_await server.serve_forever();
}
// [/tls]
#endif

#if UASYNCIO_HOSTED
/// echo_server [PORT] [--tls IDENTITY]
int main(int count, char** words) {
  std::uint16_t port = 8007;
  const char* identity = nullptr;
  for (int word = 1; word < count; ++word) {
    if (std::strcmp(words[word], "--tls") == 0 && word + 1 < count) {
      identity = words[++word];
    } else {
      port = static_cast<std::uint16_t>(std::atoi(words[word]));
    }
  }
  asyncio::run(identity == nullptr ? serve(port) : serve_tls(port, identity));
}
#elif UASYNCIO_MBEDTLS
int main() { asyncio::run(serve_tls(8007, asyncio::mbedtls::identity())); }
#else
int main() { asyncio::run(serve(8007)); }
#endif
