// SPDX-License-Identifier: MIT
// For whom a certificate is, and what is no host at all: the same rules in both engines.
#if UASYNCIO_TLS

#include "tests/support/tls_engines.hpp"

#include <string>

using namespace tls_engines;

namespace {

/// What a client that wants this host says of a server with such names.
std::string words_about_host(By engine, const std::string& host, const char* names,
                             const char* common_name = "somebody") {
  const auto server = tls_engines::server(
      By::openssl, certificates::signed_for({.name = common_name, .names = names}));
  return talk_of({*client(engine), *server, host.c_str()}).client;
}

const std::string no_host = with_code(
    TlsError::wrong_host, "no certificate can be for this host: it is neither a name nor a number");

TEST(TlsHosts, WhatIsNoHostIsRefusedBeforeAnythingIsSent) {
  const std::string label(64, 'a');
  std::string long_name = "a";
  while (long_name.size() < 254) long_name += ".a";
  for_each_engine([&](By engine) {
    for (const std::string& host :
         {std::string(".example.org"), std::string("."), std::string(".."), std::string(".org"),
          std::string("example..org"), std::string("example.org.."), std::string("*.example.org"),
          std::string("exa mple.org"), std::string("example.org\n"),
          std::string("b\xc3\xbc.example"), std::string("10.0.0.256"), std::string("10.0.0"),
          std::string("010.0.0.1"), std::string("10.0.0.1."), std::string("host.1"),
          std::string("::1::"), std::string("example.org:443"), label + ".example.org",
          long_name}) {
      EXPECT_EQ(words_about_host(engine, host, "DNS:a.example.org,DNS:*.example.org,IP:10.0.0.1"),
                no_host)
          << host;
    }
  });
}

TEST(TlsHosts, LettersMayBeSmallOrLargeAndADotMayEndAName) {
  for_each_engine([](By engine) {
    for (const char* host :
         {"a.example.org", "A.EXAMPLE.ORG", "a.Example.org.", "a.example.org."}) {
      EXPECT_EQ(words_about_host(engine, host, "DNS:A.example.ORG"), "well") << host;
      EXPECT_EQ(words_about_host(engine, host, "DNS:*.example.ORG"), "well") << host;
    }
    EXPECT_EQ(words_about_host(engine, "xn--bcher-kva.example", "DNS:xn--bcher-kva.example"),
              "well");
    EXPECT_EQ(words_about_host(engine, "a_b.example", "DNS:a_b.example"), "well");
  });
}

TEST(TlsHosts, AWildcardIsOneWholeWordInFrontOfTwoOthers) {
  for_each_engine([](By engine) {
    for (const char* names : {"DNS:*", "DNS:*.org", "DNS:*.*.org", "DNS:ex*.org", "DNS:.org",
                              "DNS:.example.org", "DNS:example.*", "DNS:*example.org",
                              "DNS:exa?ple.org", "email:example.org", "URI:https://example.org",
                              "DNS:*.example.org", "DNS:a.example.org", "DNS:example.org.uk"}) {
      EXPECT_EQ(words_about_host(engine, "example.org", names).substr(0, 13),
                coded(TlsError::wrong_host))
          << names;
    }
    for (const char* names : {"DNS:*.org", "DNS:*", "DNS:*.*.org", "DNS:b.*.org", "DNS:*.b.org"}) {
      EXPECT_EQ(words_about_host(engine, "b.example.org", names).substr(0, 13),
                coded(TlsError::wrong_host))
          << names;
    }
    EXPECT_EQ(words_about_host(engine, "b.example.org", "DNS:*.example.org"), "well");
  });
}

TEST(TlsHosts, ANumberMustBeThereAsANumber) {
  for_each_engine([](By engine) {
    EXPECT_EQ(words_about_host(engine, "10.0.0.1", "DNS:x,IP:10.0.0.1"), "well");
    EXPECT_EQ(words_about_host(engine, "::1", "IP:0:0:0:0:0:0:0:1"), "well");
    for (const char* names : {"DNS:10.0.0.1", "IP:10.0.0.2", "DNS:*.0.0.1", "IP:::1"}) {
      EXPECT_EQ(words_about_host(engine, "10.0.0.1", names, "10.0.0.1").substr(0, 13),
                coded(TlsError::wrong_host))
          << names;
    }
    EXPECT_EQ(words_about_host(engine, "::1", "IP:10.0.0.1").substr(0, 13),
              coded(TlsError::wrong_host));
  });
}

TEST(TlsHosts, TheNameOfTheOwnerCountsIfThereIsNoOther) {
  for_each_engine([](By engine) {
    EXPECT_EQ(words_about_host(engine, "example.org", "", "Example.ORG"), "well");
    EXPECT_EQ(words_about_host(engine, "example.org", "DNS:other.org", "example.org").substr(0, 13),
              coded(TlsError::wrong_host));
  });
}

/// "example.org", a byte of zero, and more: not for example.org.
TEST(TlsHosts, AZeroInsideANameDoesNotEndIt) {
  certificates::Identity identity;
  const std::string name("example.org\0.evil.test", 22);
  certificates::make(identity, {.name = "x", .names = ""}, nullptr);
  GENERAL_NAME* const one = GENERAL_NAME_new();
  ASN1_IA5STRING* const text = ASN1_IA5STRING_new();
  ASN1_STRING_set(text, name.data(), static_cast<int>(name.size()));
  GENERAL_NAME_set0_value(one, GEN_DNS, text);
  GENERAL_NAMES* const names = GENERAL_NAMES_new();
  sk_GENERAL_NAME_push(names, one);
  X509_add1_ext_i2d(identity.certificate, NID_subject_alt_name, names, 0, 0);
  GENERAL_NAMES_free(names);
  X509_set_issuer_name(identity.certificate,
                       X509_get_subject_name(certificates::issuer().certificate));
  X509_sign(identity.certificate, certificates::issuer().key, EVP_sha256());
  const auto server = tls_engines::server(By::openssl, identity.text());
  for_each_engine([&](By engine) {
    EXPECT_EQ(talk_of({*client(engine), *server}).client.substr(0, 13),
              coded(TlsError::wrong_host));
  });
}

}  // namespace

#endif
