// SPDX-License-Identifier: MIT
// TLS by mbedTLS with peers that mean no good, speak something else, or stop.
#if UASYNCIO_TLS && UASYNCIO_MBEDTLS

#include "tests/support/mbedtls_talk.hpp"

using namespace mbedtls_talk;
using raw_tls::cut_in_handshake;
using raw_tls::too_late;
using raw_tls::whole_text;

namespace {

TEST(MbedtlsHostile, AWeakKeyOfAServerIsNotAccepted) {
  certificates::Identity weak;
  certificates::make(weak, {.rsa_bits = 1024}, &certificates::issuer());
  EXPECT_EQ(
      talk_with_openssl(weak, &raw_tls::shake_hands_only).client,
      with_code(TlsError::weak_key, "certificate of example.org is too weak (mbedTLS 0x10000)"));
}

Heard after(std::size_t records, bool ends) {
  return talk_with_openssl(good_identity(), [records, ends](raw_tls::Peer& peer) {
    return raw_tls::say_all(peer, records, ends);
  });
}

TEST(MbedtlsHostile, AnEndAfterAnyRecordButTheLastIsAnError) {
  raw_tls::expect_an_error_of_each_end_but_the_last(&after);
}

TEST(MbedtlsHostile, AServerThatStopsInTheMiddleOfTheHandshakeHasALimit) {
  raw_tls::expect_a_limit_of_silent_handshakes(&after);
}

TEST(MbedtlsHostile, RecordsOfAByteAreRead) {
  const Heard heard = talk_with_openssl(good_identity(), &raw_tls::say_it_in_bytes);
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
  const Heard heard = talk_with_openssl(good_identity(), &raw_tls::ask_for_new_handshakes);
  EXPECT_EQ(heard.client, raw_tls::flooded);
}

TEST(MbedtlsHostile, ARenegotiationIsRefusedAndTheTalkGoesOn) {
  auto asks_and_goes_on = [](raw_tls::Peer& peer) -> Coro<> {
    const bool has_shaken = co_await peer.handshake();
    EXPECT_TRUE(has_shaken);
    SSL_renegotiate(peer.ssl);
    SSL_do_handshake(peer.ssl);
    co_await peer.say(whole_text);
    co_await asyncio::sleep(1);
    co_await raw_tls::say_the_end(peer);
  };
  EXPECT_EQ(talk_with_openssl(good_identity(), asks_and_goes_on).text, whole_text);
}

HostedContext trusting_client() {
  return HostedContext({.trusted = certificates::trusted().c_str(), .handshake_limit_ms = 500});
}

TEST(MbedtlsHostile, APeerThatDoesNotSpeakTlsIsNamed) {
  raw_tls::expect_words_about_what_is_no_tls(trusting_client());
}

TEST(MbedtlsHostile, ARecordThatIsTooLongIsNamed) {
  EXPECT_EQ(
      error_with_a_server_that_says(trusting_client(), "\x16\x03\x03\xff\xff garbage", false),
      with_code(TlsError::long_record, "a record of the peer is longer than there is room for"));
}

TEST(MbedtlsHostile, NamesInCertificatesAreMadePrintable) {
  raw_tls::expect_that_names_can_be_printed(trusting_client());
}

TEST(MbedtlsHostile, AnOldVersionIsRefused) {
  const std::string chooses_tls_1_1 = std::string("\x16\x03\x02\0\x2a\2\0\0\x26\x03\x02", 11) +
                                      std::string(33, '\0') + std::string("\xc0\x2b\0", 3);
  EXPECT_EQ(error_with_a_server_that_says(trusting_client(), chooses_tls_1_1, false),
            with_code(TlsError::old_version, "the peer knows nothing as new as TLS 1.2"));
}

}  // namespace

#endif
