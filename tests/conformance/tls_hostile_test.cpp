// SPDX-License-Identifier: MIT
// TLS with peers that mean no good, or stop: weak keys, an end or a silence after each record,
// records of a byte, and floods.
#if UASYNCIO_TLS

#include "tests/support/net_scenario.hpp"
#include "tests/support/raw_tls.hpp"

#include <string>
#include <uasyncio/stream/tls_context.hpp>

using namespace net_scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::TlsContext;
using asyncio::TlsError;
namespace certificates = test_certificates;

namespace {

std::string in_words(const Error& error) {
  return std::string(error.name()) + " " + std::to_string(error.code) + " " + error.text();
}

std::string os_error(int code, const std::string& text) {
  return "OSError " + std::to_string(code) + " " + text;
}

const std::string cut_in_handshake =
    os_error(TlsError::truncated,
             "the peer has ended the connection in the middle of the handshake");
const std::string cut_later =
    os_error(TlsError::truncated,
             "the connection ended without the end of TLS: what came may not be all");
const std::string too_late = "TimeoutError 0 the TLS handshake took too long";
const std::string flooded =
    os_error(TlsError::flooded, "the peer sends record after record without data");

const certificates::Identity& good_identity() {
  static certificates::Identity identity;
  if (identity.key == nullptr) certificates::make(identity, {}, &certificates::issuer());
  return identity;
}

// --- Our client, and a server of OpenSSL's ------------------------------------------------------

struct Outcome {
  bool has_connected = false;
  std::string text = {};
  std::string error = "well";
};

Coro<> hear_all(asyncio::StreamReader& reader, Outcome& outcome) {
  for (;;) {
    const auto bytes = co_await asyncio::as_result(reader.read());
    if (!bytes.ok()) outcome.error = in_words(bytes.error());
    if (!bytes.ok() || bytes.value().empty()) co_return;
    outcome.text += bytes.value();
  }
}

Coro<> connect_and_hear(std::uint16_t port, Outcome& outcome) {
  const TlsContext context = TlsContext::client(
      {.trusted = certificates::trusted().c_str(), .handshake_limit_ms = 500});
  const asyncio::ConnectOptions options{.tls = &context, .tls_server_name = "example.org"};
  auto connection =
      co_await asyncio::as_result(asyncio::open_connection(loopback, port, options));
  outcome.has_connected = connection.ok();
  if (!connection.ok()) {
    outcome.error = in_words(connection.error());
    co_return;
  }
  auto [reader, writer] = std::move(connection).value();
  co_await hear_all(reader, outcome);
  writer.abort();
}

/// `serve(peer)` is what the server does with a client.
template <class Serve>
Outcome client_of(const certificates::Identity& identity, int version, Serve serve) {
  Outcome outcome;
  simulate([&]() -> Coro<> {
    asyncio::Loop::running()->set_exception_handler(
        [](asyncio::Loop&, const asyncio::ExceptionContext&) {});
    auto handle = [&](asyncio::StreamReader& reader,
                      asyncio::StreamWriter& writer) -> Coro<> {
      raw_tls::Peer peer(reader, writer, raw_tls::server_context(identity, version));
      co_await serve(peer);
    };
    asyncio::Server server = co_await asyncio::start_server(handle, loopback, 0);
    co_await connect_and_hear(server.port(), outcome);
    server.close();
    server.abort_clients();
    co_await server.wait_closed();
  });
  return outcome;
}

Coro<> shake_hands_only(raw_tls::Peer& peer) { (void)co_await peer.handshake(); }

TEST(TlsHostile, AWeakKeyOfAServerIsNotAccepted) {
  certificates::Identity weak;
  certificates::make(weak, {.rsa_bits = 1024}, &certificates::issuer());
  EXPECT_EQ(client_of(weak, TLS1_3_VERSION, &shake_hands_only).error,
            os_error(TlsError::weak_key, "certificate of example.org is too weak "
                                         "(EE certificate key too weak, X509 66)"));
}

constexpr const char* whole_text = "this is all, or it is an error\n";

Coro<> say_all(raw_tls::Peer& peer, std::size_t records, bool ends) {
  peer.records_left = records;
  const bool has_shaken = co_await peer.handshake();
  if (has_shaken) {
    co_await peer.say(whole_text);
    SSL_shutdown(peer.ssl);
    co_await peer.send();
  }
  if (!ends) co_await asyncio::sleep(10);  // longer than a handshake may take
}

Outcome client_after(std::size_t records, bool ends) {
  return client_of(good_identity(), TLS1_3_VERSION, [records, ends](raw_tls::Peer& peer) {
    return say_all(peer, records, ends);
  });
}

TEST(TlsHostile, AnEndAfterAnyRecordButTheLastIsAnError) {
  std::size_t records = 0;
  for (; records != 30; ++records) {
    const Outcome outcome = client_after(records, true);
    if (outcome.error == "well") break;
    ASSERT_EQ(outcome.error, outcome.has_connected ? cut_later : cut_in_handshake)
        << "after " << records;
    ASSERT_TRUE(outcome.text.empty() || outcome.text == whole_text);
  }
  EXPECT_GE(records, 6u);  // of the handshake, and the text; without that of the end
  EXPECT_LT(records, 30u);
  EXPECT_EQ(client_after(records, true).text, whole_text);
}

TEST(TlsHostile, AServerThatStopsInTheMiddleOfTheHandshakeHasALimit) {
  std::size_t records = 0;
  for (; records != 30; ++records) {
    const Outcome outcome = client_after(records, true);
    if (outcome.has_connected) break;
    ASSERT_EQ(client_after(records, false).error, too_late) << "after " << records;
  }
  EXPECT_GE(records, 3u);
  EXPECT_LT(records, 30u);
}

TEST(TlsHostile, AClientReadsRecordsOfAByte) {
  auto says_it_in_bytes = [](raw_tls::Peer& peer) -> Coro<> {
    peer.cuts_handshake_up = true;
    const bool has_shaken = co_await peer.handshake();
    EXPECT_TRUE(has_shaken);
    for (const char each : std::string(whole_text)) co_await peer.say(std::string(1, each));
    SSL_shutdown(peer.ssl);
    co_await peer.send();
  };
  const Outcome outcome = client_of(good_identity(), TLS1_3_VERSION, says_it_in_bytes);
  EXPECT_EQ(outcome.error, "well");
  EXPECT_EQ(outcome.text, whole_text);
}

/// A server may ask for a new handshake; each time ours says no, and that only so often.
TEST(TlsHostile, AFloodOfRenegotiationsEndsTheConnection) {
  auto asks_again_and_again = [](raw_tls::Peer& peer) -> Coro<> {
    const bool has_shaken = co_await peer.handshake();
    EXPECT_TRUE(has_shaken);
    for (int request = 0; request != 10'000; ++request) {
      SSL_renegotiate(peer.ssl);
      SSL_do_handshake(peer.ssl);
      if (request % 100 == 99) co_await peer.send();
    }
    co_await asyncio::sleep(1'000);
  };
  EXPECT_EQ(client_of(good_identity(), TLS1_2_VERSION, asks_again_and_again).error, flooded);
}

// --- Our server, and a client of OpenSSL's ------------------------------------------------------

std::string words_of_server;

/// `talk(peer)` is what the client does; what the server says of it is given.
template <class Talk>
std::string server_of(Talk talk) {
  words_of_server = "well";
  simulate([&]() -> Coro<> {
    asyncio::Loop::running()->set_exception_handler(
        [](asyncio::Loop&, const asyncio::ExceptionContext& what) {
          words_of_server = in_words(what.error);
        });
    const TlsContext context = TlsContext::server(
        {.certificate = certificates::ordinary().c_str(), .handshake_limit_ms = 500});
    const asyncio::ServerOptions options{.tls = &context};
    asyncio::Server server = co_await asyncio::start_server(echo, loopback, 0, options);
    {
      auto [reader, writer] = co_await asyncio::open_connection(loopback, server.port());
      raw_tls::Peer peer(reader, writer, raw_tls::client_context());
      co_await talk(peer);
      writer.abort();
    }
    server.close();
    co_await server.wait_closed();
  });
  return words_of_server;
}

TEST(TlsHostile, AClientThatStopsInTheMiddleOfTheHandshakeHasALimit) {
  for (std::size_t records = 0; records != 3; ++records) {
    auto stops = [records](raw_tls::Peer& peer) -> Coro<> {
      peer.records_left = records;
      const bool has_shaken = co_await peer.handshake();
      EXPECT_FALSE(has_shaken);
      co_await asyncio::sleep(5);
    };
    EXPECT_EQ(server_of(stops), too_late) << "after " << records;
  }
}

TEST(TlsHostile, AServerReadsRecordsOfAByte) {
  auto says_it_in_bytes = [](raw_tls::Peer& peer) -> Coro<> {
    peer.cuts_handshake_up = true;
    const bool has_shaken = co_await peer.handshake();
    EXPECT_TRUE(has_shaken);
    std::string heard;
    for (const char each : std::string(whole_text)) {
      const std::string answer = co_await peer.ask(std::string(1, each));
      heard += answer;
    }
    EXPECT_EQ(heard, whole_text);
    SSL_shutdown(peer.ssl);
    co_await peer.send();
    (void)co_await peer.receive();  // the server's end
  };
  EXPECT_EQ(server_of(says_it_in_bytes), "well");
}

TEST(TlsHostile, AFloodOfNewKeysEndsTheConnection) {
  auto asks_again_and_again = [](raw_tls::Peer& peer) -> Coro<> {
    const bool has_shaken = co_await peer.handshake();
    EXPECT_TRUE(has_shaken);
    const std::string answer = co_await peer.ask("before");
    EXPECT_EQ(answer, "before");
    for (int request = 0; request != 10'000; ++request) {
      SSL_key_update(peer.ssl, SSL_KEY_UPDATE_REQUESTED);
      SSL_do_handshake(peer.ssl);
      if (request % 100 != 99) continue;
      const auto sent = co_await asyncio::as_result(peer.send());
      if (!sent.ok()) break;
    }
    co_await asyncio::sleep(1);
  };
  EXPECT_EQ(server_of(asks_again_and_again), flooded);
}

}  // namespace

#endif
