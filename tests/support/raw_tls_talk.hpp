// SPDX-License-Identifier: MIT
// What a client of ours, by whichever engine, makes of a server that is OpenSSL itself and means no
// good. On builds with OpenSSL only.
#pragma once

#include "tests/support/raw_tls.hpp"
#include "tests/support/tls_talk.hpp"

#include <string>

namespace raw_tls {

using namespace tls_talk;

inline const std::string cut_in_handshake = with_code(
    TlsError::truncated, "the peer has ended the connection in the middle of the handshake");
inline const std::string cut_later = with_code(
    TlsError::truncated, "the connection ended without the end of TLS: what came may not be all");
inline const std::string too_late = "TimeoutError 0 the TLS handshake took too long";
inline const std::string flooded =
    with_code(TlsError::flooded, "the peer sends record after record without data");
inline constexpr const char* whole_text = "this is all, or it is an error\n";

/// The same key and certificate each time.
inline const certificates::Identity& good_identity() {
  static certificates::Identity identity;
  if (identity.key == nullptr) certificates::make(identity, {}, &certificates::issuer());
  return identity;
}

/// `serve(peer)` is what the server does.
template <class Serve>
Heard talk_with_openssl(const TlsContext& client, const certificates::Identity& identity,
                        int version, Serve serve) {
  Heard heard;
  simulate([&]() -> Coro<> {
    asyncio::Loop::running()->set_exception_handler(
        [](asyncio::Loop&, const asyncio::ExceptionContext&) {});
    auto handle = [&](asyncio::StreamReader& reader, asyncio::StreamWriter& writer) -> Coro<> {
      Peer peer(reader, writer, server_context(identity, version));
      co_await serve(peer);
    };
    asyncio::Server server = co_await asyncio::start_server(handle, loopback, 0);
    co_await visit(server.port(), client, "example.org", "", heard);
    server.close();
    server.abort_clients();
    co_await server.wait_closed();
  });
  return heard;
}

// --- What such a server does --------------------------------------------------------------------

inline Coro<> shake_hands_only(Peer& peer) { (void)co_await peer.handshake(); }

inline Coro<> say_the_end(Peer& peer) {
  SSL_shutdown(peer.ssl);
  co_await peer.send();
}

/// All of it, as far as so many records go; then it ends, or is silent.
inline Coro<> say_all(Peer& peer, std::size_t records, bool ends) {
  peer.records_left = records;
  const bool has_shaken = co_await peer.handshake();
  if (has_shaken) {
    co_await peer.say(whole_text);
    co_await say_the_end(peer);
  }
  if (!ends) co_await asyncio::sleep(10);  // longer than a handshake may take
}

inline Coro<> say_it_in_bytes(Peer& peer) {
  const bool has_shaken = co_await peer.handshake();
  EXPECT_TRUE(has_shaken);
  for (const char each : std::string(whole_text)) co_await peer.say(std::string(1, each));
  co_await say_the_end(peer);
}

/// A server may ask for a new handshake; each time ours says no, and that only so often.
inline Coro<> ask_for_new_handshakes(Peer& peer) {
  const bool has_shaken = co_await peer.handshake();
  EXPECT_TRUE(has_shaken);
  for (int request = 0; request != 10'000; ++request) {
    SSL_renegotiate(peer.ssl);
    SSL_do_handshake(peer.ssl);
    if (request % 100 == 99) co_await peer.send();
  }
  co_await asyncio::sleep(1'000);
}

// --- Sentences that hold for each engine --------------------------------------------------------

/// `after(records, ends)` is what a client hears of `say_all`.
template <class After>
void expect_an_error_of_each_end_but_the_last(After after) {
  std::size_t records = 0;
  for (; records != 30; ++records) {
    const Heard heard = after(records, true);
    if (heard.client == "well") break;
    ASSERT_EQ(heard.client, heard.has_connected ? cut_later : cut_in_handshake)
        << "after " << records;
    ASSERT_TRUE(heard.text.empty() || heard.text == whole_text);
  }
  EXPECT_GE(records, 6u);  // of the handshake, and the text; without that of the end
  EXPECT_LT(records, 30u);
  EXPECT_EQ(after(records, true).text, whole_text);
}

template <class After>
void expect_a_limit_of_silent_handshakes(After after) {
  std::size_t records = 0;
  for (; records != 30; ++records) {
    const Heard heard = after(records, true);
    if (heard.has_connected) break;
    ASSERT_EQ(after(records, false).client, too_late) << "after " << records;
  }
  EXPECT_GE(records, 3u);
  EXPECT_LT(records, 30u);
}

}  // namespace raw_tls
