// SPDX-License-Identifier: MIT
// TLS by mbedTLS with peers that mean no good, speak something else, or stop.
#if UASYNCIO_TLS && UASYNCIO_MBEDTLS

#include "tests/support/mbedtls_talk.hpp"

using namespace mbedtls_talk;

namespace {

const std::string cut_in_handshake = with_code(
    TlsError::truncated, "the peer has ended the connection in the middle of the handshake");
const std::string cut_later = with_code(
    TlsError::truncated, "the connection ended without the end of TLS: what came may not be all");
const std::string too_late = "0 the TLS handshake took too long";
constexpr const char* whole_text = "this is all, or it is an error\n";

TEST(MbedtlsHostile, AWeakKeyOfAServerIsNotAccepted) {
  certificates::Identity weak;
  certificates::make(weak, {.rsa_bits = 1024}, &certificates::issuer());
  auto shakes = [](raw_tls::Peer& peer) -> Coro<> { (void)co_await peer.handshake(); };
  EXPECT_EQ(
      talk_with_openssl(weak, shakes).client,
      with_code(TlsError::weak_key, "certificate of example.org is too weak (mbedTLS 0x10000)"));
}

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

Heard after(std::size_t records, bool ends) {
  return talk_with_openssl(good_identity(), [records, ends](raw_tls::Peer& peer) {
    return say_all(peer, records, ends);
  });
}

TEST(MbedtlsHostile, AnEndAfterAnyRecordButTheLastIsAnError) {
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

TEST(MbedtlsHostile, AServerThatStopsInTheMiddleOfTheHandshakeHasALimit) {
  std::size_t records = 0;
  for (; records != 30; ++records) {
    const Heard heard = after(records, true);
    if (heard.has_connected) break;
    ASSERT_EQ(after(records, false).client, too_late) << "after " << records;
  }
  EXPECT_GE(records, 3u);
  EXPECT_LT(records, 30u);
}

TEST(MbedtlsHostile, RecordsOfAByteAreRead) {
  auto says_it_in_bytes = [](raw_tls::Peer& peer) -> Coro<> {
    const bool has_shaken = co_await peer.handshake();
    EXPECT_TRUE(has_shaken);
    for (const char each : std::string(whole_text)) co_await peer.say(std::string(1, each));
    SSL_shutdown(peer.ssl);
    co_await peer.send();
  };
  const Heard heard = talk_with_openssl(good_identity(), says_it_in_bytes);
  EXPECT_EQ(heard.client, "well");
  EXPECT_EQ(heard.text, whole_text);
}

/// mbedTLS 2.28 does not join them.
TEST(MbedtlsHostile, AMessageOfTheHandshakeInPiecesIsRefused) {
  auto shakes_in_bytes = [](raw_tls::Peer& peer) -> Coro<> {
    peer.cuts_handshake_up = true;
    (void)co_await peer.handshake();
  };
  EXPECT_EQ(talk_with_openssl(good_identity(), shakes_in_bytes).client,
            with_code(TlsError::broken, "what came is not as TLS wants it: mbedTLS 0x7200"));
}

TEST(MbedtlsHostile, AFloodOfRenegotiationsEndsTheConnection) {
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
  EXPECT_EQ(talk_with_openssl(good_identity(), asks_again_and_again).client,
            with_code(TlsError::flooded, "the peer sends record after record without data"));
}

TEST(MbedtlsHostile, ARenegotiationIsRefusedAndTheTalkGoesOn) {
  auto asks_and_goes_on = [](raw_tls::Peer& peer) -> Coro<> {
    const bool has_shaken = co_await peer.handshake();
    EXPECT_TRUE(has_shaken);
    SSL_renegotiate(peer.ssl);
    SSL_do_handshake(peer.ssl);
    co_await peer.say(whole_text);
    co_await asyncio::sleep(1);
    SSL_shutdown(peer.ssl);
    co_await peer.send();
  };
  EXPECT_EQ(talk_with_openssl(good_identity(), asks_and_goes_on).text, whole_text);
}

/// What a client says of a server that reads its first words, writes a text, and ends or waits.
std::string error_with_a_server_that_says(const std::string& text, bool ends) {
  Heard heard;
  simulate([&]() -> Coro<> {
    auto says = [&](asyncio::StreamReader& reader, asyncio::StreamWriter& writer) -> Coro<> {
      (void)co_await reader.read();
      co_await writer.awrite(text);
      while (!ends) co_await asyncio::sleep(1'000);
    };
    asyncio::Server server = co_await asyncio::start_server(says, loopback, 0);
    const HostedContext client(
        {.trusted = certificates::trusted().c_str(), .handshake_limit_ms = 500});
    co_await visit(server.port(), client, "example.org", "", heard);
    server.abort_clients();
  });
  return heard.client;
}

TEST(MbedtlsHostile, APeerThatDoesNotSpeakTlsIsNamed) {
  const std::string not_tls = with_code(TlsError::not_tls, "the peer does not speak TLS");
  EXPECT_EQ(error_with_a_server_that_says("HTTP/1.1 400 Bad Request\r\n\r\n", true), not_tls);
  EXPECT_EQ(error_with_a_server_that_says("220 mail.example.org ESMTP\r\n", false), not_tls);
  EXPECT_EQ(error_with_a_server_that_says("\x16\x03\x03\xff\xff garbage", false),
            with_code(TlsError::broken, "what came is not as TLS wants it: mbedTLS 0x7100"));
  EXPECT_EQ(error_with_a_server_that_says("", true), cut_in_handshake);
  EXPECT_EQ(error_with_a_server_that_says("\x16\x03\x03", true), cut_in_handshake);
  EXPECT_EQ(error_with_a_server_that_says(std::string("\x15\x03\x03\0\2\1\0", 7), false),
            cut_in_handshake);
  EXPECT_EQ(error_with_a_server_that_says(std::string("\x15\x03\x03\0\2\2\x28", 7), true),
            with_code(TlsError::alert + 40, "the peer has refused: handshake failure (alert 40)"));
  EXPECT_EQ(error_with_a_server_that_says("\x16\x03\x03", false), too_late);
}

TEST(MbedtlsHostile, AnOldVersionIsRefused) {
  const std::string chooses_tls_1_1 = std::string("\x16\x03\x02\0\x2a\2\0\0\x26\x03\x02", 11) +
                                      std::string(33, '\0') + std::string("\xc0\x2b\0", 3);
  EXPECT_EQ(error_with_a_server_that_says(chooses_tls_1_1, false),
            with_code(TlsError::old_version, "the peer knows nothing as new as TLS 1.2"));
}

}  // namespace

#endif
