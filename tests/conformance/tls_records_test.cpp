// SPDX-License-Identifier: MIT
// What both engines make of records that no library sends: too long, empty, of unknown kinds, in a
// flood, or after the end. Each is sent to a client and to a server.
#if UASYNCIO_TLS

#include "tests/support/sealed_records.hpp"
#include "tests/support/tls_engines.hpp"

#include <functional>
#include <string>

using namespace tls_engines;

namespace {

/// What is sent after the handshake.
using Sends = std::function<std::string(raw_tls::Sealer&)>;

Coro<> send_sealed(raw_tls::Peer& peer, const Sends& sends) {
  SSL_set_cipher_list(peer.ssl, raw_tls::Sealer::cipher);
  const bool has_shaken = co_await peer.handshake();
  EXPECT_TRUE(has_shaken);
  raw_tls::Sealer sealer(peer.ssl);
  (void)co_await asyncio::as_result(peer.send_bytes(sends(sealer)));
  co_await asyncio::sleep(1);
}

Heard client_that_is_sent(By engine, const Sends& sends) {
  return raw_tls::talk_with_openssl(
      *client(engine), raw_tls::good_identity(), TLS1_2_VERSION,
      [&sends](raw_tls::Peer& peer) { return send_sealed(peer, sends); });
}

/// Both say the same.
std::string words_about_records(By engine, const Sends& sends) {
  const std::string of_client = client_that_is_sent(engine, sends).client;
  const std::string of_server = raw_tls::words_of_a_server(
      *server(engine), TLS1_2_VERSION,
      [&sends](raw_tls::Peer& peer) { return send_sealed(peer, sends); });
  EXPECT_EQ(of_client, of_server);
  return of_client;
}

std::string many(const std::function<std::string()>& one) {
  std::string all;
  for (int count = 0; count != 10'000; ++count) all += one();
  return all;
}

const std::string broken_later = with_code(TlsError::broken, "what came is not as TLS wants it");
const std::string too_long_later =
    with_code(TlsError::long_record, "a record of the peer is longer than there is room for");

TEST(TlsRecords, TheLongestIsReadAndALongerOneIsNamed) {
  constexpr std::size_t longest = 16'384;
  for_each_engine([](By engine) {
    const Heard heard = client_that_is_sent(engine, [](raw_tls::Sealer& sealer) {
      const std::string data = sealer.data(std::string(longest, 'x'));
      return data + sealer.end();
    });
    EXPECT_EQ(heard.client, "well");
    EXPECT_EQ(heard.text, std::string(longest, 'x'));
    for (const std::size_t more : {1u, 257u, 2'100u}) {
      const std::string words = words_about_records(engine, [more](raw_tls::Sealer& sealer) {
        return sealer.data(std::string(longest + more, 'x'));
      });
      EXPECT_EQ(words, too_long_later) << more;
    }
  });
}

TEST(TlsRecords, AFloodOfThoseWithoutDataEndsTheConnection) {
  for_each_engine([](By engine) {
    const auto nothing = [](raw_tls::Sealer& sealer) {
      return many([&] { return sealer.data(""); });
    };
    EXPECT_EQ(words_about_records(engine, nothing), raw_tls::flooded);
    const auto warnings = [](raw_tls::Sealer& sealer) {
      return many([&] { return sealer.alert(1, 90); });
    };
    EXPECT_EQ(words_about_records(engine, warnings), raw_tls::flooded);
  });
}

/// Text sealed as a record of this kind, after the handshake.
std::string words_about_a_record(By engine, char kind, const std::string& text) {
  return words_about_records(engine,
                             [&](raw_tls::Sealer& sealer) { return sealer.seal(kind, text); });
}

TEST(TlsRecords, WhatIsUnknownOrComesAtAWrongTimeIsRefused) {
  const std::string finished = std::string("\x14\0\0\x0c", 4) + std::string(12, 'f');
  for_each_engine([&](By engine) {
    for (const char kind : {char{0}, char{24}, char{99}, '\xff'}) {
      EXPECT_EQ(words_about_a_record(engine, kind, "what?"), broken_later) << int{kind};
    }
    EXPECT_EQ(words_about_a_record(engine, raw_tls::alert_record, "\1"), broken_later);
    EXPECT_EQ(words_about_a_record(engine, raw_tls::alert_record, "\2\x28!"), broken_later);
    EXPECT_EQ(words_about_a_record(engine, raw_tls::change_of_cipher_record, "\1"), broken_later);
    EXPECT_EQ(words_about_a_record(engine, raw_tls::handshake_record, finished), broken_later);
  });
}

TEST(TlsRecords, WhatComesAfterTheEndIsNotRead) {
  for_each_engine([](By engine) {
    const Heard heard = client_that_is_sent(engine, [](raw_tls::Sealer& sealer) {
      std::string all = sealer.data("all of it");
      all += sealer.end();
      all += sealer.data("and more");
      return all + "no record at all";
    });
    EXPECT_EQ(heard.client, "well");
    EXPECT_EQ(heard.text, "all of it");
  });
}

TEST(TlsRecords, WhatComesBeforeAnAlertIsReadFirst) {
  for_each_engine([](By engine) {
    const Heard heard = client_that_is_sent(engine, [](raw_tls::Sealer& sealer) {
      std::string all = sealer.data("all of it");
      all += sealer.alert(2, 40);
      return all + sealer.data("and more");
    });
    EXPECT_EQ(heard.text, "all of it");
    EXPECT_EQ(heard.client, alert(40) + "the peer has refused: handshake failure (alert 40)");
  });
}

// --- In the handshake ---------------------------------------------------------------------------

/// Between each two pieces of a message something else.
Coro<> shake_in_bytes(raw_tls::Peer& peer, const std::string& between) {
  peer.cuts_handshake_up = true;
  peer.between = between;
  (void)co_await peer.handshake();
}

/// But a client by OpenSSL passes over warnings of TLS 1.2; then it has no end that was said.
TEST(TlsRecords, APieceOfAMessageIsFollowedByTheNext) {
  const std::string warning("\x15\x03\x03\0\2\1\x5a", 7);
  for_each_engine([&](By engine) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      const auto shake = [&](raw_tls::Peer& peer) { return shake_in_bytes(peer, warning); };
      EXPECT_EQ(raw_tls::words_of_a_server(*server(engine), version, shake).substr(0, 13),
                coded(TlsError::broken));
      const Heard heard =
          raw_tls::talk_with_openssl(*client(engine), raw_tls::good_identity(), version, shake);
      const bool passes_over = engine == By::openssl && version == TLS1_2_VERSION;
      EXPECT_EQ(heard.client.substr(0, 13),
                coded(passes_over ? TlsError::truncated : TlsError::broken));
    }
  });
}

/// mbedTLS does not join them.
TEST(TlsRecords, AHelloInAHundredPieces) {
  for_each_engine([](By engine) {
    const auto shake = [](raw_tls::Peer& peer) -> Coro<> {
      peer.cuts_handshake_up = true;
      const bool has_shaken = co_await peer.handshake();
      if (!has_shaken) co_return;
      SSL_shutdown(peer.ssl);
      co_await peer.send();
      (void)co_await peer.receive();
    };
    EXPECT_EQ(raw_tls::words_of_a_server(*server(engine), TLS1_2_VERSION, shake).substr(0, 13),
              of(engine, "well", coded(TlsError::broken)));
  });
}

}  // namespace

#endif
