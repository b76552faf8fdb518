// SPDX-License-Identifier: MIT
#if UASYNCIO_TLS

#include "tests/support/stream_sentences.hpp"
#include "tests/support/test_certificates.hpp"

#include <algorithm>
#include <cerrno>
#include <gtest/gtest.h>
#include <string>
#include <uasyncio.hpp>
#include <uasyncio/stream/tls_context.hpp>
#include <uasyncio/testing/faulty_device.hpp>
#include <uasyncio/testing/sim_port.hpp>
#include <uasyncio/testing/stream_suite.hpp>

namespace asyncio = uasyncio;
using asyncio::Attempt;
using asyncio::Error;
using asyncio::TlsError;
using asyncio::testing::StreamCheck;
namespace certificates = test_certificates;

namespace {

const asyncio::TlsContext& server_context() {
  static const asyncio::TlsContext context =
      asyncio::TlsContext::server({.certificate = certificates::ordinary().c_str()});
  return context;
}
const asyncio::TlsContext& client_context() {
  static const asyncio::TlsContext context =
      asyncio::TlsContext::client({.trusted = certificates::trusted().c_str()});
  return context;
}

std::unique_ptr<asyncio::TlsEngine> engine_of(const asyncio::TlsContext& context,
                                              asyncio::Device& below) {
  Error error;
  auto engine = context.engine(below, "example.org", error);
  EXPECT_FALSE(error) << error.text();
  return engine;
}

/// TLS over a pair in memory of any size.
template <std::size_t size>
struct TlsPair {
  asyncio::MemoryPair<size> below;
  asyncio::TlsDevice left{below.left, engine_of(client_context(), below.left)};
  asyncio::TlsDevice right{below.right, engine_of(server_context(), below.right)};
};

/// The sentences that are not true, with the handshake done before.
template <class Pair>
std::string broken_after_handshake() {
  std::string text;
  for (const StreamCheck& check : asyncio::testing::stream_checks()) {
    asyncio::SimPort port;
    asyncio::Loop loop(port);
    Pair pair;
    constexpr std::uint32_t limit_ms = 1'000;
    const auto shaken = loop.run_until_complete(
        asyncio::gather(pair.left.handshake(limit_ms), pair.right.handshake(limit_ms)));
    asyncio::testing::StreamEnds ends(pair.left, pair.right);
    const auto result = loop.run_until_complete(asyncio::wait_for(check.run(ends), 60));
    if (!shaken.ok()) text += "no handshake: " + std::string(shaken.error().text());
    if (!result.ok()) ends.expect(false, result.error().name());
    if (ends.broken != nullptr) text += std::string(check.name) + ": " + ends.broken + "\n";
    loop.close();
  }
  return text;
}

TEST(TlsDevice, KeepsTheContractOfStreams) {
  const std::size_t used_before = asyncio::FramePool::current().used();
  EXPECT_EQ(broken_after_handshake<TlsPair<4096>>(), "");
  // With a handshake that comes by itself.
  EXPECT_EQ(stream_sentences::broken_sentences<TlsPair<4096>>(), "");
  EXPECT_EQ(asyncio::FramePool::current().used(), used_before);
}

TEST(TlsDevice, KeepsTheContractOverOneByteAtATime) {
  EXPECT_EQ(broken_after_handshake<TlsPair<1>>(), "");
}

// --- A line that is cut, or changes bytes -------------------------------------------------------

/// Passes so many bytes on to who reads, and then does something to them.
class BadLine final : public asyncio::FilterDevice {
 public:
  enum class Fault { ends, changes };
  BadLine(asyncio::Device& below, std::size_t place, Fault fault) noexcept
      : FilterDevice(below), left_(place), fault_(fault) {}

  Attempt try_read(std::span<std::byte> room) noexcept override {
    if (fault_ == Fault::ends) {
      if (left_ == 0) return Attempt::end();
      room = room.first(std::min(room.size(), left_));
    }
    const Attempt attempt = FilterDevice::try_read(room);
    if (!attempt.has_moved()) return attempt;
    const std::size_t count = attempt.count();
    if (fault_ == Fault::changes && left_ < count) room[left_] ^= std::byte{0x55};
    left_ = fault_ == Fault::changes && left_ < count ? ~std::size_t{0} : left_ - count;
    passed += count;
    return attempt;
  }

  std::size_t passed = 0;

 private:
  std::size_t left_;
  Fault fault_;
};

constexpr std::string_view secret = "this is all, or it is an error\n";

asyncio::Coro<> send_and_close(asyncio::StreamWriter& writer, asyncio::TlsDevice& device) {
  const auto shaken = co_await asyncio::as_result(device.handshake(1'000));
  if (!shaken.ok()) co_return;
  (void)co_await asyncio::as_result(writer.awrite(secret));
  writer.close();
  (void)co_await asyncio::as_result(writer.wait_closed());
}

/// Everything until the end, or why it did not come to that.
asyncio::Coro<> receive(asyncio::StreamReader& reader, std::string& text, Error& error) {
  for (;;) {
    const auto bytes = co_await asyncio::as_result(reader.read());
    error = bytes.error();
    if (!bytes.ok() || bytes.value().empty()) co_return;
    text += bytes.value();
  }
}

struct Received {
  std::string text;
  Error error;
  std::size_t bytes = 0;  // with those of TLS
};

/// Whose handshake has the same length each time, as one with an elliptic curve has not.
const asyncio::TlsContext& even_server_context() {
  constexpr unsigned bits = 2048;
  static const std::string identity = certificates::signed_for({.rsa_bits = bits});
  static const asyncio::TlsContext context =
      asyncio::TlsContext::server({.certificate = identity.c_str()});
  return context;
}

/// A client hears what a server says, over a bad line.
Received hear_over(std::size_t place, BadLine::Fault fault) {
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  asyncio::MemoryPair<4096> below;
  BadLine line(below.left, place, fault);
  const auto new_context =  // without a session, so that the whole handshake is there
      asyncio::TlsContext::client({.trusted = certificates::trusted().c_str()});
  asyncio::TlsDevice client(line, engine_of(new_context, line));
  asyncio::TlsDevice server(below.right, engine_of(even_server_context(), below.right));
  asyncio::BufferedReader<100> reader(client);
  asyncio::BufferedWriter<100> client_writer(client);
  asyncio::BufferedWriter<100> writer(server);
  Received received;
  auto both = [&]() -> asyncio::Coro<> {
    const auto sender = asyncio::create_task(send_and_close(writer, server));
    co_await receive(reader, received.text, received.error);
    client_writer.close();
    (void)co_await asyncio::as_result(client_writer.wait_closed());
    co_await sender;
  };
  const auto result = loop.run_until_complete(asyncio::wait_for(both(), 60));
  EXPECT_TRUE(result.ok()) << "at " << place << ": " << result.error().name();
  received.bytes = line.passed;
  loop.close();
  return received;
}

TEST(TlsDevice, ACutLineIsNeverAnEnd) {
  const Received all = hear_over(~std::size_t{0}, BadLine::Fault::ends);
  EXPECT_EQ(all.text, secret);
  EXPECT_FALSE(all.error);
  for (std::size_t place = 0; place < all.bytes; place += place + 60 < all.bytes ? 37 : 1) {
    const Received part = hear_over(place, BadLine::Fault::ends);
    ASSERT_EQ(part.error, Error::os(TlsError::truncated)) << "at " << place;
    ASSERT_TRUE(part.text.empty() || part.text == secret);
    ASSERT_STREQ(part.error.text(),
                 "the connection ended without the end of TLS: what came may not be all");
  }
}

TEST(TlsDevice, AChangedByteIsNoticed) {
  const std::size_t size = hear_over(~std::size_t{0}, BadLine::Fault::ends).bytes;
  for (std::size_t place = 0; place < size; place += place + 60 < size ? 37 : 1) {
    const Received changed = hear_over(place, BadLine::Fault::changes);
    ASSERT_EQ(changed.error.kind, asyncio::ErrorKind::os) << "at " << place;
    ASSERT_TRUE(changed.text.empty() || changed.text == secret) << changed.text;
  }
}

TEST(TlsDevice, WithoutAnEngineNothingIsPossible) {
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  asyncio::MemoryPair<16> below;
  asyncio::TlsDevice device(below.left, nullptr);
  const auto result = loop.run_until_complete(device.handshake(1'000));
  EXPECT_EQ(result.error(), Error::os(TlsError::unavailable));
  EXPECT_STREQ(result.error().text(), "this build has no TLS");
  loop.close();
}

}  // namespace

#endif
