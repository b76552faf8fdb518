// SPDX-License-Identifier: MIT
// A client and a server that talk TLS in virtual time, and what each of them says of it. On builds
// with OpenSSL only.
#pragma once

#include "tests/support/net_scenario.hpp"
#include "tests/support/test_certificates.hpp"

#include <string>
#include <uasyncio/stream/tls_context.hpp>
#include <utility>

namespace tls_talk {

using namespace net_scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::TlsContext;
using asyncio::TlsError;
namespace certificates = test_certificates;

inline std::string said(const Error& error) {
  return std::string(error.name()) + " " + std::to_string(error.code) + " " + error.text();
}

/// How an OSError with this code begins in words.
inline std::string coded(int code) { return "OSError " + std::to_string(code); }
inline std::string with_code(int code, const std::string& text) { return coded(code) + " " + text; }
/// The same of an alert that the peer has sent.
inline std::string alert(int number) { return coded(TlsError::alert + number) + " "; }

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
    if (!bytes.ok()) heard.client = said(bytes.error());
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
    heard.client = said(connection.error());
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
  server_said = said(context.error);
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

/// What a client says of a server that reads its first words, writes a text, and ends or waits.
inline std::string error_with_a_server_that_says(const TlsContext& client, const std::string& text,
                                                 bool ends) {
  Heard heard;
  simulate([&]() -> Coro<> {
    auto says = [&](asyncio::StreamReader& reader, asyncio::StreamWriter& writer) -> Coro<> {
      (void)co_await reader.read();
      co_await writer.awrite(text);
      while (!ends) co_await asyncio::sleep(1'000);
    };
    asyncio::Server server = co_await asyncio::start_server(says, loopback, 0);
    co_await visit(server.port(), client, "example.org", "", heard);
    server.abort_clients();
  });
  return heard.client;
}

}  // namespace tls_talk
