// SPDX-License-Identifier: MIT
// TLS over what the system has, and over what peers do: the contract of streams on TCP, start_tls,
// a cancel at each moment of a handshake, and peers that ask for new keys.
#if UASYNCIO_TLS

#include "tests/support/net_scenario.hpp"
#include "tests/support/raw_tls.hpp"
#include "tests/support/stream_sentences.hpp"
#include "tests/support/system_pairs.hpp"

#include <cerrno>
#include <string>
#include <uasyncio/stream/tls_context.hpp>
#include <uasyncio/testing/faulty_device.hpp>

using namespace net_scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::TlsContext;
using asyncio::TlsError;
namespace certificates = test_certificates;

namespace {

struct Contexts {
  TlsContext client = TlsContext::client({.trusted = certificates::trusted().c_str()});
  TlsContext server = TlsContext::server({.certificate = certificates::ordinary().c_str()});
};

const Contexts& contexts() {
  static const Contexts both;
  return both;
}

Coro<asyncio::Server> start_tls_server() {
  const asyncio::ServerOptions options{.tls = &contexts().server};
  co_return co_await asyncio::start_server(echo, loopback, 0, options);
}

std::unique_ptr<asyncio::TlsEngine> engine_on(asyncio::Device& below, const TlsContext& context) {
  Error error;
  return context.engine(below, "example.org", error);
}

template <class Pair>
struct Secured {
  Pair below;
  asyncio::TlsDevice left{below.left, engine_on(below.left, contexts().client)};
  asyncio::TlsDevice right{below.right, engine_on(below.right, contexts().server)};
};

template <class Pair>
std::string broken_over() {
  asyncio::UnixPort port;
  return stream_sentences::broken_on<Secured<Pair>>(port);
}

std::uint32_t seed_of_a_line = 1;

struct FaultyPair {
  system_pairs::UnixPair below;
  asyncio::testing::FaultyDevice left{below.left, seed_of_a_line++};
  asyncio::testing::FaultyDevice right{below.right, seed_of_a_line++};
};

TEST(TlsStreams, TlsKeepsTheContractOverTcp) {
  const std::size_t before = open_descriptors();
  EXPECT_EQ(broken_over<system_pairs::TcpPair>(), "");
  EXPECT_EQ(open_descriptors(), before);
}

TEST(TlsStreams, TlsKeepsTheContractOverFaultySockets) {
  const std::uint32_t seed = seed_of_a_line;
  EXPECT_EQ(broken_over<FaultyPair>(), "") << "from seed " << seed << " on";
}

// --- start_tls ----------------------------------------------------------------------------------

/// A server of the old kind: it talks in the open until it is asked for TLS.
Coro<> answer_starttls(asyncio::StreamReader& reader, asyncio::StreamWriter& writer) {
  const std::string_view command = co_await reader.readline();
  EXPECT_EQ(command, "STARTTLS\n");
  co_await writer.awrite("go ahead\n");
  auto [secret_reader, secret_writer] =
      co_await asyncio::start_tls(reader, writer, contexts().server);
  co_await echo(secret_reader, secret_writer);
  secret_writer.close();
  co_await secret_writer.wait_closed();
}

TEST(TlsStreams, StartTlsGoesOnWithAnOpenStream) {
  play_on_system([]() -> Coro<> {
    asyncio::Server server = co_await asyncio::start_server(answer_starttls, loopback, 0);
    {
      auto [reader, writer] = co_await asyncio::open_connection(loopback, server.port());
      co_await writer.awrite("STARTTLS\n");
      (void)co_await reader.readline();
      const asyncio::StartTlsOptions options{.server_name = "example.org"};
      auto [secret_reader, secret_writer] =
          co_await asyncio::start_tls(reader, writer, contexts().client, options);
      co_await secret_writer.awrite("secret\n");
      const std::string_view answer = co_await secret_reader.readline();
      EXPECT_EQ(answer, "secret\n");
      const auto open = co_await asyncio::as_result(writer.awrite("in the open\n"));
      EXPECT_EQ(open.error(), Error::os(EBADF));
      secret_writer.close();
      co_await secret_writer.wait_closed();
    }
    server.close();
    co_await server.wait_closed();
  });
}

TEST(TlsStreams, StartTlsRefusesWhatCameInTheOpen) {
  play_on_system([]() -> Coro<> {
    system_pairs::UnixPair pair;
    asyncio::BufferedReader<64> reader(pair.left);
    asyncio::BufferedWriter<64> writer(pair.left);
    asyncio::BufferedWriter<64> peer(pair.right);
    co_await peer.awrite("go ahead\nand an order that nobody vouches for\n");
    (void)co_await reader.readline();
    const auto result =
        co_await asyncio::as_result(asyncio::start_tls(reader, writer, contexts().client));
    EXPECT_EQ(result.error(), Error::runtime);
    EXPECT_FALSE(writer.error());
  });
}

// --- Cancels ------------------------------------------------------------------------------------

TEST(TlsStreams, ACancelAtEachMomentLeavesNothing) {
  constexpr int moments = 40;
  constexpr int between_us = 50;
  for (int moment = 0; moment != moments; ++moment) {
    simulate([moment]() -> Coro<> {
      network().weather.latency = 100;
      asyncio::Server server = co_await start_tls_server();
      auto talks = [](std::uint16_t port) -> Coro<> {
        const asyncio::ConnectOptions options{.tls = &contexts().client};
        auto [reader, writer] = co_await asyncio::open_connection(loopback, port, options);
        for (;;) {
          co_await writer.awrite("question\n");
          (void)co_await reader.readline();
        }
      };
      asyncio::Task<> client = asyncio::create_task(talks(server.port()));
      co_await asyncio::sleep_us(moment * between_us);
      co_await asyncio::cancel_and_wait(client);
      server.close();
      asyncio::Loop::running()->set_exception_handler(
          [](asyncio::Loop&, const asyncio::ExceptionContext&) {});
      co_await server.wait_closed();
      EXPECT_EQ(network().devices(), 0u) << "cancelled after " << moment * between_us << " us";
    });
  }
}

TEST(TlsStreams, AServerEndsClientsInTheMiddleOfTheirHandshake) {
  simulate([]() -> Coro<> {
    asyncio::Loop::running()->set_exception_handler(
        [](asyncio::Loop&, const asyncio::ExceptionContext&) {});
    asyncio::Server server = co_await start_tls_server();
    auto [reader, writer] = co_await asyncio::open_connection(loopback, server.port());
    co_await asyncio::sleep(1);
    EXPECT_EQ(server.clients(), 1u);
    server.close();
    server.abort_clients();
    co_await server.wait_closed();
    const auto end = co_await asyncio::as_result(reader.read());
    EXPECT_EQ(end.error(), Error::os(ECONNRESET));
  });
}

// --- Peers that are OpenSSL itself --------------------------------------------------------------

template <class Body>
void with_raw_client(int version, Body body) {
  simulate([version, body]() -> Coro<> {
    asyncio::Loop::running()->set_exception_handler(
        [](asyncio::Loop&, const asyncio::ExceptionContext&) {});
    asyncio::Server server = co_await start_tls_server();
    {
      auto [reader, writer] = co_await asyncio::open_connection(loopback, server.port());
      raw_tls::Peer client(reader, writer, raw_tls::client_context(version));
      const bool has_shaken = co_await client.handshake();
      EXPECT_TRUE(has_shaken);
      co_await body(client);
    }
    server.close();
    co_await server.wait_closed();
  });
}

TEST(TlsStreams, NewKeysAreMadeAsOftenAsAPeerWants) {
  with_raw_client(TLS1_3_VERSION, [](raw_tls::Peer& client) -> Coro<> {
    constexpr int rounds = 100;
    constexpr int requests = 100;
    for (int round = 0; round != rounds; ++round) {
      for (int request = 0; request != requests; ++request) {
        SSL_key_update(client.ssl, SSL_KEY_UPDATE_REQUESTED);
        SSL_do_handshake(client.ssl);
      }
      const std::string answer = co_await client.ask("still here?");
      EXPECT_EQ(answer, "still here?");
    }
  });
}

TEST(TlsStreams, ARenegotiationIsRefused) {
  with_raw_client(TLS1_2_VERSION, [](raw_tls::Peer& client) -> Coro<> {
    const std::string answer = co_await client.ask("before");
    EXPECT_EQ(answer, "before");
    SSL_renegotiate(client.ssl);
    while (SSL_get_error(client.ssl, SSL_do_handshake(client.ssl)) == SSL_ERROR_WANT_READ) {
      co_await client.send();
      const bool has_come = co_await client.receive();
      if (!has_come) break;
    }
    EXPECT_EQ(ERR_GET_REASON(ERR_peek_error()), SSL_R_NO_RENEGOTIATION);
    ERR_clear_error();
  });
}

TEST(TlsStreams, OlderVersionsAreRefused) {
  play_on_system([]() -> Coro<> {
    static std::string said;
    asyncio::Loop::running()->set_exception_handler(
        [](asyncio::Loop&, const asyncio::ExceptionContext& what) { said = what.error.text(); });
    asyncio::Server server = co_await start_tls_server();
    auto [reader, writer] = co_await asyncio::open_connection(loopback, server.port());
    raw_tls::Peer client(reader, writer, raw_tls::client_context(TLS1_1_VERSION));
    SSL_CTX_set_security_level(SSL_get_SSL_CTX(client.ssl), 0);
    SSL_set_security_level(client.ssl, 0);
    EXPECT_NE(SSL_do_handshake(client.ssl), 1);
    co_await client.send();
    (void)co_await client.receive();
    EXPECT_NE(SSL_do_handshake(client.ssl), 1);
    EXPECT_EQ(ERR_GET_REASON(ERR_peek_error()), SSL_R_TLSV1_ALERT_PROTOCOL_VERSION);
    ERR_clear_error();
    EXPECT_EQ(said, "the peer knows nothing as new as TLS 1.2");
  });
}

}  // namespace

#endif
