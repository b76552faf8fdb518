// SPDX-License-Identifier: MIT
// TLS with peers that mean no good, or stop: weak keys, an end or a silence after each record,
// records of a byte, and floods.
#if UASYNCIO_TLS

#include "tests/support/raw_tls_talk.hpp"

#include <string>

using namespace tls_talk;
using raw_tls::flooded;
using raw_tls::good_identity;
using raw_tls::too_late;
using raw_tls::whole_text;

namespace {

// --- Our client, and a server of OpenSSL's ------------------------------------------------------

TlsContext trusting_client() {
  return TlsContext::client(
      {.trusted = certificates::trusted().c_str(), .handshake_limit_ms = 500});
}

/// `serve(peer)` is what the server does with a client.
template <class Serve>
Heard client_of(const certificates::Identity& identity, int version, Serve serve) {
  return raw_tls::talk_with_openssl(trusting_client(), identity, version, serve);
}

TEST(TlsHostile, AWeakKeyOfAServerIsNotAccepted) {
  certificates::Identity weak;
  certificates::make(weak, {.rsa_bits = 1024}, &certificates::issuer());
  EXPECT_EQ(client_of(weak, TLS1_3_VERSION, &raw_tls::shake_hands_only).client,
            with_code(TlsError::weak_key,
                      "certificate of example.org is too weak "
                      "(EE certificate key too weak, X509 66)"));
}

TEST(TlsHostile, APeerThatDoesNotSpeakTlsIsNamed) {
  raw_tls::expect_words_about_what_is_no_tls(trusting_client());
}

TEST(TlsHostile, NamesInCertificatesAreMadePrintable) {
  raw_tls::expect_that_names_can_be_printed(trusting_client());
}

Heard client_after(std::size_t records, bool ends) {
  return client_of(good_identity(), TLS1_3_VERSION, [records, ends](raw_tls::Peer& peer) {
    return raw_tls::say_all(peer, records, ends);
  });
}

TEST(TlsHostile, AnEndAfterAnyRecordButTheLastIsAnError) {
  raw_tls::expect_an_error_of_each_end_but_the_last(&client_after);
}

TEST(TlsHostile, AServerThatStopsInTheMiddleOfTheHandshakeHasALimit) {
  raw_tls::expect_a_limit_of_silent_handshakes(&client_after);
}

TEST(TlsHostile, AClientReadsRecordsOfAByte) {
  auto says_it_in_bytes = [](raw_tls::Peer& peer) {
    peer.cuts_handshake_up = true;
    return raw_tls::say_it_in_bytes(peer);
  };
  const Heard heard = client_of(good_identity(), TLS1_3_VERSION, says_it_in_bytes);
  EXPECT_EQ(heard.client, "well");
  EXPECT_EQ(heard.text, whole_text);
}

TEST(TlsHostile, AFloodOfRenegotiationsEndsTheConnection) {
  const Heard heard = client_of(good_identity(), TLS1_2_VERSION, &raw_tls::ask_for_new_handshakes);
  EXPECT_EQ(heard.client, flooded);
}

// --- Our server, and a client of OpenSSL's ------------------------------------------------------

/// `talk(peer)` is what the client does; what the server says of it is given.
template <class Talk>
std::string server_of(Talk talk) {
  const TlsContext context = TlsContext::server(
      {.certificate = certificates::ordinary().c_str(), .handshake_limit_ms = 500});
  return raw_tls::words_of_a_server(context, TLS1_3_VERSION, talk);
}

TEST(TlsHostile, AClientThatStopsInTheMiddleOfTheHandshakeHasALimit) {
  for (std::size_t records = 0; records != 3; ++records) {
    auto stops = [records](raw_tls::Peer& peer) { return raw_tls::stop_after(peer, records); };
    EXPECT_EQ(server_of(stops), too_late) << "after " << records;
  }
}

TEST(TlsHostile, AnEndOfAClientAfterAnyRecordButTheLastIsAnError) {
  const TlsContext context = TlsContext::server({.certificate = certificates::ordinary().c_str()});
  raw_tls::expect_an_error_of_each_end_of_a_client(context, TLS1_3_VERSION);
  raw_tls::expect_an_error_of_each_end_of_a_client(context, TLS1_2_VERSION);
}

TEST(TlsHostile, AGoodbyeInTheMiddleOfTheHandshakeIsAnError) {
  const TlsContext context = TlsContext::server({.certificate = certificates::ordinary().c_str()});
  raw_tls::expect_an_error_of_an_early_goodbye(context, TLS1_2_VERSION);
  raw_tls::expect_an_error_of_an_early_goodbye(context, TLS1_3_VERSION);
}

TEST(TlsHostile, AServerReadsRecordsOfAByte) {
  auto says_it_in_bytes = [](raw_tls::Peer& peer) {
    peer.cuts_handshake_up = true;
    return raw_tls::ask_in_bytes(peer);
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
