// The frame pool as an allocator: size classes, arenas of every size, growing, running out.
#include "uasyncio/core/frame_pool.hpp"

#include <cstring>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <vector>

using uasyncio::FramePool;
using uasyncio::State;
using uasyncio::TaskHeader;

namespace {

TEST(FramePool, GivesABlockOfTheSameClassAgain) {
  FramePool pool;
  void* first = pool.allocate(40);
  void* second = pool.allocate(40);
  EXPECT_NE(first, second);
  pool.deallocate(first, 40);
  EXPECT_EQ(pool.allocate(33), first);  // the same 16-byte class
  pool.deallocate(second, 40);
  void* larger = pool.allocate(49);
  EXPECT_NE(larger, second);
  pool.deallocate(larger, 49);
  pool.deallocate(first, 33);
}

TEST(FramePool, CountsWhatIsUsedAndThePeak) {
  FramePool pool;
  void* block = pool.allocate(100);
  EXPECT_EQ(pool.used(), 112u);
  pool.deallocate(block, 100);
  EXPECT_EQ(pool.used(), 0u);
  EXPECT_EQ(pool.peak(), 112u);
  EXPECT_EQ(pool.failures(), 0u);
}

TEST(FramePool, SplitsALargeBlockAndUsesTheRest) {
  FramePool pool;
  void* large = pool.allocate(4096);
  pool.deallocate(large, 4096);
  void* half = pool.allocate(2048);
  EXPECT_EQ(half, large);
  void* rest = pool.allocate(2048);
  EXPECT_EQ(rest, static_cast<unsigned char*>(large) + 2048);
  EXPECT_EQ(pool.used(), 4096u);
  pool.deallocate(half, 2048);
  pool.deallocate(rest, 2048);
  EXPECT_EQ(pool.used(), 0u);
}

TEST(FramePool, GrowsForBlocksOfAnySize) {
  FramePool pool;
  void* block = pool.allocate(1'000'000);
  ASSERT_NE(block, nullptr);
  std::memset(block, 1, 1'000'000);
  void* small = pool.allocate(8);
  ASSERT_NE(small, nullptr);
  pool.deallocate(block, 1'000'000);
  pool.deallocate(small, 8);
}

TEST(FramePool, RefusesMoreThanItsLimitAndGoesOnWhenThereIsRoomAgain) {
  FramePool pool(64);
  void* block = pool.allocate(48);
  EXPECT_EQ(pool.allocate(32), nullptr);
  EXPECT_EQ(pool.allocate_task(), nullptr);
  EXPECT_EQ(pool.failures(), 2u);
  pool.deallocate(block, 48);
  block = pool.allocate(64);
  EXPECT_NE(block, nullptr);
  pool.deallocate(block, 64);
}

TEST(FramePool, TellsWhatItRefusedLastAndHowMuchIsFree) {
  alignas(16) static unsigned char arena[1024];
  FramePool pool(arena, sizeof arena);
  EXPECT_EQ(pool.last_refused(), 0u);
  void* block = pool.allocate(96);
  ASSERT_NE(block, nullptr);
  const std::size_t free = pool.free_bytes();
  EXPECT_GE(free, sizeof arena - 96 - 64);
  EXPECT_LE(free, sizeof arena - 96);
  EXPECT_EQ(pool.allocate(1024), nullptr);
  EXPECT_EQ(pool.last_refused(), 1024u);
  pool.deallocate(block, 96);
  EXPECT_EQ(pool.free_bytes(), free + 96);

  FramePool limited(200);
  block = limited.allocate(48);
  EXPECT_EQ(limited.free_bytes(), 152u);
  EXPECT_EQ(limited.allocate(160), nullptr);
  EXPECT_EQ(limited.last_refused(), 160u);
  limited.deallocate(block, 48);
}

TEST(FramePool, TheChosenAllocationFailsOnce) {
  FramePool pool;
  pool.fail_allocation(2);
  void* first = pool.allocate(16);
  EXPECT_NE(first, nullptr);
  EXPECT_EQ(pool.allocate_task(), nullptr);
  TaskHeader* task = pool.allocate_task();
  ASSERT_NE(task, nullptr);
  pool.deallocate_task(task);
  pool.deallocate(first, 16);
}

TEST(FramePool, AnArenaOfAnySizeIsNeverOverrun) {
  for (std::size_t size = 0; size != 400; ++size) {
    for (std::size_t shift = 0; shift != 16; shift += 4) {
      std::vector<unsigned char> memory(size + 64, 0xAA);
      unsigned char* const begin = memory.data() + 16 + shift;
      FramePool pool(begin, size);
      const auto expect_inside = [&](void* block, std::size_t length) {
        auto* place = static_cast<unsigned char*>(block);
        ASSERT_GE(place, begin) << size;
        ASSERT_LE(place + length, begin + size) << "arena of " << size << " bytes";
        std::memset(place, 0x55, length);
      };
      void* block = pool.allocate(24);
      if (block != nullptr) expect_inside(block, 24);
      while (TaskHeader* task = pool.allocate_task()) expect_inside(task, sizeof *task);
      while (void* small = pool.allocate(16)) expect_inside(small, 16);
      EXPECT_GE(pool.failures(), 2u);
    }
  }
}

TEST(FramePool, BlocksNeverOverlap) {
  struct Block {
    unsigned char* place;
    std::size_t size;
    unsigned char mark;
  };
  std::mt19937 random(1);
  alignas(16) static unsigned char arena[40'000];
  FramePool pool(arena, sizeof arena);
  std::vector<Block> blocks;
  for (int step = 0; step != 50'000; ++step) {
    if (random() % 2 == 0) {
      const std::size_t size = 8 + random() % (random() % 10 == 0 ? 3000 : 200);
      auto* place = static_cast<unsigned char*>(pool.allocate(size));
      if (place == nullptr) continue;
      const auto mark = static_cast<unsigned char>(random());
      std::memset(place, mark, size);
      blocks.push_back({place, size, mark});
    } else if (!blocks.empty()) {
      std::swap(blocks[random() % blocks.size()], blocks.back());
      const Block block = blocks.back();
      for (std::size_t at = 0; at != block.size; ++at) ASSERT_EQ(block.place[at], block.mark);
      pool.deallocate(block.place, block.size);
      blocks.pop_back();
    }
  }
  for (const Block& block : blocks) pool.deallocate(block.place, block.size);
  EXPECT_EQ(pool.used(), 0u);
}

TEST(FramePool, FindsEveryTaskInAllItsChunksAndNoFreeSlot) {
  FramePool pool;
  std::set<TaskHeader*> tasks;
  std::vector<TaskHeader*> in_order;
  for (int count = 0; count != 3000; ++count) {  // several chunks of 64 KiB
    TaskHeader* task = pool.allocate_task();
    task->state = State::ready;
    tasks.insert(task);
    in_order.push_back(task);
  }
  for (std::size_t index = 0; index < in_order.size(); index += 3) {
    pool.deallocate_task(in_order[index]);
    tasks.erase(in_order[index]);
  }
  std::set<TaskHeader*> found;
  for (TaskHeader* task = pool.next_task(nullptr); task; task = pool.next_task(task)) {
    EXPECT_TRUE(found.insert(task).second) << "found twice";
  }
  EXPECT_EQ(found, tasks);
  for (TaskHeader* task : tasks) pool.deallocate_task(task);
}

TEST(FramePool, HasNoTasksAtFirst) {
  FramePool pool;
  EXPECT_EQ(pool.next_task(nullptr), nullptr);
}

TEST(FramePool, RefusesWhatNoMemoryCouldHold) {
  alignas(16) static unsigned char arena[1000];
  FramePool pool(arena, sizeof arena);
  EXPECT_EQ(pool.allocate(~std::size_t{0}), nullptr);
  EXPECT_EQ(pool.allocate(~std::size_t{0} / 2), nullptr);
}

}  // namespace
