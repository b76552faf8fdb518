// SPDX-License-Identifier: MIT
// How much memory the frame pool needs: a set of blocks and task records that never exceeds L bytes
// runs for ever in an arena of 3 L + 6 times the largest block, whatever the sizes and lifetimes.
// Every block keeps its pattern, every record is found, and in the end all is one piece again.
#include "uasyncio/kernel/frame_pool.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <ostream>
#include <random>
#include <set>
#include <vector>

using uasyncio::FramePool;
using uasyncio::kernel::State;
using uasyncio::kernel::TaskHeader;

namespace {

using Random = std::mt19937_64;

std::size_t between(Random& random, std::size_t low, std::size_t high) {
  return std::uniform_int_distribution<std::size_t>(low, high)(random);
}

struct Sizes {
  const char* name;
  std::size_t largest;
  std::size_t (*next)(Random& random, std::size_t step);
};

std::ostream& operator<<(std::ostream& out, const Sizes& sizes) { return out << sizes.name; }

std::size_t frame_size(Random& random, std::size_t) { return between(random, 32, 144); }

std::size_t frame_or_buffer_size(Random& random, std::size_t) {
  return between(random, 0, 9) == 0 ? between(random, 320, 1900) : between(random, 32, 144);
}

std::size_t even_size(Random& random, std::size_t) { return between(random, 16, 2048); }

std::size_t logarithmic_size(Random& random, std::size_t) {
  return static_cast<std::size_t>(std::exp2(std::uniform_real_distribution<>(4, 11)(random)));
}

std::size_t size_of_the_phase(Random& random, std::size_t step) {
  return step / 2000 % 2 == 0 ? between(random, 16, 64) : between(random, 1024, 2048);
}

constexpr Sizes all_sizes[] = {
    {"Frames", 144, &frame_size},         {"FramesAndBuffers", 1900, &frame_or_buffer_size},
    {"Even", 2048, &even_size},           {"Logarithmic", 2048, &logarithmic_size},
    {"Phases", 2048, &size_of_the_phase},
};

/// The arena, and what is alive in it.
class PoolWorld {
 public:
  PoolWorld(const Sizes& sizes, std::size_t live_bytes, std::uint64_t seed)
      : sizes_(sizes),
        limit_(live_bytes),
        random_(seed),
        arena_(3 * live_bytes + 6 * sizes.largest),
        pool_(arena_.data(), arena_.size()) {}

  void run(std::size_t steps) {
    for (std::size_t step = 0; step != steps; ++step) {
      switch (between(random_, 0, 2000)) {
        case 0: free_some(1, 2); break;
        case 1: free_some(9, 10); break;
        case 2: check_records(); break;
        default: one(step); break;
      }
      ASSERT_EQ(pool_.failures(), 0u)
          << "step " << step << ": no " << pool_.last_refused() << " bytes beside " << pool_.used()
          << " in an arena of " << arena_.size();
      if (::testing::Test::HasFatalFailure()) return;
    }
  }

  void end() {
    check_records();
    free_some(1, 1);
    ASSERT_EQ(pool_.used(), 0u);
    const std::size_t all = pool_.free_bytes();
    EXPECT_GE(all, arena_.size() - 32);
    EXPECT_NE(pool_.allocate(all), nullptr) << "not one piece of " << all;
  }

 private:
  struct Block {
    unsigned char* place;
    std::size_t size;  // 0: a record
    unsigned char mark;
  };

  void one(std::size_t step) {
    const bool is_record = between(random_, 0, 2) == 0;
    const std::size_t size = is_record ? 0 : sizes_.next(random_, step);
    if (pool_.used() + std::max(sizeof(TaskHeader), size + 15) > limit_ ||
        (!live_.empty() && between(random_, 0, 9) < 4)) {
      free_one(between(random_, 0, live_.size() - 1));
      return;
    }
    unsigned char* place = nullptr;
    const auto mark = static_cast<unsigned char>(random_());
    if (is_record) {
      TaskHeader* const task = pool_.allocate_task();
      if (task == nullptr) return;
      task->state = State::ready;
      task->leaf = nullptr;
      place = reinterpret_cast<unsigned char*>(task);
    } else {
      place = static_cast<unsigned char*>(pool_.allocate(size));
      if (place == nullptr) return;
      ASSERT_GE(place, arena_.data());
      ASSERT_LE(place + size, arena_.data() + arena_.size());
      std::memset(place, mark, size);
    }
    live_.push_back({place, size, mark});
  }

  void free_one(std::size_t index) {
    std::swap(live_[index], live_.back());
    const Block block = live_.back();
    live_.pop_back();
    if (block.size == 0) {
      auto* const task = reinterpret_cast<TaskHeader*>(block.place);
      ASSERT_EQ(task->state, State::ready);
      ASSERT_EQ(task->leaf, nullptr);
      pool_.deallocate_task(task);
      return;
    }
    unsigned char* const end = block.place + block.size;
    ASSERT_EQ(std::count(block.place, end, block.mark), end - block.place);
    pool_.deallocate(block.place, block.size);
  }

  /// So many of them.
  void free_some(std::size_t part, std::size_t of) {
    const std::size_t left = live_.size() - live_.size() * part / of;
    while (live_.size() > left) free_one(between(random_, 0, live_.size() - 1));
  }

  void check_records() {
    std::set<const void*> expected;
    for (const Block& block : live_) {
      if (block.size == 0) expected.insert(block.place);
    }
    std::set<const void*> found;
    for (TaskHeader* task = nullptr; (task = pool_.next_task(task)) != nullptr;) {
      ASSERT_TRUE(found.insert(task).second) << "a record is found twice";
    }
    ASSERT_EQ(found, expected);
  }

  const Sizes& sizes_;
  std::size_t limit_;
  Random random_;
  std::vector<unsigned char> arena_;
  FramePool pool_;
  std::vector<Block> live_;
};

class FramePoolProperty : public ::testing::TestWithParam<Sizes> {
 protected:
  static void run(std::size_t operations) {
    for (const std::size_t live_bytes : {8 * 1024, 32 * 1024}) {
      for (std::uint64_t seed = 1; seed != 3; ++seed) {
        SCOPED_TRACE(::testing::Message() << "L " << live_bytes << ", seed " << seed);
        PoolWorld world(GetParam(), live_bytes, seed);
        world.run(operations / 4);
        if (::testing::Test::HasFatalFailure()) return;
        world.end();
      }
    }
  }
};

TEST_P(FramePoolProperty, ThreeTimesWhatIsAliveAndSixOfTheLargestAreEnough) { run(100'000); }

/// Minutes: for whoever changes the pool.
TEST_P(FramePoolProperty, DISABLED_TenMillionOperations) { run(10'000'000); }

INSTANTIATE_TEST_SUITE_P(Of, FramePoolProperty, ::testing::ValuesIn(all_sizes),
                         [](const auto& info) { return info.param.name; });

}  // namespace
