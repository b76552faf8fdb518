// SPDX-License-Identifier: MIT
// OpenSSL without memory: each of its requests fails in turn, and what comes of it is an error as a
// value, or nothing at all.
#if UASYNCIO_TLS

#include "tests/support/test_certificates.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <openssl/crypto.h>
#include <string>
#include <uasyncio.hpp>
#include <uasyncio/testing/sim_port.hpp>

namespace asyncio = uasyncio;

namespace {

/// How many requests are granted yet; negative: all.
long requests_granted = -1;
bool was_refused = false;

bool is_refused() {
  if (requests_granted < 0) return false;
  if (requests_granted-- != 0) return false;
  was_refused = true;
  return true;
}

void* granted_malloc(std::size_t size, const char*, int) {
  return is_refused() ? nullptr : std::malloc(size);
}
void* granted_realloc(void* old, std::size_t size, const char*, int) {
  return is_refused() ? nullptr : std::realloc(old, size);
}
void granted_free(void* memory, const char*, int) { std::free(memory); }

/// Before OpenSSL asks for anything.
const int is_installed = CRYPTO_set_mem_functions(&granted_malloc, &granted_realloc, &granted_free);

asyncio::Error shake_hands(asyncio::Loop& loop, const std::string& trusted,
                           const std::string& identity) {
  asyncio::MemoryPair<4096> below;
  const auto client = asyncio::TlsContext::client({.trusted = trusted.c_str()});
  const auto server = asyncio::TlsContext::server({.certificate = identity.c_str()});
  asyncio::Error client_error;
  asyncio::Error server_error;
  auto client_engine = client.engine(below.left, "example.org", client_error);
  auto server_engine = server.engine(below.right, nullptr, server_error);
  if (client_error) return client_error;
  if (server_error) return server_error;
  asyncio::TlsDevice left(below.left, std::move(client_engine));
  asyncio::TlsDevice right(below.right, std::move(server_engine));
  constexpr std::uint32_t limit_ms = 1'000;
  auto both = [&]() -> asyncio::Coro<> {
    asyncio::Task<> other = asyncio::create_task(right.handshake(limit_ms));
    const auto shaken = co_await asyncio::as_result(left.handshake(limit_ms));
    const auto end = co_await asyncio::as_result(other);
    if (!shaken.ok()) co_await asyncio::fail(shaken.error());
    if (!end.ok()) co_await asyncio::fail(end.error());
  };
  const auto result = loop.run_until_complete(both());
  return result.error();
}

TEST(TlsMemory, EachRequestOfOpensslMayFail) {
  ASSERT_EQ(is_installed, 1);
  const std::string trusted = test_certificates::trusted();
  const std::string identity = test_certificates::ordinary();
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  EXPECT_FALSE(shake_hands(loop, trusted, identity));  // with what OpenSSL sets up once
  unsigned refusals = 0;
  unsigned failures = 0;
  for (long granted = 0;; granted += 1 + granted / 40) {
    requests_granted = granted;
    was_refused = false;
    const asyncio::Error error = shake_hands(loop, trusted, identity);
    requests_granted = -1;
    if (!was_refused) break;
    ++refusals;
    if (!error) continue;  // OpenSSL can do without
    ++failures;
    EXPECT_TRUE(error.kind == asyncio::ErrorKind::memory || error.kind == asyncio::ErrorKind::os ||
                error == asyncio::Error::timeout)
        << granted << ": " << error.name() << " " << error.text();
  }
  EXPECT_GT(refusals, 50u);
  EXPECT_GT(failures, 20u);
  EXPECT_FALSE(shake_hands(loop, trusted, identity));
  loop.close();
}

}  // namespace

#endif
