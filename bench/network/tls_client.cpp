// SPDX-License-Identifier: MIT
// client.cpp with TLS.
#include "bench/network/program.hpp"

constexpr const char* trusted = "";  // nobody: it is not run

asyncio::Coro<> use_network() {
  asyncio::mbedtls::set_utc(1'000'000);
  const auto context = asyncio::TlsContext::client({.trusted = trusted});
  const asyncio::ConnectOptions options{.tls = &context};
  auto [reader, writer] = co_await asyncio::open_connection("example.org", 7, options);
  co_await echo(reader, writer);
}
