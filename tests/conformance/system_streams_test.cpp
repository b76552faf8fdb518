// SPDX-License-Identifier: MIT
// The contract of streams over what the system has: TCP, Unix sockets, pipes, pseudo-terminals.
#include "ports/unix/unix_port.hpp"
#include "tests/support/open_descriptors.hpp"
#include "tests/support/stream_sentences.hpp"
#include "tests/support/system_pairs.hpp"

#include <gtest/gtest.h>
#include <uasyncio/testing/faulty_device.hpp>

namespace asyncio = uasyncio;
using asyncio::testing::StreamTraits;

namespace {

/// The sentences that are not true. Descriptors and the frame pool must be as before.
template <class Pair>
std::string broken_sentences(StreamTraits traits = {}) {
  std::string text;
  const std::size_t descriptors_before = open_descriptors();
  const std::size_t used_before = asyncio::FramePool::current().used();
  {
    asyncio::UnixPort port;
    text = stream_sentences::broken_on<Pair>(port, traits);
  }
  EXPECT_EQ(open_descriptors(), descriptors_before);
  EXPECT_EQ(asyncio::FramePool::current().used(), used_before);
  return text;
}

TEST(SystemStreams, TcpKeepsTheContract) {
  EXPECT_EQ(broken_sentences<system_pairs::TcpPair>(), "");
}

TEST(SystemStreams, UnixSocketsKeepTheContract) {
  EXPECT_EQ(broken_sentences<system_pairs::UnixPair>(), "");
}

TEST(SystemStreams, PipesKeepTheContract) {
  EXPECT_EQ(broken_sentences<system_pairs::PipePair>({.goes_both_ways = false}), "");
}

TEST(SystemStreams, TerminalsKeepTheContract) {
  EXPECT_EQ(broken_sentences<system_pairs::TerminalPair>(
                {.has_half_close = false, .tells_of_losses = false}),
            "");
}

std::uint32_t next_seed = 1;

struct FaultyUnixPair {
  system_pairs::UnixPair inner;
  asyncio::testing::FaultyDevice left{inner.left, next_seed++};
  asyncio::testing::FaultyDevice right{inner.right, next_seed++};
};

TEST(SystemStreams, FaultySocketsKeepTheContract) {
  for (int round = 0; round != 3; ++round) {
    const std::uint32_t seed = next_seed;
    ASSERT_EQ(broken_sentences<FaultyUnixPair>(), "") << "from seed " << seed << " on";
  }
}

}  // namespace
