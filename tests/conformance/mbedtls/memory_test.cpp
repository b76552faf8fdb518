// SPDX-License-Identifier: MIT
// mbedTLS without memory: each of its requests fails in turn, and what comes of it is an error as a
// value, or nothing at all.
#if UASYNCIO_TLS && UASYNCIO_MBEDTLS

#include "ports/mbedtls/memory.hpp"
#include "tests/support/mbedtls_talk.hpp"

#include <cstdlib>

using namespace mbedtls_talk;

namespace {

/// How many requests are granted yet; negative: all.
long requests_granted = -1;
bool was_refused = false;
long blocks = 0;

void* granted_calloc(std::size_t count, std::size_t size) {
  if (requests_granted >= 0 && requests_granted-- == 0) {
    was_refused = true;
    return nullptr;
  }
  ++blocks;
  return std::calloc(count, size);
}
void counted_free(void* memory) {
  if (memory != nullptr) --blocks;
  std::free(memory);
}

/// Of the one on the left, which is the server or not.
Error shake_hands(bool serves, const TlsContext& other) {
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  asyncio::MemoryPair<4096> below;
  const std::string trusted = certificates::trusted();
  const HostedContext context =
      serves ? HostedContext::server({.certificate = certificates::ordinary().c_str(),
                                      .trusted = trusted.c_str(),
                                      .requires_client_certificate = true})
             : HostedContext({.trusted = trusted.c_str()});
  Error error;
  Error other_error;
  auto engine = context.engine(below.left, "example.org", error);
  auto other_engine = other.engine(below.right, "example.org", other_error);
  EXPECT_FALSE(other_error);
  if (!error) {
    asyncio::TlsDevice left(below.left, std::move(engine));
    asyncio::TlsDevice right(below.right, std::move(other_engine));
    constexpr std::uint32_t limit_ms = 1'000;
    auto both = [&]() -> Coro<> {
      asyncio::Task<> other = asyncio::create_task(right.handshake(limit_ms));
      const auto shaken = co_await asyncio::as_result(left.handshake(limit_ms));
      co_await asyncio::cancel_and_wait(other);
      if (!shaken.ok()) co_await asyncio::fail(shaken.error());
    };
    error = loop.run_until_complete(both()).error();
  }
  loop.close();
  return error;
}

void expect_an_error_of_each_request(bool serves, const TlsContext& other) {
  asyncio::mbedtls::Memory& memory = asyncio::mbedtls::memory();
  memory.allocate = &granted_calloc;
  memory.free = &counted_free;
  const long blocks_before = blocks;
  unsigned failures = 0;
  for (long granted = 0;; granted += 1 + granted / 40) {
    requests_granted = granted;
    was_refused = false;
    const Error error = shake_hands(serves, other);
    requests_granted = -1;
    EXPECT_EQ(blocks, blocks_before) << "after " << granted;
    if (!was_refused) break;
    if (!error) continue;  // it can do without: no session is kept
    ++failures;
    EXPECT_TRUE(error == Error::memory) << granted << ": " << error.name() << " " << error.text();
  }
  EXPECT_GT(failures, 50u);
  EXPECT_FALSE(shake_hands(serves, other));
  memory.allocate = &std::calloc;
  memory.free = &std::free;
}

TEST(MbedtlsMemory, EachRequestOfAClientMayFail) {
  expect_an_error_of_each_request(
      false, TlsContext::server({.certificate = certificates::ordinary().c_str()}));
}

TEST(MbedtlsMemory, EachRequestOfAServerMayFail) {
  const std::string own = certificates::ordinary();
  const std::string trusted = certificates::trusted();
  expect_an_error_of_each_request(
      true, TlsContext::client({.certificate = own.c_str(), .trusted = trusted.c_str()}));
}

}  // namespace

#endif
