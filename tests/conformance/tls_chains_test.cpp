// SPDX-License-Identifier: MIT
// Certificates that are odd all the way up: long chains, issuers that have expired or are none,
// thousands of names. Both engines.
#if UASYNCIO_TLS

#include "tests/support/tls_engines.hpp"

#include <string>
#include <vector>

using namespace tls_engines;

namespace {

/// An identity with so many issuers between it and the one that is trusted; `lowest` is how the one
/// is that has signed it.
std::string with_issuers_between(int count, certificates::Wish lowest = {.is_issuer = true}) {
  lowest.name = "Lowest Issuer";
  lowest.names = "";
  const certificates::Identity* above = &certificates::issuer();
  std::vector<std::unique_ptr<certificates::Identity>> made;
  for (int number = 1; number <= count; ++number) {
    made.push_back(std::make_unique<certificates::Identity>());
    const std::string name = "Issuer " + std::to_string(number);
    const certificates::Wish wish{.name = name.c_str(), .names = "", .is_issuer = true};
    certificates::make(*made.back(), number == count ? lowest : wish, above);
    above = made.back().get();
  }
  certificates::Identity own;
  certificates::make(own, {}, above);
  std::string text = own.text();
  while (!made.empty()) {
    text += made.back()->certificate_text();
    made.pop_back();
  }
  return text;
}

std::string words_about_chain(By engine, const std::string& identity) {
  const auto server = tls_engines::server(By::openssl, identity);
  return talk_of({*client(engine), *server}).client;
}

TEST(TlsChains, OfSomeIssuersIsFollowed) {
  for_each_engine([](By engine) {
    EXPECT_EQ(words_about_chain(engine, with_issuers_between(1)), "well");
    EXPECT_EQ(words_about_chain(engine, with_issuers_between(7)), "well");
  });
}

TEST(TlsChains, OfTwentyIssuersIsFollowedOrSaidToBeTooLong) {
  for_each_engine([](By engine) {
    EXPECT_EQ(words_about_chain(engine, with_issuers_between(20)),
              of(engine, "well",
                 with_code(TlsError::bad_certificate,
                           "too many issuers stand between the peer's certificate and a trusted "
                           "one")));
  });
}

TEST(TlsChains, AnIssuerThatHasExpiredIsNamed) {
  const std::string identity = with_issuers_between(
      2,
      {.begins_in = -9 * certificates::day, .ends_in = -2 * certificates::day, .is_issuer = true});
  const std::string words =
      "certificate of Lowest Issuer expired " + certificates::date_in(-2 * certificates::day);
  for_each_engine([&](By engine) {
    EXPECT_EQ(words_about_chain(engine, identity),
              with_code(TlsError::expired, words + of(engine, " (certificate has expired, X509 10)",
                                                      " (mbedTLS 0x0001)")));
  });
}

TEST(TlsChains, WhoMayNotIssueHasNotIssued) {
  const std::string identity = with_issuers_between(2, {});
  for_each_engine([&](By engine) {
    EXPECT_EQ(words_about_chain(engine, identity),
              of(engine,
                 with_code(TlsError::bad_certificate,
                           "certificate of Lowest Issuer is not accepted (invalid CA certificate, "
                           "X509 79)"),
                 with_code(TlsError::unknown_issuer,
                           "certificate of example.org was issued by Lowest Issuer, whom nobody "
                           "here trusts (mbedTLS 0x0008)")));
  });
}

std::string names_of_hosts(int count) {
  std::string names = "DNS:other.example.org";
  for (int number = 1; number < count; ++number) {
    names += ",DNS:h" + std::to_string(number) + ".example.org";
  }
  return names;
}

TEST(TlsChains, ACertificateForManyHostsNamesSome) {
  const std::string names = names_of_hosts(400);
  const std::string identity = certificates::signed_for({.names = names.c_str()});
  for_each_engine([&](By engine) {
    EXPECT_EQ(words_about_chain(engine, identity),
              with_code(TlsError::wrong_host, "the certificate is for other.example.org, ") +
                  of(engine,
                     "h1.example.org, h2.example.org, h3.example.org, h4.example.org and 395 more, "
                     "not for example.org (hostname mismatch, X509 62)",
                     "h1.example.org and 398 more, not for example.org (mbedTLS 0x0004)"));
  });
}

TEST(TlsChains, ACertificateForTenThousandHostsIsTooLong) {
  const std::string names = names_of_hosts(10'000);
  const std::string identity = certificates::signed_for({.names = names.c_str()});
  for_each_engine([&](By engine) {
    EXPECT_EQ(words_about_chain(engine, identity).substr(0, 13), coded(TlsError::broken));
  });
}

TEST(TlsChains, ATicketOfAnotherServerIsNoSession) {
  for_each_engine([](By engine) {
    const auto client = tls_engines::client(engine);
    for (int time = 0; time != 2; ++time) {
      const auto server = tls_engines::server(By::openssl);
      const Heard heard = talk_of({*client, *server});
      EXPECT_EQ(heard.client, "well");
      EXPECT_NE(heard.info.find("tls_resumed= "), std::string::npos) << heard.info;
    }
  });
}

// --- Peers that stop reading --------------------------------------------------------------------

TEST(TlsChains, AWriteToWhoDoesNotReadIsCancelledAndClosedInTime) {
  for_each_engine([](By engine) {
    const auto client = tls_engines::client(engine);
    const auto server = tls_engines::server(engine);
    simulate([&]() -> Coro<> {
      auto says_nothing = [](asyncio::StreamReader&, asyncio::StreamWriter&) -> Coro<> {
        co_await asyncio::sleep(20);
      };
      const asyncio::ServerOptions serving{.tls = server.get()};
      asyncio::Server listening =
          co_await asyncio::start_server(says_nothing, loopback, 0, serving);
      {
        const asyncio::ConnectOptions options{.tls = client.get(),
                                              .tls_server_name = "example.org"};
        auto [reader, writer] =
            co_await asyncio::open_connection(loopback, listening.port(), options);
        const std::string much(4'000'000, 'x');
        const auto end = co_await asyncio::as_result(asyncio::wait_for(writer.awrite(much), 1));
        EXPECT_EQ(end.error(), Error::timeout);
        writer.close();
        (void)co_await asyncio::as_result(writer.wait_closed());
      }
      listening.abort_clients();
      listening.close();
      co_await listening.wait_closed();
      EXPECT_EQ(network().devices(), 0u);
    });
  });
}

#if UASYNCIO_MBEDTLS

/// A client whose clock says this.
std::string words_at(std::int64_t (*utc_s)() noexcept, const std::string& identity) {
  const asyncio::mbedtls::HostedContext client(
      {.trusted = certificates::trusted().c_str(), .handshake_limit_ms = 500, .utc_s = utc_s});
  const auto server = tls_engines::server(By::openssl, identity);
  return talk_of({client, *server}).client;
}

TEST(TlsChains, AClockOf1969IsBeforeAllCertificatesAndOneOf2100BehindThem) {
  const auto year_1969 = []() noexcept { return std::int64_t{-1'000}; };
  const auto year_2100 = []() noexcept { return std::int64_t{4'102'444'800}; };
  const std::string begin = certificates::date_in(-certificates::day);
  EXPECT_EQ(words_at(year_1969, certificates::ordinary()),
            with_code(TlsError::not_yet_valid, "certificate of Test Issuer is not valid before " +
                                                   begin + " (mbedTLS 0x0200)"));
  const std::string end = certificates::date_in(30 * certificates::day);
  EXPECT_EQ(words_at(year_2100, certificates::ordinary()),
            with_code(TlsError::expired,
                      "certificate of Test Issuer expired " + end + " (mbedTLS 0x0001)"));
}

#endif

}  // namespace

#endif
