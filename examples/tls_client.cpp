// SPDX-License-Identifier: MIT
// Asks a server over TLS whether it is who it says it is, or tells in one line why not.
//   ./run examples/tls_client.cpp -- example.org
//   ./run examples/tls_client.cpp -- localhost 8007 build/tls/localhost.pem
// The last word is a file with the certificates to trust, in place of those of the system.
#include <cstdlib>
#include <string>
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

// [talk]
/// Sends a line, and prints the first one that comes back.
asyncio::Coro<> talk(std::string host, std::uint16_t port, const asyncio::TlsContext& context) {
  asyncio::DnsResolver resolver;
  const asyncio::ConnectOptions options{.resolver = &resolver, .tls = &context};
  auto [reader, writer] = co_await asyncio::open_connection(host, port, options);
  char room[200];
  asyncio::print(host, "talks", writer.get_extra_info("tls_version", room));
  const std::string request = "GET / HTTP/1.0\r\nHost: " + host + "\r\n\r\n";
  co_await writer.awrite(request);
  const std::string_view line = co_await reader.readline();
  asyncio::print("it says", line.substr(0, line.find_first_of("\r\n")));
  writer.close();
  co_await writer.wait_closed();
}
// [/talk]

// [explain]
asyncio::Coro<> app(std::string host, std::uint16_t port, const char* trusted) {
  const auto context = asyncio::TlsContext::client({.trusted = trusted});
  const auto end = co_await asyncio::as_result(asyncio::wait_for(talk(host, port, context), 20));
  if (!end.ok()) asyncio::print(end.error());
}
// [/explain]

int main(int count, char** words) {
  const char* const host = count > 1 ? words[1] : "localhost";
  const int port = count > 2 ? std::atoi(words[2]) : 443;
  asyncio::run(app(host, static_cast<std::uint16_t>(port), count > 3 ? words[3] : nullptr));
}
