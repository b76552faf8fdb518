// SPDX-License-Identifier: MIT
// TLS between a client and a server in virtual time: what they agree on, and each way in which they
// do not.
#if UASYNCIO_TLS

#include "tests/support/tls_talk.hpp"

#include <cerrno>
#include <string>

using namespace tls_talk;
using asyncio::TlsOptions;

namespace {

/// A client with its defaults, which trusts the test's issuer, and a server with a certificate.
Heard present(const std::string& identity, const char* name = "example.org") {
  const TlsContext client = TlsContext::client({.trusted = certificates::trusted().c_str()});
  const TlsContext server = TlsContext::server({.certificate = identity.c_str()});
  return talk_of({client, server, name});
}

// --- What they agree on -------------------------------------------------------------------------

TEST(TlsContext, ServerAndClientTalk) {
  const Heard heard = present(certificates::ordinary());
  EXPECT_EQ(heard.client, "well");
  EXPECT_EQ(heard.server, "well");
  EXPECT_EQ(heard.text, "question\n");
  EXPECT_EQ(heard.info, "tls_version=TLSv1.3 alpn= server_name=example.org tls_resumed= ");
}

TEST(TlsContext, ANumberIsAHostToo) {
  const Heard heard = present(certificates::ordinary(), nullptr);
  EXPECT_EQ(heard.client, "well");
  EXPECT_EQ(heard.info, "tls_version=TLSv1.3 alpn= server_name= tls_resumed= ");
}

TEST(TlsContext, TheFirstCommonProtocolOfTheServerIsTaken) {
  const TlsContext client =
      TlsContext::client({.trusted = certificates::trusted().c_str(), .alpn = "http/1.1,h2"});
  const TlsContext server =
      TlsContext::server({.certificate = certificates::ordinary().c_str(), .alpn = "h2,mqtt"});
  const Heard heard = talk_of({client, server});
  EXPECT_EQ(heard.info, "tls_version=TLSv1.3 alpn=h2 server_name=example.org tls_resumed= ");
}

TEST(TlsContext, WithoutACommonProtocolThereIsNoConnection) {
  const TlsContext client =
      TlsContext::client({.trusted = certificates::trusted().c_str(), .alpn = "http/1.1"});
  const TlsContext server =
      TlsContext::server({.certificate = certificates::ordinary().c_str(), .alpn = "h2"});
  const Heard heard = talk_of({client, server});
  EXPECT_EQ(heard.client, alert(120) +
                              "the peer has refused: no common protocol (ALPN) "
                              "(alert 120)");
}

TEST(TlsContext, AClientGoesOnWithItsLastSession) {
  const TlsContext client = TlsContext::client({.trusted = certificates::trusted().c_str()});
  const TlsContext server = TlsContext::server({.certificate = certificates::ordinary().c_str()});
  const Heard heard = talk_of({client, server, "example.org", 2});
  EXPECT_EQ(heard.client, "well");
  EXPECT_EQ(heard.info, "tls_version=TLSv1.3 alpn= server_name=example.org tls_resumed=yes ");
}

TEST(TlsContext, AClientShowsACertificate) {
  const std::string trusted = certificates::trusted();
  const TlsContext client = TlsContext::client(
      {.certificate = certificates::ordinary().c_str(), .trusted = trusted.c_str()});
  const TlsContext server = TlsContext::server({.certificate = certificates::ordinary().c_str(),
                                                .trusted = trusted.c_str(),
                                                .requires_client_certificate = true});
  const Heard heard = talk_of({client, server});
  EXPECT_EQ(heard.client, "well");
  EXPECT_EQ(heard.server, "well");
}

/// A server of three hosts; each has a certificate of its own, and not the same kind of key.
Heard ask_one_of_three(const char* name) {
  const std::string com =
      certificates::signed_for({.name = "example.com", .names = "DNS:example.com"});
  const std::string net = certificates::signed_for(
      {.name = "example.net", .names = "DNS:*.example.net", .rsa_bits = 2048});
  const TlsContext of_com = TlsContext::server({.certificate = com.c_str()});
  const TlsContext of_net = TlsContext::server({.certificate = net.c_str()});
  const TlsContext* const others[] = {&of_com, &of_net};
  const TlsContext server =
      TlsContext::server({.certificate = certificates::ordinary().c_str(), .other_hosts = others});
  const TlsContext client = TlsContext::client({.trusted = certificates::trusted().c_str()});
  return talk_of({client, server, name});
}

TEST(TlsContext, AServerOfSeveralHostsShowsTheCertificateOfTheOneThatIsAskedFor) {
  for (const std::string name : {"example.org", "example.com", "board.example.net"}) {
    const Heard heard = ask_one_of_three(name.c_str());
    EXPECT_EQ(heard.client, "well") << name;
    EXPECT_EQ(heard.info, "tls_version=TLSv1.3 alpn= server_name=" + name + " tls_resumed= ");
  }
  EXPECT_EQ(ask_one_of_three("example.info").client,
            coded(TlsError::wrong_host) +
                " the certificate is for example.org, not for example.info "
                "(hostname mismatch, X509 62)");
}

// --- What they do not agree on ------------------------------------------------------------------

TEST(TlsContext, AClientMustSayWhoseCertificateItWants) {
  asyncio::MemoryPair<64> below;
  const TlsContext client = TlsContext::client({.trusted = certificates::trusted().c_str()});
  for (const char* name : {static_cast<const char*>(nullptr), ""}) {
    Error error;
    EXPECT_EQ(client.engine(below.left, name, error), nullptr);
    EXPECT_EQ(error, Error::os(TlsError::wrong_host));
    EXPECT_STREQ(error.text(), "whose certificate it should be was not said");
  }
}

TEST(TlsContext, AClientThatTrustsAnyHostNeedNotSayOne) {
  asyncio::MemoryPair<64> below;
  const TlsContext client = TlsContext::client({.trusts_any_certificate_for_any_host = true});
  for (const char* name : {static_cast<const char*>(nullptr), ""}) {
    Error error;
    EXPECT_NE(client.engine(below.left, name, error), nullptr);
    EXPECT_EQ(error, Error::none);
  }
}

TEST(TlsContext, AWrongHostIsNamed) {
  const Heard heard = present(certificates::ordinary(), "example.com");
  EXPECT_EQ(heard.client, coded(TlsError::wrong_host) +
                              " the certificate is for example.org, not for example.com "
                              "(hostname mismatch, X509 62)");
  EXPECT_EQ(heard.server, alert(42) + "the peer has refused: bad certificate (alert 42)");
}

TEST(TlsContext, AnExpiredCertificateSaysWhen) {
  const std::string identity = certificates::signed_for(
      {.begins_in = -9 * certificates::day, .ends_in = -2 * certificates::day});
  const Heard heard = present(identity);
  EXPECT_EQ(heard.client, coded(TlsError::expired) + " certificate of example.org expired " +
                              certificates::date_in(-2 * certificates::day) +
                              " (certificate has expired, X509 10)");
  EXPECT_EQ(heard.server, alert(45) + "the peer has refused: certificate expired (alert 45)");
}

TEST(TlsContext, ACertificateOfTheFutureSaysWhen) {
  const std::string identity = certificates::signed_for({.begins_in = 3 * certificates::day});
  const Heard heard = present(identity);
  EXPECT_EQ(heard.client, coded(TlsError::not_yet_valid) +
                              " certificate of example.org is not valid before " +
                              certificates::date_in(3 * certificates::day) +
                              " (certificate is not yet valid, X509 9)");
}

TEST(TlsContext, ACertificateForAnotherPurposeIsRefused) {
  EXPECT_EQ(present(certificates::signed_for({.use = "serverAuth"})).client, "well");
  EXPECT_EQ(present(certificates::signed_for({.use = "clientAuth"})).client,
            with_code(TlsError::bad_certificate,
                      "certificate of example.org is for another purpose (unsuitable "
                      "certificate purpose, X509 26)"));
}

TEST(TlsContext, ASelfSignedCertificateIsNotTrusted) {
  certificates::Identity identity;
  certificates::make(identity, {}, nullptr);
  const Heard heard = present(identity.text());
  EXPECT_EQ(heard.client, coded(TlsError::self_signed) +
                              " certificate of example.org is self-signed, and not trusted "
                              "(self-signed certificate, X509 18)");
}

TEST(TlsContext, AnUnknownIssuerIsNamed) {
  certificates::Identity stranger;
  certificates::make(stranger, {.name = "A Stranger", .names = "", .is_issuer = true}, nullptr);
  certificates::Identity identity;
  certificates::make(identity, {}, &stranger);
  const Heard heard = present(identity.text());
  EXPECT_EQ(heard.client, coded(TlsError::unknown_issuer) +
                              " certificate of example.org was issued by A Stranger, whom nobody "
                              "here trusts (unable to get local issuer certificate, X509 20)");
  EXPECT_EQ(heard.server,
            alert(48) + "the peer has refused: unknown issuer of the certificate (alert 48)");
}

TEST(TlsContext, AWeakKeyIsRefused) {
  certificates::Identity identity;
  certificates::make(identity, {.rsa_bits = 1024}, &certificates::issuer());
  const std::string text = identity.text();
  const TlsContext server = TlsContext::server({.certificate = text.c_str()});
  EXPECT_EQ(said(server.error()),
            coded(TlsError::bad_context) + " cannot use the certificate: ee key too small");
}

TEST(TlsContext, AClientWithoutACertificateIsRefused) {
  const std::string trusted = certificates::trusted();
  const TlsContext client = TlsContext::client({.trusted = trusted.c_str()});
  const TlsContext server = TlsContext::server({.certificate = certificates::ordinary().c_str(),
                                                .trusted = trusted.c_str(),
                                                .requires_client_certificate = true});
  const Heard heard = talk_of({client, server});
  EXPECT_EQ(heard.server, coded(TlsError::no_certificate) + " the peer has shown no certificate");
  // In TLS 1.3 the client's handshake is over by then: its first read says so.
  EXPECT_EQ(heard.client, alert(116) + "the peer has refused: certificate required (alert 116)");
}

std::string words_about_client(const std::string& own) {
  const std::string trusted = certificates::trusted();
  const TlsContext client =
      TlsContext::client({.certificate = own.c_str(), .trusted = trusted.c_str()});
  const TlsContext server = TlsContext::server({.certificate = certificates::ordinary().c_str(),
                                                .trusted = trusted.c_str(),
                                                .requires_client_certificate = true});
  return talk_of({client, server}).server;
}

TEST(TlsContext, AClientWithAWrongCertificateIsRefused) {
  certificates::Identity anybody;
  certificates::make(anybody, {.name = "Anybody"}, nullptr);
  EXPECT_EQ(words_about_client(anybody.text()),
            with_code(TlsError::self_signed,
                      "certificate of Anybody is self-signed, and not trusted (self-signed "
                      "certificate, X509 18)"));
  EXPECT_EQ(words_about_client(certificates::signed_for({.use = "serverAuth"})),
            with_code(TlsError::bad_certificate,
                      "certificate of example.org is for another purpose (unsuitable "
                      "certificate purpose, X509 26)"));
  EXPECT_EQ(words_about_client(certificates::signed_for({.use = "clientAuth"})), "well");
}

TEST(TlsContext, TrustingAnybodyIsSaidAtLength) {
  certificates::Identity identity;
  certificates::make(identity, {}, nullptr);
  const std::string text = identity.text();
  const TlsContext server = TlsContext::server({.certificate = text.c_str()});
  const TlsContext anybody = TlsContext::client({.trusts_any_certificate_of_anybody = true});
  EXPECT_EQ(talk_of({anybody, server, "example.com"}).client, "well");
  const TlsContext any_host =
      TlsContext::client({.trusted = text.c_str(), .trusts_any_certificate_for_any_host = true});
  EXPECT_EQ(talk_of({any_host, server, "example.com"}).client, "well");
}

TEST(TlsContext, NobodyIsTrustedUnlessTheSystemDoes) {
  const TlsContext client = TlsContext::client();
  const TlsContext server = TlsContext::server({.certificate = certificates::ordinary().c_str()});
  EXPECT_EQ(talk_of({client, server}).client.substr(0, 13), coded(TlsError::unknown_issuer));
}

// --- Contexts that cannot be used ---------------------------------------------------------------

TEST(TlsContext, SaysWhichFileIsWrong) {
  const std::string code = coded(TlsError::bad_context);
  const TlsContext no_file = TlsContext::server({.certificate = "/nowhere.pem"});
  EXPECT_EQ(said(no_file.error()), code + " cannot use the certificate /nowhere.pem: no such file");
  const TlsContext nothing = TlsContext::server({});
  EXPECT_EQ(said(nothing.error()), code + " a TLS server needs a certificate and its key");
  const TlsContext anybody = TlsContext::server(
      {.certificate = certificates::ordinary().c_str(), .requires_client_certificate = true});
  EXPECT_EQ(anybody.error().code, TlsError::bad_context);
  const std::string other = certificates::signed_for();
  const TlsContext wrong_key =
      TlsContext::server({.certificate = certificates::ordinary().c_str(), .key = other.c_str()});
  EXPECT_EQ(said(wrong_key.error()), code + " cannot use the key: key values mismatch");
  const TlsContext no_list = TlsContext::client({.alpn = "h2,,"});
  EXPECT_EQ(said(no_list.error()), code + " alpn is a list as \"h2,http/1.1\"");
  const TlsContext untrusted = TlsContext::client({.trusted = "-----BEGIN nothing"});
  EXPECT_EQ(untrusted.error().code, TlsError::bad_context);
  const TlsContext* const others[] = {&no_list};
  const TlsContext no_server =
      TlsContext::server({.certificate = certificates::ordinary().c_str(), .other_hosts = others});
  EXPECT_EQ(said(no_server.error()), code + " other_hosts are contexts of servers, for a server");
  const TlsContext* const broken_others[] = {&no_file};
  const TlsContext no_host = TlsContext::server(
      {.certificate = certificates::ordinary().c_str(), .other_hosts = broken_others});
  EXPECT_EQ(no_host.error(), no_file.error());
  const TlsContext no_log = TlsContext::client({.key_log_file = "/nowhere/keys"});
  EXPECT_EQ(no_log.error().code, TlsError::bad_context);
}

TEST(TlsContext, WhatCannotBeUsedFailsWhereItIsUsed) {
  const TlsContext client = TlsContext::client({.trusted = "/nowhere.pem"});
  const TlsContext server = TlsContext::server({.certificate = "/nowhere.pem"});
  const TlsContext good = TlsContext::client({.trusted = certificates::trusted().c_str()});
  const std::string code = coded(TlsError::bad_context);
  EXPECT_EQ(talk_of({client, server}).client.substr(0, 13), code);
  const Heard heard = talk_of({good, server});
  EXPECT_EQ(heard.server, code + " cannot use the certificate /nowhere.pem: no such file");
}

TEST(TlsContext, LogsKeysIfItIsAsked) {
  const std::string path = testing::TempDir() + "tls_keys_" + std::to_string(getpid());
  {
    const TlsContext client = TlsContext::client(
        {.trusted = certificates::trusted().c_str(), .key_log_file = path.c_str()});
    const TlsContext server = TlsContext::server({.certificate = certificates::ordinary().c_str()});
    EXPECT_EQ(talk_of({client, server}).client, "well");
  }
  char line[200] = "";
  std::FILE* const file = std::fopen(path.c_str(), "r");
  ASSERT_NE(file, nullptr);
  EXPECT_NE(std::fgets(line, sizeof line, file), nullptr);
  std::fclose(file);
  std::remove(path.c_str());
  EXPECT_EQ(std::string(line).substr(0, 16), "SERVER_HANDSHAKE");
}

TEST(TlsContext, AWildcardIsForOneWordAndNotForThoseBelow) {
  const std::string identity =
      certificates::signed_for({.name = "anybody", .names = "DNS:*.example.org"});
  EXPECT_EQ(present(identity, "a.example.org").client, "well");
  for (const char* host : {"example.org", "a.b.example.org", "a.example.com"}) {
    EXPECT_EQ(present(identity, host).client.substr(0, 13), coded(TlsError::wrong_host)) << host;
  }
  const std::string in_part = certificates::signed_for({.name = "x", .names = "DNS:ex*.org"});
  EXPECT_EQ(present(in_part).client.substr(0, 13), coded(TlsError::wrong_host));
}

// --- Peers that do something else ---------------------------------------------------------------

TEST(TlsContext, APeerThatDoesNotSpeakTlsIsNamed) {
  const TlsContext client =
      TlsContext::client({.trusted = certificates::trusted().c_str(), .handshake_limit_ms = 500});
  const std::string not_tls = coded(TlsError::not_tls) + " the peer does not speak TLS";
  EXPECT_EQ(error_with_a_server_that_says(client, "HTTP/1.1 400 Bad Request\r\n\r\n", true),
            not_tls);
  EXPECT_EQ(error_with_a_server_that_says(client, "220 mail.example.org ESMTP\r\n", false),
            not_tls);
  const std::string broken = coded(TlsError::truncated) +
                             " the peer has ended the connection in the middle of the handshake";
  EXPECT_EQ(error_with_a_server_that_says(client, "", true), broken);
  EXPECT_EQ(error_with_a_server_that_says(client, "\x16\x03\x03", true), broken);
  EXPECT_EQ(error_with_a_server_that_says(client, std::string("\x15\x03\x03\0\2\2\x28", 7), true),
            alert(40) + "the peer has refused: handshake failure (alert 40)");
  EXPECT_EQ(error_with_a_server_that_says(client, "\x16\x03\x03", false),
            "TimeoutError 0 the TLS handshake took too long");
}

TEST(TlsContext, AServerSurvivesClientsThatDoNotSpeakTls) {
  const TlsContext context = TlsContext::server(
      {.certificate = certificates::ordinary().c_str(), .handshake_limit_ms = 500});
  simulate([&]() -> Coro<> {
    asyncio::Loop::running()->set_exception_handler(&remember_server);
    const asyncio::ServerOptions serving{.tls = &context};
    asyncio::Server server = co_await asyncio::start_server(echo, loopback, 0, serving);
    for (const std::string_view text :
         {std::string_view("GET / HTTP/1.0\r\n\r\n"), std::string_view("\0\0\0", 3),
          std::string_view("\x16\x03\x01\xff\xff garbage"), std::string_view("\x16")}) {
      server_said.clear();
      auto [reader, writer] = co_await asyncio::open_connection(loopback, server.port());
      co_await writer.awrite(text);
      co_await asyncio::sleep(1);
      EXPECT_NE(server_said, "") << text;
      writer.abort();
    }
    EXPECT_EQ(server_said, "TimeoutError 0 the TLS handshake took too long");
    co_await asyncio::sleep(15);  // the close limit
    EXPECT_EQ(server.clients(), 0u);
    EXPECT_TRUE(server.is_serving());
  });
}

}  // namespace

#endif
