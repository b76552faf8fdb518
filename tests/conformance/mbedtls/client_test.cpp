// SPDX-License-Identifier: MIT
// TLS by mbedTLS, on the host: what a client and servers by OpenSSL agree on, and each way in which
// they do not.
#if UASYNCIO_TLS && UASYNCIO_MBEDTLS

#include "tests/support/mbedtls_talk.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <unistd.h>

using namespace mbedtls_talk;

namespace {

/// What a client says of a server of OpenSSL's that shows this, however weak it is.
std::string talk_with_openssl_of(const certificates::Wish& wish) {
  certificates::Identity identity;
  certificates::make(identity, wish, &certificates::issuer());
  return talk_with_openssl(identity, &raw_tls::shake_hands_only).client;
}

TlsContext ordinary_server() {
  return TlsContext::server({.certificate = certificates::ordinary().c_str()});
}

// --- What they agree on -------------------------------------------------------------------------

TEST(Mbedtls, ClientAndServerTalk) {
  const Heard heard = present(certificates::ordinary());
  EXPECT_EQ(heard.client, "well");
  EXPECT_EQ(heard.server, "well");
  EXPECT_EQ(heard.text, "question\n");
  EXPECT_EQ(heard.info, "tls_version=TLSv1.2 alpn= server_name=example.org tls_resumed= ");
}

TEST(Mbedtls, AServersKeyMayBeOfRsa) {
  const Heard heard = present(certificates::signed_for({.rsa_bits = 2048}));
  EXPECT_EQ(heard.client, "well");
  EXPECT_EQ(heard.text, "question\n");
}

TEST(Mbedtls, ANumberIsAHostToo) {
  const Heard heard = present(certificates::ordinary(), nullptr);
  EXPECT_EQ(heard.client, "well");
  EXPECT_EQ(heard.info, "tls_version=TLSv1.2 alpn= server_name= tls_resumed= ");
}

TEST(Mbedtls, ANumberOfTheSixthVersionIsAHostToo) {
  const std::string identity = certificates::signed_for({.names = "IP:2001:db8::1"});
  EXPECT_EQ(present(identity, "2001:DB8:0::1").client, "well");
  EXPECT_EQ(present(identity, "2001:db8::2").client.substr(0, 13), coded(TlsError::wrong_host));
  EXPECT_EQ(present(identity, "2001:db8::1%lo").client.substr(0, 13), coded(TlsError::wrong_host));
}

TEST(Mbedtls, AProtocolIsAgreedOn) {
  const HostedContext client({.trusted = certificates::trusted().c_str(), .alpn = "http/1.1,h2"});
  const TlsContext server =
      TlsContext::server({.certificate = certificates::ordinary().c_str(), .alpn = "h2,mqtt"});
  EXPECT_EQ(talk_of({client, server}).info,
            "tls_version=TLSv1.2 alpn=h2 server_name=example.org tls_resumed= ");
}

TEST(Mbedtls, WithoutACommonProtocolThereIsNoConnection) {
  const HostedContext client({.trusted = certificates::trusted().c_str(), .alpn = "http/1.1"});
  const TlsContext server =
      TlsContext::server({.certificate = certificates::ordinary().c_str(), .alpn = "h2"});
  EXPECT_EQ(talk_of({client, server}).client,
            alert(120) + "the peer has refused: no common protocol (ALPN) (alert 120)");
}

TEST(Mbedtls, AClientGoesOnWithItsLastSession) {
  const HostedContext client({.trusted = certificates::trusted().c_str()});
  const TlsContext server = ordinary_server();
  const Heard heard = talk_of({client, server, "example.org", 3});
  EXPECT_EQ(heard.client, "well");
  EXPECT_EQ(heard.text, "question\n");
  EXPECT_EQ(heard.info, "tls_version=TLSv1.2 alpn= server_name=example.org tls_resumed=yes ");
}

TEST(Mbedtls, AClientShowsACertificate) {
  const std::string trusted = certificates::trusted();
  const std::string own = certificates::signed_for();
  const TlsContext server = TlsContext::server({.certificate = certificates::ordinary().c_str(),
                                                .trusted = trusted.c_str(),
                                                .requires_client_certificate = true});
  // [client]
  const HostedContext client({.certificate = own.c_str(), .trusted = trusted.c_str()});
  // [/client]
  EXPECT_EQ(talk_of({client, server}).client, "well");
  const HostedContext without({.trusted = trusted.c_str()});
  const Heard refused = talk_of({without, server});
  EXPECT_EQ(refused.client, alert(40) + "the peer has refused: handshake failure (alert 40)");
  EXPECT_EQ(refused.server,
            with_code(TlsError::no_certificate, "the peer has shown no certificate"));
}

TEST(Mbedtls, APeersCertificateIsItsSubject) {
  const HostedContext client({.trusted = certificates::trusted().c_str()});
  const TlsContext server = ordinary_server();
  simulate([&]() -> Coro<> {
    const asyncio::ServerOptions serving{.tls = &server};
    asyncio::Server listening = co_await asyncio::start_server(echo, loopback, 0, serving);
    for (const char* resumed : {"", "yes"}) {
      const asyncio::ConnectOptions options{.tls = &client, .tls_server_name = "example.org"};
      auto [reader, writer] =
          co_await asyncio::open_connection(loopback, listening.port(), options);
      char room[100];
      EXPECT_EQ(writer.get_extra_info("tls_resumed", room), resumed);
      EXPECT_EQ(writer.get_extra_info("peer_certificate", room), "/CN=example.org");
      writer.close();
      co_await writer.wait_closed();
    }
    listening.close();
    co_await listening.wait_closed();
  });
}

std::string key_lines;
void keep_key(const char* line) noexcept { key_lines += line + std::string("\n"); }

/// OpenSSL's other side writes the same.
TEST(Mbedtls, LogsKeysIfItIsAsked) {
  const std::string path = testing::TempDir() + "mbedtls_keys_" + std::to_string(getpid());
  key_lines.clear();
  {
    const HostedContext client({.trusted = certificates::trusted().c_str(), .key_log = &keep_key});
    const TlsContext server = TlsContext::server(
        {.certificate = certificates::ordinary().c_str(), .key_log_file = path.c_str()});
    EXPECT_EQ(talk_of({client, server, "example.org", 2}).client, "well");
  }
  std::ifstream file(path);
  const std::string of_openssl{std::istreambuf_iterator<char>(file), {}};
  std::remove(path.c_str());
  EXPECT_EQ(key_lines.substr(0, 14), "CLIENT_RANDOM ");
  EXPECT_EQ(key_lines, of_openssl);
}

TEST(Mbedtls, AWildcardIsForOneWordAndNotForThoseBelow) {
  const std::string identity =
      certificates::signed_for({.name = "anybody", .names = "DNS:*.example.org"});
  EXPECT_EQ(present(identity, "a.example.org").client, "well");
  EXPECT_EQ(present(identity, "A.EXAMPLE.ORG").client, "well");
  for (const char* host : {"example.org", "a.b.example.org", ".example.org", "a.example.com"}) {
    EXPECT_EQ(present(identity, host).client.substr(0, 13), coded(TlsError::wrong_host)) << host;
  }
  const std::string of_all = certificates::signed_for({.name = "anybody", .names = "DNS:*"});
  EXPECT_EQ(present(of_all).client.substr(0, 13), coded(TlsError::wrong_host));
  const std::string in_part = certificates::signed_for({.name = "x", .names = "DNS:ex*.org"});
  EXPECT_EQ(present(in_part).client.substr(0, 13), coded(TlsError::wrong_host));
}

// --- What they do not agree on ------------------------------------------------------------------

TEST(Mbedtls, AWrongHostIsNamed) {
  const Heard heard = present(certificates::ordinary(), "example.com");
  EXPECT_EQ(heard.client, with_code(TlsError::wrong_host,
                                    "the certificate is for example.org, not for "
                                    "example.com (mbedTLS 0x0004)"));
  EXPECT_EQ(heard.server, alert(42) + "the peer has refused: bad certificate (alert 42)");
}

TEST(Mbedtls, AWrongNumberIsNamed) {
  const Heard heard = present(certificates::ordinary(), "127.0.0.2");
  EXPECT_EQ(heard.client, with_code(TlsError::wrong_host,
                                    "the certificate is for example.org, not for "
                                    "127.0.0.2 (mbedTLS 0x0004)"));
  const std::string nameless = certificates::signed_for({.names = ""});
  EXPECT_EQ(present(nameless, nullptr).client,
            with_code(TlsError::wrong_host,
                      "the certificate is for example.org, not for "
                      "127.0.0.1 (mbedTLS 0x0004)"));
  EXPECT_EQ(present(certificates::ordinary(), "::1").client.substr(0, 13),
            coded(TlsError::wrong_host));
  EXPECT_EQ(present(certificates::ordinary(), "127.0.0.1.").client.substr(0, 13),
            coded(TlsError::wrong_host));
}

TEST(Mbedtls, ANumberThatIsTooLongIsNobodys) {
  const char* const name = "127.000.000.000000000000000000000000000000000000000001";
  EXPECT_EQ(present(certificates::ordinary(), name).client.substr(0, 13),
            coded(TlsError::wrong_host));
}

TEST(Mbedtls, TheHostMustBeSaid) {
  const HostedContext client({.trusted = certificates::trusted().c_str()});
  asyncio::MemoryPair<64> below;
  for (const char* name : {static_cast<const char*>(nullptr), ""}) {
    Error error;
    EXPECT_EQ(client.engine(below.left, name, error), nullptr);
    EXPECT_EQ(said(error),
              with_code(TlsError::wrong_host, "whose certificate it should be was not said"));
  }
}

TEST(Mbedtls, AnExpiredCertificateSaysWhen) {
  const Heard heard = present(certificates::signed_for(
      {.begins_in = -9 * certificates::day, .ends_in = -2 * certificates::day}));
  EXPECT_EQ(heard.client,
            with_code(TlsError::expired, "certificate of example.org expired " +
                                             certificates::date_in(-2 * certificates::day) +
                                             " (mbedTLS 0x0001)"));
  EXPECT_EQ(heard.server, alert(45) + "the peer has refused: certificate expired (alert 45)");
}

TEST(Mbedtls, ACertificateOfTheFutureSaysWhen) {
  const Heard heard = present(certificates::signed_for({.begins_in = 3 * certificates::day}));
  EXPECT_EQ(heard.client,
            with_code(TlsError::not_yet_valid, "certificate of example.org is not valid before " +
                                                   certificates::date_in(3 * certificates::day) +
                                                   " (mbedTLS 0x0200)"));
}

TEST(Mbedtls, ACertificateForAnotherPurposeIsRefused) {
  EXPECT_EQ(present(certificates::signed_for({.use = "serverAuth"})).client, "well");
  EXPECT_EQ(present(certificates::signed_for({.use = "clientAuth"})).client,
            with_code(TlsError::bad_certificate,
                      "certificate of example.org is for another purpose (mbedTLS 0x1000)"));
}

TEST(Mbedtls, ASumThatIsBrokenIsTooWeak) {
  EXPECT_EQ(
      talk_with_openssl_of({.has_weak_sum = true}),
      with_code(TlsError::weak_key, "certificate of example.org is too weak (mbedTLS 0x1C00D)"));
}

TEST(Mbedtls, ASelfSignedCertificateIsNotTrusted) {
  certificates::Identity identity;
  certificates::make(identity, {}, nullptr);
  EXPECT_EQ(present(identity.text()).client,
            with_code(TlsError::self_signed,
                      "certificate of example.org is self-signed, and not "
                      "trusted (mbedTLS 0x0008)"));
}

TEST(Mbedtls, AnUnknownIssuerIsNamed) {
  certificates::Identity stranger;
  certificates::make(stranger, {.name = "A Stranger", .names = "", .is_issuer = true}, nullptr);
  certificates::Identity identity;
  certificates::make(identity, {}, &stranger);
  const Heard heard = present(identity.text());
  EXPECT_EQ(heard.client, with_code(TlsError::unknown_issuer,
                                    "certificate of example.org was issued by A "
                                    "Stranger, whom nobody here trusts (mbedTLS "
                                    "0x0008)"));
  EXPECT_EQ(heard.server,
            alert(48) + "the peer has refused: unknown issuer of the certificate (alert 48)");
}

TEST(Mbedtls, AForgedSignatureIsNotTrusted) {
  certificates::Identity namesake;  // of the issuer, with another key
  certificates::make(namesake, {.name = "Test Issuer", .names = "", .is_issuer = true}, nullptr);
  certificates::Identity forged;
  certificates::make(forged, {}, &namesake);
  EXPECT_EQ(present(forged.text()).client,
            with_code(TlsError::unknown_issuer,
                      "certificate of example.org was issued by Test "
                      "Issuer, whom nobody here trusts (mbedTLS "
                      "0x0008)"));
}

TEST(Mbedtls, TrustingAnybodyIsSaidAtLength) {
  certificates::Identity identity;
  certificates::make(identity, {}, nullptr);
  const std::string text = identity.text();
  const TlsContext server = TlsContext::server({.certificate = text.c_str()});
  const HostedContext anybody({.trusts_any_certificate_of_anybody = true});
  EXPECT_EQ(talk_of({anybody, server, "example.com"}).client, "well");
  const HostedContext any_host(
      {.trusted = text.c_str(), .trusts_any_certificate_for_any_host = true});
  EXPECT_EQ(talk_of({any_host, server, "example.com"}).client, "well");
  EXPECT_EQ(talk_of({any_host, server, nullptr}).client, "well");
  const TlsContext stranger = ordinary_server();
  EXPECT_EQ(talk_of({any_host, stranger, "example.org"}).client.substr(0, 13),
            coded(TlsError::unknown_issuer));
}

// --- Time ---------------------------------------------------------------------------------------

std::int64_t nobody_knows() noexcept { return 0; }
/// 2000-03-01, a day after a leap day that comes once in 400 years.
std::int64_t long_ago() noexcept { return 951'868'800; }

TEST(Mbedtls, WithoutTimeNoCertificateIsValid) {
  const TlsContext server = ordinary_server();
  const HostedContext client({.trusted = certificates::trusted().c_str(), .utc_s = &nobody_knows});
  EXPECT_EQ(talk_of({client, server}).client,
            with_code(TlsError::time_not_set, "time not set: is a certificate valid today?"));
  const HostedContext anybody({.utc_s = &nobody_knows, .trusts_any_certificate_of_anybody = true});
  EXPECT_EQ(talk_of({anybody, server}).client, "well");
}

TEST(Mbedtls, TheContextsTimeDecides) {
  const TlsContext server = ordinary_server();
  const HostedContext early({.trusted = certificates::trusted().c_str(), .utc_s = &long_ago});
  EXPECT_EQ(talk_of({early, server}).client.substr(0, 13), coded(TlsError::not_yet_valid));
}

// --- Contexts that cannot be used ---------------------------------------------------------------

TEST(Mbedtls, SaysWhatIsWrongWithAContext) {
  const auto error_of = [](const Options& options) {
    return said(asyncio::mbedtls::Context::client(options).error());
  };
  const std::string trusted = certificates::trusted();
  const std::string own = certificates::ordinary();
  const std::string other = certificates::signed_for();
  const char* const issuer = trusted.c_str();
  const auto bad = [](const std::string& text) { return with_code(TlsError::bad_context, text); };
  EXPECT_EQ(error_of({}), bad("a TLS client of a chip needs trusted: whose certificates"));
  EXPECT_EQ(error_of({.trusted = "nothing"}),
            bad("cannot use the trusted certificates (mbedTLS 0x2180)"));
  EXPECT_EQ(error_of({.certificate = "nothing", .trusted = issuer}),
            bad("cannot use the certificate (mbedTLS 0x2180)"));
  EXPECT_EQ(error_of({.certificate = own.c_str(), .key = "nothing", .trusted = issuer}),
            bad("cannot use the key (mbedTLS 0x3D00)"));
  EXPECT_EQ(
      error_of({.certificate = own.c_str(), .key = other.c_str(), .trusted = issuer}).substr(0, 32),
      bad("cannot use the key"));
  for (const char* list : {"h2,,", "", ",h2", "a,b,c,d,e"}) {
    EXPECT_EQ(error_of({.trusted = issuer, .alpn = list}),
              bad("alpn is a list as \"h2,http/1.1\""));
  }
  EXPECT_EQ(error_of({.certificate = own.c_str(), .trusted = issuer, .alpn = "a,b,c,d"}),
            "no error 0 ");
}

TEST(Mbedtls, WhatCannotBeUsedFailsWhereItIsUsed) {
  const HostedContext client({.trusted = "nothing"});
  const TlsContext server = ordinary_server();
  EXPECT_EQ(
      talk_of({client, server}).client,
      with_code(TlsError::bad_context, "cannot use the trusted certificates (mbedTLS 0x2180)"));
}

}  // namespace

#endif
