// SPDX-License-Identifier: MIT
// A client by mbedTLS that talks in virtual time: with our server by OpenSSL, or with OpenSSL
// itself. On builds with both only.
#pragma once

#include "ports/mbedtls/hosted.hpp"
#include "tests/support/net_scenario.hpp"
#include "tests/support/raw_tls.hpp"

#include <string>
#include <uasyncio/stream/tls_context.hpp>

namespace mbedtls_talk {

using namespace net_scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::TlsContext;
using asyncio::TlsError;
using asyncio::mbedtls::HostedContext;
using asyncio::mbedtls::Options;
namespace certificates = test_certificates;

inline std::string in_words(const Error& error) {
  return std::to_string(error.code) + " " + error.text();
}

inline std::string with_code(int code, const std::string& text) {
  return std::to_string(code) + " " + text;
}

struct Heard {
  std::string client = "well";
  std::string server = "well";
  std::string text = {};  // what came until the end
  std::string info = {};  // the facts that TLS knows, "name=fact" each
  bool has_connected = false;
};

inline std::string facts(asyncio::StreamWriter& writer) {
  std::string text;
  for (const char* name : {"tls_version", "alpn", "server_name", "tls_resumed"}) {
    char room[100];
    text += std::string(name) + "=" + std::string(writer.get_extra_info(name, room)) + " ";
  }
  return text;
}

inline Coro<> hear_all(asyncio::StreamReader& reader, Heard& heard) {
  for (;;) {
    const auto bytes = co_await asyncio::as_result(reader.read());
    if (!bytes.ok()) heard.client = in_words(bytes.error());
    if (!bytes.ok() || bytes.value().empty()) co_return;
    heard.text += bytes.value();
  }
}

/// Connects, asks if there is a question, and hears all until the end.
inline Coro<> visit(std::uint16_t port, const TlsContext& context, const char* name,
                    std::string question, Heard& heard) {
  heard.text.clear();
  const asyncio::ConnectOptions options{.tls = &context, .tls_server_name = name};
  auto connection = co_await asyncio::as_result(asyncio::open_connection(loopback, port, options));
  heard.has_connected = connection.ok();
  if (!connection.ok()) {
    heard.client = in_words(connection.error());
    co_return;
  }
  auto [reader, writer] = std::move(connection).value();
  heard.info = facts(writer);
  if (!question.empty()) {
    co_await writer.awrite(question);
    writer.finish_writing();
  }
  co_await hear_all(reader, heard);
  if (heard.client != "well") writer.abort();
  writer.close();
  (void)co_await asyncio::as_result(writer.wait_closed());
}

inline std::string server_said;

inline void remember_server(asyncio::Loop&, const asyncio::ExceptionContext& context) {
  server_said = in_words(context.error);
}

struct Talk {
  const TlsContext& client;
  const TlsContext& server;
  const char* name = "example.org";
  int times = 1;
};

/// With our server, which answers with what it was asked.
inline Heard talk_of(const Talk& what) {
  Heard heard;
  simulate([&]() -> Coro<> {
    asyncio::Loop::running()->set_exception_handler(&remember_server);
    server_said = "well";
    const asyncio::ServerOptions serving{.tls = &what.server};
    asyncio::Server server = co_await asyncio::start_server(echo, loopback, 0, serving);
    for (int time = 0; time != what.times; ++time) {
      co_await visit(server.port(), what.client, what.name, "question\n", heard);
    }
    server.close();
    co_await server.wait_closed();
    heard.server = server_said;
    EXPECT_EQ(network().devices(), 0u);
  });
  return heard;
}

/// With a server that shows this, of a client with its defaults that trusts the test's issuer.
inline Heard present(const std::string& identity, const char* name = "example.org") {
  const HostedContext client({.trusted = certificates::trusted().c_str()});
  const TlsContext server = TlsContext::server({.certificate = identity.c_str()});
  return talk_of({client, server, name});
}

/// With OpenSSL itself: `serve(peer)` is what the server does.
template <class Serve>
Heard talk_with_openssl(const certificates::Identity& identity, Serve serve,
                        int version = TLS1_2_VERSION) {
  Heard heard;
  simulate([&]() -> Coro<> {
    asyncio::Loop::running()->set_exception_handler(
        [](asyncio::Loop&, const asyncio::ExceptionContext&) {});
    auto handle = [&](asyncio::StreamReader& reader, asyncio::StreamWriter& writer) -> Coro<> {
      raw_tls::Peer peer(reader, writer, raw_tls::server_context(identity, version));
      co_await serve(peer);
    };
    asyncio::Server server = co_await asyncio::start_server(handle, loopback, 0);
    const HostedContext client(
        {.trusted = certificates::trusted().c_str(), .handshake_limit_ms = 500});
    co_await visit(server.port(), client, "example.org", "", heard);
    server.close();
    server.abort_clients();
    co_await server.wait_closed();
  });
  return heard;
}

/// The same key and certificate each time.
inline const certificates::Identity& good_identity() {
  static certificates::Identity identity;
  if (identity.key == nullptr) certificates::make(identity, {}, &certificates::issuer());
  return identity;
}

}  // namespace mbedtls_talk
