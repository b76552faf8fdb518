// SPDX-License-Identifier: MIT
// What a client or server of ours, by whichever engine, makes of a peer that is OpenSSL itself and
// means no good. On builds with OpenSSL only.
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

// --- Our server, and what a client does ---------------------------------------------------------

/// What our server says of clients: `talk(reader, writer)` is what one does.
template <class Talk>
std::string words_of_a_server(const TlsContext& context, Talk talk) {
  server_said = "well";
  simulate([&]() -> Coro<> {
    asyncio::Loop::running()->set_exception_handler(&remember_server);
    const asyncio::ServerOptions options{.tls = &context};
    asyncio::Server server = co_await asyncio::start_server(echo, loopback, 0, options);
    {
      auto [reader, writer] = co_await asyncio::open_connection(loopback, server.port());
      co_await talk(reader, writer);
      writer.abort();
    }
    server.close();
    co_await server.wait_closed();
    EXPECT_EQ(network().devices(), 0u);
  });
  return server_said;
}

/// The same of OpenSSL: `talk(peer)`.
template <class Talk>
std::string words_of_a_server(const TlsContext& context, int version, Talk talk) {
  auto with_peer = [version, &talk](asyncio::StreamReader& reader,
                                    asyncio::StreamWriter& writer) -> Coro<> {
    Peer peer(reader, writer, client_context(version));
    co_await talk(peer);
  };
  return words_of_a_server(context, with_peer);
}

/// The same of one that says this, and waits.
inline std::string words_about(const TlsContext& context, const std::string& text) {
  auto says = [&text](asyncio::StreamReader& reader, asyncio::StreamWriter& writer) -> Coro<> {
    co_await writer.awrite(text);
    (void)co_await asyncio::as_result(reader.read());
    co_await asyncio::sleep(1);
  };
  return words_of_a_server(context, says);
}

/// A client says in TLS that it goes, after its first words.
inline void expect_an_error_of_an_early_goodbye(const TlsContext& context, int version) {
  auto goes = [version](asyncio::StreamReader& reader, asyncio::StreamWriter& writer) -> Coro<> {
    Peer peer(reader, writer, client_context(version));
    peer.records_left = 1;
    SSL_do_handshake(peer.ssl);
    co_await peer.send();
    co_await writer.awrite(std::string_view("\x15\x03\x03\0\2\1\0", 7));
    co_await asyncio::sleep(1);
  };
  EXPECT_EQ(words_of_a_server(context, goes), cut_in_handshake);
}

inline Coro<> stop_after(Peer& peer, std::size_t records) {
  peer.records_left = records;
  const bool has_shaken = co_await peer.handshake();
  EXPECT_FALSE(has_shaken);
  co_await asyncio::sleep(5);
}

inline Coro<> ask_in_bytes(Peer& peer) {
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
}

// --- Sentences that hold for each engine --------------------------------------------------------

/// `after(records, ends)` is what a client hears of `say_all`.
/// With a time limit of half a second.
inline void expect_words_about_what_is_no_tls(const TlsContext& client) {
  const auto says = [&client](const std::string& text, bool ends) {
    return error_with_a_server_that_says(client, text, ends);
  };
  const std::string not_tls = with_code(TlsError::not_tls, "the peer does not speak TLS");
  EXPECT_EQ(says("HTTP/1.1 400 Bad Request\r\n\r\n", true), not_tls);
  EXPECT_EQ(says("220 mail.example.org ESMTP\r\n", false), not_tls);
  EXPECT_EQ(says(std::string(100, '\0'), false), not_tls);
  EXPECT_EQ(says(std::string(100, '\xff'), true), not_tls);
  EXPECT_EQ(says("", true), cut_in_handshake);
  EXPECT_EQ(says("\x16\x03\x03", true), cut_in_handshake);
  EXPECT_EQ(says(std::string("\x15\x03\x03\0\2\1\0", 7), false), cut_in_handshake);
  EXPECT_EQ(says(std::string("\x15\x03\x03\0\2\2\x28", 7), true),
            with_code(TlsError::alert + 40, "the peer has refused: handshake failure (alert 40)"));
  EXPECT_EQ(says("\x16\x03\x03", false), too_late);
}

/// What a name says is written to terminals and logs: a peer's orders to those are not.
inline void expect_that_names_can_be_printed(const TlsContext& client) {
  const certificates::Wish wishes[] = {
      {.name = "example.org", .names = "DNS:evil\x1b[2J.example.com"},
      {.name = "evil\x1b[2J\n\x7f", .names = ""},
  };
  for (const certificates::Wish& wish : wishes) {
    certificates::Identity identity;
    certificates::make(identity, wish, &certificates::issuer());
    const std::string heard =
        talk_with_openssl(client, identity, TLS1_2_VERSION, &shake_hands_only).client;
    EXPECT_EQ(heard.substr(0, 13), coded(TlsError::wrong_host));
    EXPECT_NE(heard.find("evil?[2J"), std::string::npos) << heard;
    for (const char each : heard) EXPECT_TRUE(each >= ' ' && each != '\x7f') << heard;
  }
}

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

/// A client that says all and the end, as far as so many records go, and then ends its connection.
inline std::string words_after(const TlsContext& context, int version, std::size_t records) {
  auto ends_early = [version, records](asyncio::StreamReader& reader,
                                       asyncio::StreamWriter& writer) -> Coro<> {
    Peer peer(reader, writer, client_context(version));
    co_await say_all(peer, records, true);
    co_await asyncio::sleep(1);
    writer.close();
    co_await writer.wait_closed();
  };
  return words_of_a_server(context, ends_early);
}

inline void expect_an_error_of_each_end_of_a_client(const TlsContext& context, int version) {
  std::size_t records = 0;
  for (; records != 30; ++records) {
    const std::string heard = words_after(context, version, records);
    if (heard == "well") break;
    ASSERT_TRUE(heard == cut_in_handshake || heard == cut_later) << heard << " after " << records;
  }
  EXPECT_GE(records, 4u);  // of the handshake, and the text; without that of the end
  EXPECT_LT(records, 30u);
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
