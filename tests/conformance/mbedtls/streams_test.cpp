// SPDX-License-Identifier: MIT
// TLS by mbedTLS under OpenSSL's other side: the contract of streams, lines that are cut or change
// bytes, a cancel at each moment, and memory that runs out.
#if UASYNCIO_TLS && UASYNCIO_MBEDTLS

#include "tests/support/mbedtls_talk.hpp"
#include "tests/support/stream_sentences.hpp"
#include "tests/support/system_pairs.hpp"

#include <algorithm>
#include <uasyncio/testing/faulty_device.hpp>

using namespace mbedtls_talk;
using asyncio::Attempt;

namespace {

const TlsContext& server_context() {
  static const TlsContext context =
      TlsContext::server({.certificate = certificates::ordinary().c_str()});
  return context;
}
const TlsContext& client_context() {
  static const HostedContext context({.trusted = certificates::trusted().c_str()});
  return context;
}

std::unique_ptr<asyncio::TlsEngine> engine_on(asyncio::Device& below, const TlsContext& context) {
  Error error;
  auto engine = context.engine(below, "example.org", error);
  EXPECT_FALSE(error) << error.text();
  return engine;
}

const TlsContext& own_server_context() {
  static const HostedContext context =
      HostedContext::server({.certificate = certificates::ordinary().c_str()});
  return context;
}

template <class Pair, const TlsContext& (*left_context)(), const TlsContext& (*right_context)()>
struct Between {
  Pair below;
  asyncio::TlsDevice left{below.left, engine_on(below.left, left_context())};
  asyncio::TlsDevice right{below.right, engine_on(below.right, right_context())};
};

/// mbedTLS is on the left.
template <class Pair>
using Secured = Between<Pair, client_context, server_context>;

/// And on the right.
template <class Pair>
using Turned = Between<Pair, server_context, client_context>;

/// On both sides, the server on the left.
template <class Pair>
using Both = Between<Pair, own_server_context, client_context>;

TEST(MbedtlsStreams, KeepsTheContractWithItself) {
  EXPECT_EQ(stream_sentences::broken_sentences<Both<asyncio::MemoryPair<4096>>>(), "");
  EXPECT_EQ(stream_sentences::broken_sentences<Both<asyncio::MemoryPair<1>>>(), "");
}

TEST(MbedtlsStreams, KeepsTheContract) {
  const std::size_t used_before = asyncio::FramePool::current().used();
  EXPECT_EQ(stream_sentences::broken_sentences<Secured<asyncio::MemoryPair<4096>>>(), "");
  EXPECT_EQ(stream_sentences::broken_sentences<Turned<asyncio::MemoryPair<4096>>>(), "");
  EXPECT_EQ(asyncio::FramePool::current().used(), used_before);
}

TEST(MbedtlsStreams, KeepsTheContractOverOneByteAtATime) {
  EXPECT_EQ(stream_sentences::broken_sentences<Secured<asyncio::MemoryPair<1>>>(), "");
  EXPECT_EQ(stream_sentences::broken_sentences<Turned<asyncio::MemoryPair<1>>>(), "");
}

template <class Pair>
std::string broken_over() {
  asyncio::UnixPort port;
  return stream_sentences::broken_on<Secured<Pair>>(port);
}

TEST(MbedtlsStreams, KeepsTheContractOverTcp) {
  const std::size_t before = open_descriptors();
  EXPECT_EQ(broken_over<system_pairs::TcpPair>(), "");
  EXPECT_EQ(open_descriptors(), before);
}

std::uint32_t seed_of_a_line = 1;

struct FaultyPair {
  system_pairs::UnixPair below;
  asyncio::testing::FaultyDevice left{below.left, seed_of_a_line++};
  asyncio::testing::FaultyDevice right{below.right, seed_of_a_line++};
};

TEST(MbedtlsStreams, KeepsTheContractOverFaultySockets) {
  const std::uint32_t seed = seed_of_a_line;
  EXPECT_EQ(broken_over<FaultyPair>(), "") << "from seed " << seed << " on";
}

// --- A line that changes a byte -----------------------------------------------------------------

/// Changes one byte of those that come.
class BadLine final : public asyncio::FilterDevice {
 public:
  BadLine(asyncio::Device& below, std::size_t place) noexcept
      : FilterDevice(below), place_(place) {}

  Attempt try_read(std::span<std::byte> room) noexcept override {
    const Attempt attempt = FilterDevice::try_read(room);
    if (!attempt.has_moved()) return attempt;
    if (place_ - passed < attempt.count()) room[place_ - passed] ^= std::byte{0x55};
    passed += attempt.count();
    return attempt;
  }

  std::size_t passed = 0;

 private:
  std::size_t place_;
};

constexpr std::string_view secret = "this is all, or it is an error\n";

Coro<> send_and_close(asyncio::StreamWriter& writer) {
  (void)co_await asyncio::as_result(writer.awrite(secret));
  writer.close();
  (void)co_await asyncio::as_result(writer.wait_closed());
}

struct Received {
  Heard heard;
  std::size_t bytes = 0;  // with those of TLS
};

/// What a client without a session hears of a server.
Received hear_over(std::size_t place) {
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  asyncio::MemoryPair<4096> below;
  BadLine line(below.left, place);
  const HostedContext context({.trusted = certificates::trusted().c_str()});
  asyncio::TlsDevice client(line, engine_on(line, context));
  asyncio::TlsDevice server(below.right, engine_on(below.right, server_context()));
  asyncio::BufferedReader<100> reader(client);
  asyncio::BufferedWriter<100> client_writer(client);
  asyncio::BufferedWriter<100> writer(server);
  Received received;
  auto both = [&]() -> Coro<> {
    const auto sender = asyncio::create_task(send_and_close(writer));
    co_await hear_all(reader, received.heard);
    client_writer.close();
    (void)co_await asyncio::as_result(client_writer.wait_closed());
    co_await sender;
  };
  const auto result = loop.run_until_complete(asyncio::wait_for(both(), 60));
  const bool is_late = result.error() == Error::timeout;  // a length has grown: it waits for more
  EXPECT_TRUE(result.ok() || is_late) << "at " << place << ": " << result.error().name();
  if (is_late) received.heard.client = "late";
  received.bytes = line.passed;
  loop.close();
  return received;
}

TEST(MbedtlsStreams, AChangedByteIsNoticed) {
  const Received all = hear_over(~std::size_t{0});
  EXPECT_EQ(all.heard.client, "well");
  EXPECT_EQ(all.heard.text, secret);
  for (std::size_t place = 0; place < all.bytes; place += place + 60 < all.bytes ? 37 : 1) {
    const Received changed = hear_over(place);
    if (changed.bytes <= place) continue;  // signatures have no fixed length: this time it was less
    ASSERT_NE(changed.heard.client, "well") << "at " << place << " of " << all.bytes;
    ASSERT_TRUE(changed.heard.text.empty() || changed.heard.text == secret);
  }
}

// --- Cancels ------------------------------------------------------------------------------------

Coro<> talk_for_ever(std::uint16_t port) {
  const asyncio::ConnectOptions options{.tls = &client_context(), .tls_server_name = "example.org"};
  auto [reader, writer] = co_await asyncio::open_connection(loopback, port, options);
  for (;;) {
    co_await writer.awrite("question\n");
    (void)co_await reader.readline();
  }
}

TEST(MbedtlsStreams, ACancelAtEachMomentLeavesNothing) {
  constexpr int moments = 40;
  constexpr int between_us = 50;
  for (int moment = 0; moment != moments; ++moment) {
    simulate([moment]() -> Coro<> {
      network().weather.latency = 100;
      asyncio::Loop::running()->set_exception_handler(
          [](asyncio::Loop&, const asyncio::ExceptionContext&) {});
      const asyncio::ServerOptions serving{.tls = &server_context()};
      asyncio::Server server = co_await asyncio::start_server(echo, loopback, 0, serving);
      asyncio::Task<> client = asyncio::create_task(talk_for_ever(server.port()));
      co_await asyncio::sleep_us(moment * between_us);
      co_await asyncio::cancel_and_wait(client);
      server.close();
      co_await server.wait_closed();
      EXPECT_EQ(network().devices(), 0u) << "cancelled after " << moment * between_us << " us";
    });
  }
}

/// The curves are computed in pieces, and a cancel may come between any two.
void cancel_at_each_step(const TlsContext& context, const TlsContext& peer) {
  int most_turns = 0;
  for (bool is_over = false; !is_over; most_turns += 1 + most_turns / 16) {
    asyncio::SimPort port;
    asyncio::Loop loop(port);
    asyncio::MemoryPair<4096> below;
    auto shaker = std::make_unique<asyncio::TlsDevice>(below.left, engine_on(below.left, context));
    asyncio::TlsDevice other_end(below.right, engine_on(below.right, peer));
    auto both = [&]() -> Coro<> {
      constexpr std::uint32_t limit_ms = 1'000;
      auto other = asyncio::create_task(other_end.handshake(limit_ms));
      auto shaking = asyncio::create_task(shaker->handshake(limit_ms));
      for (int turn = 0; turn != most_turns && !shaking.done(); ++turn) {
        co_await asyncio::sleep_ms(0);
      }
      is_over = shaking.done();
      co_await asyncio::cancel_and_wait(shaking);
      shaker.reset();
      co_await asyncio::cancel_and_wait(other);
    };
    const auto result = loop.run_until_complete(both());
    EXPECT_TRUE(result.ok());
    loop.close();
  }
  EXPECT_GT(most_turns, 20) << "the curves are computed in one piece";
}

TEST(MbedtlsStreams, ACancelAtEachStepOfTheHandshakeLeavesNothing) {
  const HostedContext client({.trusted = certificates::trusted().c_str()});
  cancel_at_each_step(client, server_context());
  const TlsContext of_openssl = TlsContext::client({.trusted = certificates::trusted().c_str()});
  const HostedContext server =
      HostedContext::server({.certificate = certificates::ordinary().c_str()});
  cancel_at_each_step(server, of_openssl);
}

}  // namespace

#endif
