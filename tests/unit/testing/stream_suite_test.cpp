// SPDX-License-Identifier: MIT
// The stream suite over pairs in memory, in virtual time, and that it finds what is wrong.
#include "tests/support/scenario.hpp"
#include "tests/support/stream_sentences.hpp"

#include <uasyncio/stream/memory_pair.hpp>
#include <uasyncio/testing/faulty_device.hpp>

namespace asyncio = uasyncio;
namespace testing_kit = uasyncio::testing;

namespace {

TEST(StreamSuite, PairsInMemoryKeepTheContract) {
  EXPECT_EQ(stream_sentences::broken_sentences<asyncio::MemoryPair<1>>(), "");
  EXPECT_EQ(stream_sentences::broken_sentences<asyncio::MemoryPair<7>>(), "");
  EXPECT_EQ(stream_sentences::broken_sentences<asyncio::MemoryPair<64>>(), "");
  EXPECT_EQ(stream_sentences::broken_sentences<asyncio::MemoryPair<5'000>>(), "");
}

std::uint32_t next_seed = 1;

struct FaultyPair {
  asyncio::MemoryPair<20> inner;
  testing_kit::FaultyDevice left{inner.left, next_seed++};
  testing_kit::FaultyDevice right{inner.right, next_seed++};
};

TEST(StreamSuite, FaultyDevicesKeepTheContract) {
  for (int round = 0; round != 20; ++round) {
    const std::uint32_t seed = next_seed;
    ASSERT_EQ(stream_sentences::broken_sentences<FaultyPair>(), "")
        << "from seed " << seed << " on";
  }
}

// The way from left to right only, as a pipe.
TEST(StreamSuite, ChecksThatDoNotFitAreLeftOut) {
  // [suite]
  asyncio::SimPort port;
  const unsigned failed = asyncio::testing::run_stream_suite<asyncio::MemoryPair<16>>(
      port, {.goes_both_ways = false},
      [](const asyncio::testing::StreamCheck& check, const char* sentence) {
        asyncio::print(check.name, sentence);
      });
  // [/suite]
  EXPECT_EQ(failed, 0u);
  EXPECT_EQ(port.transcript(), "");
}

/// Loses a byte once in a while.
class Corrupting final : public asyncio::FilterDevice {
 public:
  using FilterDevice::FilterDevice;
  asyncio::Attempt try_read(std::span<std::byte> room) noexcept override {
    const asyncio::Attempt attempt = inner().read_or_listen(room);
    if (!attempt.has_moved() || attempt.count() < 2 || ++reads_ % 5 != 0) return attempt;
    return asyncio::Attempt::moved(attempt.count() - 1);
  }

 private:
  unsigned reads_ = 0;
};

struct CorruptPair {
  asyncio::MemoryPair<20> inner;
  Corrupting left{inner.left};
  Corrupting right{inner.right};
};

TEST(StreamSuite, ADeviceThatLosesBytesIsFound) {
  const std::string text = stream_sentences::broken_sentences<CorruptPair>();
  EXPECT_NE(text.find("bytes come in order: no byte is lost"), std::string::npos) << text;
  EXPECT_NE(text.find("cancelled reads: no byte is lost"), std::string::npos) << text;
}

/// Never says that there is room again.
class Mute final : public asyncio::FilterDevice {
 public:
  using FilterDevice::FilterDevice;
  asyncio::Attempt try_write(std::span<const std::byte> bytes) noexcept override {
    return is_full_ ? asyncio::Attempt::would_block() : remember(FilterDevice::try_write(bytes));
  }

 private:
  asyncio::Attempt remember(asyncio::Attempt attempt) noexcept {
    is_full_ = attempt.is_would_block();
    return attempt;
  }
  bool is_full_ = false;
};

struct MutePair {
  asyncio::MemoryPair<20> inner;
  Mute left{inner.left};
  Mute right{inner.right};
};

TEST(StreamSuite, ADeviceThatStopsIsFound) {
  const std::string text = stream_sentences::broken_sentences<MutePair>();
  EXPECT_NE(text.find("bytes come in order: TimeoutError"), std::string::npos) << text;
}

}  // namespace
