// SPDX-License-Identifier: MIT
// A server by mbedTLS, on the host: with our clients by either engine, and with OpenSSL itself that
// means no good.
#if UASYNCIO_TLS && UASYNCIO_MBEDTLS

#include "tests/support/mbedtls_talk.hpp"

using namespace mbedtls_talk;
using raw_tls::too_late;
using raw_tls::whole_text;

namespace {

constexpr const char* facts_of_1_2 = "tls_version=TLSv1.2 alpn= server_name=example.org ";

HostedContext usual_server() {
  return HostedContext::server({.certificate = certificates::ordinary().c_str()});
}

// --- What they agree on -------------------------------------------------------------------------

TEST(MbedtlsServer, TalksWithClientsOfBothEngines) {
  const HostedContext server = usual_server();
  const TlsContext openssl = TlsContext::client({.trusted = certificates::trusted().c_str()});
  const HostedContext mbedtls({.trusted = certificates::trusted().c_str()});
  for (const TlsContext* client : {&openssl, static_cast<const TlsContext*>(&mbedtls)}) {
    const Heard heard = talk_of({*client, server});
    EXPECT_EQ(heard.client, "well");
    EXPECT_EQ(heard.server, "well");
    EXPECT_EQ(heard.text, "question\n");
    EXPECT_EQ(heard.info, std::string(facts_of_1_2) + "tls_resumed= ");
  }
}

TEST(MbedtlsServer, ItsKeyMayBeOfRsa) {
  const std::string identity = certificates::signed_for({.rsa_bits = 2048});
  const HostedContext server = HostedContext::server({.certificate = identity.c_str()});
  const TlsContext client = TlsContext::client({.trusted = certificates::trusted().c_str()});
  EXPECT_EQ(talk_of({client, server}).text, "question\n");
}

TEST(MbedtlsServer, AClientGoesOnWithItsLastSession) {
  const HostedContext server = usual_server();
  const TlsContext openssl = TlsContext::client({.trusted = certificates::trusted().c_str()});
  const HostedContext mbedtls({.trusted = certificates::trusted().c_str()});
  for (const TlsContext* client : {&openssl, static_cast<const TlsContext*>(&mbedtls)}) {
    const Heard heard = talk_of({*client, server, "example.org", 3});
    EXPECT_EQ(heard.client, "well");
    EXPECT_EQ(heard.text, "question\n");
    EXPECT_EQ(heard.info, std::string(facts_of_1_2) + "tls_resumed=yes ");
  }
}

/// Of another server, or of this one before it was switched on again.
TEST(MbedtlsServer, ATicketOfAnotherIsNoSession) {
  const TlsContext client = TlsContext::client({.trusted = certificates::trusted().c_str()});
  for (int time = 0; time != 2; ++time) {
    const HostedContext server = usual_server();
    const Heard heard = talk_of({client, server});
    EXPECT_EQ(heard.client, "well");
    EXPECT_EQ(heard.info, std::string(facts_of_1_2) + "tls_resumed= ");
  }
}

TEST(MbedtlsServer, TheFirstCommonProtocolOfTheServerIsTaken) {
  const HostedContext server =
      HostedContext::server({.certificate = certificates::ordinary().c_str(), .alpn = "h2,mqtt"});
  const TlsContext client =
      TlsContext::client({.trusted = certificates::trusted().c_str(), .alpn = "http/1.1,mqtt,h2"});
  EXPECT_EQ(talk_of({client, server}).info,
            "tls_version=TLSv1.2 alpn=h2 server_name=example.org tls_resumed= ");
  const TlsContext stranger =
      TlsContext::client({.trusted = certificates::trusted().c_str(), .alpn = "smtp"});
  EXPECT_EQ(talk_of({stranger, server}).client,
            alert(120) + "the peer has refused: no common protocol (ALPN) (alert 120)");
}

std::string facts_of_server;

Coro<> tell_facts(asyncio::StreamReader& reader, asyncio::StreamWriter& writer) {
  char room[100];
  facts_of_server = std::string(writer.get_extra_info("server_name", room)) + " ";
  facts_of_server += writer.get_extra_info("peer_certificate", room);
  co_await echo(reader, writer);
}

/// What the server knows of its client.
std::string facts_of(const TlsContext& client, const TlsContext& server) {
  facts_of_server = "nobody has come";
  simulate([&]() -> Coro<> {
    const asyncio::ServerOptions serving{.tls = &server};
    asyncio::Server listening = co_await asyncio::start_server(tell_facts, loopback, 0, serving);
    Heard heard;
    co_await visit(listening.port(), client, "example.org", "question\n", heard);
    EXPECT_EQ(heard.client, "well");
    listening.close();
    co_await listening.wait_closed();
  });
  return facts_of_server;
}

TEST(MbedtlsServer, KnowsWhomAClientAsksForAndWhoItIs) {
  const std::string trusted = certificates::trusted();
  const std::string own = certificates::signed_for({.name = "A Station"});
  const TlsContext client =
      TlsContext::client({.certificate = own.c_str(), .trusted = trusted.c_str()});
  const HostedContext open = usual_server();
  EXPECT_EQ(facts_of(client, open), "example.org ");
  const HostedContext strict =
      HostedContext::server({.certificate = certificates::ordinary().c_str(),
                             .trusted = trusted.c_str(),
                             .requires_client_certificate = true});
  EXPECT_EQ(facts_of(client, strict), "example.org /CN=A Station");
}

// --- What they do not agree on ------------------------------------------------------------------

TEST(MbedtlsServer, AClientWithoutACertificateOrWithAWrongOneIsRefused) {
  const std::string trusted = certificates::trusted();
  const HostedContext server =
      HostedContext::server({.certificate = certificates::ordinary().c_str(),
                             .trusted = trusted.c_str(),
                             .requires_client_certificate = true});
  const TlsContext without = TlsContext::client({.trusted = trusted.c_str()});
  EXPECT_EQ(talk_of({without, server}).server,
            with_code(TlsError::no_certificate, "the peer has shown no certificate"));
  certificates::Identity self_signed;
  certificates::make(self_signed, {.name = "Anybody"}, nullptr);
  const std::string own = self_signed.text();
  const TlsContext anybody =
      TlsContext::client({.certificate = own.c_str(), .trusted = trusted.c_str()});
  const Heard heard = talk_of({anybody, server});
  EXPECT_EQ(heard.server, with_code(TlsError::self_signed,
                                    "certificate of Anybody is self-signed, and not trusted "
                                    "(mbedTLS 0x0008)"));
  EXPECT_EQ(heard.client,
            alert(48) + "the peer has refused: unknown issuer of the certificate (alert 48)");
}

TEST(MbedtlsServer, ACertificateOfAClientIsForClients) {
  const std::string trusted = certificates::trusted();
  const HostedContext server =
      HostedContext::server({.certificate = certificates::ordinary().c_str(),
                             .trusted = trusted.c_str(),
                             .requires_client_certificate = true});
  const auto words_about = [&](const char* use) {
    const std::string own = certificates::signed_for({.use = use});
    const TlsContext client =
        TlsContext::client({.certificate = own.c_str(), .trusted = trusted.c_str()});
    return talk_of({client, server}).server;
  };
  EXPECT_EQ(words_about("clientAuth"), "well");
  EXPECT_EQ(words_about("serverAuth"),
            with_code(TlsError::bad_certificate,
                      "certificate of /CN=example.org is for another purpose (mbedTLS 0x1000)"));
}

TEST(MbedtlsServer, AClientThatDoesNotTrustItSaysWhy) {
  const HostedContext server = usual_server();
  const TlsContext client = TlsContext::client();
  EXPECT_EQ(talk_of({client, server}).server,
            alert(48) + "the peer has refused: unknown issuer of the certificate (alert 48)");
}

TEST(MbedtlsServer, SaysWhatIsWrongWithAContext) {
  const auto error_of = [](const Options& options) {
    return said(asyncio::mbedtls::Context::server(options).error());
  };
  const auto bad = [](const std::string& text) { return with_code(TlsError::bad_context, text); };
  EXPECT_EQ(error_of({}), bad("a TLS server needs a certificate and its key"));
  const std::string own = certificates::ordinary();
  EXPECT_EQ(error_of({.certificate = own.c_str(), .requires_client_certificate = true}),
            bad("requires_client_certificate needs trusted: whose certificates"));
  std::string many;
  for (int number = 0; number != 20; ++number) many += certificates::trusted();
  EXPECT_EQ(error_of({.certificate = (own + many).c_str()}),
            bad("the certificates are longer than a record: UASYNCIO_TLS_OWN_RECORD"));
}

// --- Clients that mean no good ------------------------------------------------------------------

template <class Talk>
std::string server_of(Talk talk, int version = TLS1_2_VERSION) {
  const HostedContext context = HostedContext::server(
      {.certificate = certificates::ordinary().c_str(), .handshake_limit_ms = 500});
  return raw_tls::words_of_a_server(context, version, talk);
}

TEST(MbedtlsServer, AClientThatStopsInTheMiddleOfTheHandshakeHasALimit) {
  for (std::size_t records = 0; records != 4; ++records) {
    EXPECT_EQ(
        server_of([records](raw_tls::Peer& peer) { return raw_tls::stop_after(peer, records); }),
        too_late)
        << "after " << records;
  }
}

TEST(MbedtlsServer, ReadsRecordsOfAByte) {
  EXPECT_EQ(server_of([](raw_tls::Peer& peer) { return raw_tls::ask_in_bytes(peer); }), "well");
}

TEST(MbedtlsServer, AClientWithoutACommonCipherIsTold) {
  const std::string unknown =
      with_code(TlsError::broken, "the peer knows no cipher or curve of TLS 1.2 that we know");
  auto wants_chacha = [](raw_tls::Peer& peer) -> Coro<> {
    SSL_set_cipher_list(peer.ssl, "ECDHE-ECDSA-CHACHA20-POLY1305");
    (void)co_await peer.handshake();
    EXPECT_EQ(ERR_GET_REASON(ERR_peek_error()), SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE);
  };
  EXPECT_EQ(server_of(wants_chacha), unknown);
  auto wants_1_3 = [](raw_tls::Peer& peer) -> Coro<> {
    SSL_set_min_proto_version(peer.ssl, TLS1_3_VERSION);
    const bool has_shaken = co_await peer.handshake();
    EXPECT_FALSE(has_shaken);
  };
  EXPECT_EQ(server_of(wants_1_3, TLS1_3_VERSION), unknown);
}

TEST(MbedtlsServer, AnOldVersionIsRefused) {
  auto wants_1_1 = [](raw_tls::Peer& peer) -> Coro<> {
    SSL_set_security_level(peer.ssl, 0);
    (void)co_await peer.handshake();
    EXPECT_EQ(ERR_GET_REASON(ERR_peek_error()), SSL_R_TLSV1_ALERT_PROTOCOL_VERSION);
  };
  EXPECT_EQ(server_of(wants_1_1, TLS1_1_VERSION),
            with_code(TlsError::old_version, "the peer knows nothing as new as TLS 1.2"));
}

TEST(MbedtlsServer, AnEndAfterAnyRecordButTheLastIsAnError) {
  const HostedContext context = usual_server();
  raw_tls::expect_an_error_of_each_end_of_a_client(context, TLS1_2_VERSION);
}

TEST(MbedtlsServer, AGoodbyeInTheMiddleOfTheHandshakeIsAnError) {
  const HostedContext context = usual_server();
  raw_tls::expect_an_error_of_an_early_goodbye(context, TLS1_2_VERSION);
}

TEST(MbedtlsServer, ARenegotiationIsRefused) {
  auto asks_again = [](raw_tls::Peer& peer) -> Coro<> {
    const bool has_shaken = co_await peer.handshake();
    EXPECT_TRUE(has_shaken);
    const std::string answer = co_await peer.ask("before");
    EXPECT_EQ(answer, "before");
    SSL_renegotiate(peer.ssl);
    const bool has_shaken_again = co_await peer.handshake();
    EXPECT_FALSE(has_shaken_again);
    EXPECT_EQ(ERR_GET_REASON(ERR_peek_error()), SSL_R_NO_RENEGOTIATION);
  };
  EXPECT_NE(server_of(asks_again), raw_tls::flooded);
}

TEST(MbedtlsServer, SurvivesClientsThatDoNotSpeakTls) {
  const HostedContext context = HostedContext::server(
      {.certificate = certificates::ordinary().c_str(), .handshake_limit_ms = 500});
  const std::string not_tls = with_code(TlsError::not_tls, "the peer does not speak TLS");
  EXPECT_EQ(raw_tls::words_about(context, "GET / HTTP/1.0\r\n\r\n"), not_tls);
  EXPECT_EQ(raw_tls::words_about(context, std::string(64, '\0')), not_tls);
  EXPECT_EQ(
      raw_tls::words_about(context, "\x16\x03\x01\xff\xff garbage"),
      with_code(TlsError::long_record, "a record of the peer is longer than there is room for"));
  EXPECT_EQ(raw_tls::words_about(context, std::string("\x16\x03\x01\0\x05garba", 10)).substr(0, 13),
            coded(TlsError::broken));
  EXPECT_EQ(raw_tls::words_about(context, "\x16"), too_late);
}

/// A client's hello that was changed in one byte is refused, or leads to no connection.
TEST(MbedtlsServer, AChangedHelloIsNoHello) {
  for (std::size_t place = 0; place < 180; place += 7) {
    auto changes_one = [place](raw_tls::Peer& peer) -> Coro<> {
      peer.changes_byte = place;
      const bool has_shaken = co_await peer.handshake();
      EXPECT_FALSE(has_shaken) << place;
    };
    EXPECT_NE(server_of(changes_one), "well") << place;
  }
}

}  // namespace

#endif
