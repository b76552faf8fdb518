// SPDX-License-Identifier: MIT
// server.cpp with TLS.
#include "bench/network/program.hpp"

asyncio::Coro<> use_network() {
  const auto context = asyncio::TlsContext::server({.certificate = asyncio::mbedtls::identity()});
  const asyncio::ServerOptions options{.tls = &context};
  asyncio::Server server = co_await asyncio::start_server(echo, "", 7, options);
  co_await server.serve_forever();
}
