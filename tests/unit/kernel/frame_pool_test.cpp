// SPDX-License-Identifier: MIT
// The frame pool as an allocator: size classes, arenas of every size, growing, running out.
#include "uasyncio/kernel/frame_pool.hpp"

#include <algorithm>
#include <cstring>
#include <gtest/gtest.h>
#include <malloc.h>
#include <random>
#include <set>
#include <vector>

using uasyncio::FramePool;
using uasyncio::kernel::State;
using uasyncio::kernel::TaskHeader;

namespace {

alignas(16) unsigned char arena[64 * 1024];

TEST(FramePool, GivesABlockOfTheSameClassAgain) {
  FramePool pool(arena, sizeof arena);
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
  FramePool pool(arena, sizeof arena);
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
  FramePool pool(arena, 1024);
  EXPECT_EQ(pool.last_refused(), 0u);
  EXPECT_EQ(pool.free_bytes(), 1024u);
  void* block = pool.allocate(90);
  EXPECT_EQ(pool.free_bytes(), 1024u - 96);
  EXPECT_EQ(pool.allocate(1000), nullptr);
  EXPECT_EQ(pool.last_refused(), 1008u);
  pool.deallocate(block, 90);
  EXPECT_EQ(pool.free_bytes(), 1024u);

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
  task->state = State::ended;
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
  FramePool pool(arena, 40'000);
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
  FramePool pool(arena, sizeof arena);
  EXPECT_EQ(pool.allocate(~std::size_t{0}), nullptr);
  EXPECT_EQ(pool.allocate(~std::size_t{0} / 2), nullptr);
}

TEST(FramePool, ABlockOfNothingIsABlockOfItsOwn) {
  FramePool pool(arena, 64);
  std::set<void*> blocks;
  while (void* block = pool.allocate(0)) EXPECT_TRUE(blocks.insert(block).second);
  EXPECT_EQ(blocks.size(), 4u);
  EXPECT_EQ(pool.used(), 64u);
  for (void* block : blocks) pool.deallocate(block, 0);
  EXPECT_EQ(pool.used(), 0u);
  EXPECT_NE(pool.allocate(64), nullptr);
}

TEST(FramePool, BlocksAreAlignedToTwoPointersWhereverTheArenaBegins) {
  for (std::size_t shift = 0; shift != 16; ++shift) {
    FramePool pool(arena + shift, 1000);
    for (const std::size_t size : {1, 24, 40, 72}) {
      const auto address = reinterpret_cast<std::uintptr_t>(pool.allocate(size));
      EXPECT_EQ(address % (2 * sizeof(void*)), 0u) << shift;
    }
  }
}

// Memory that comes back serves every other size.

void fill(FramePool& pool, std::size_t size, std::vector<void*>& blocks) {
  while (void* block = pool.allocate(size)) blocks.push_back(block);
}

void free_all(FramePool& pool, std::size_t size, std::vector<void*>& blocks) {
  for (void* block : blocks) pool.deallocate(block, size);
  blocks.clear();
}

TEST(FramePool, WhatOneSizeLeavesServesAnyOther) {
  constexpr std::size_t sizes[] = {16, 4000, 48, 1500, 144, 16'000, 32, 1024, 1008, 2048};
  FramePool pool(arena, sizeof arena);
  std::vector<void*> blocks;
  for (int round = 0; round != 3; ++round) {
    for (const std::size_t size : sizes) {
      fill(pool, size, blocks);
      EXPECT_GE(blocks.size() * size, sizeof arena * 9 / 10) << size;
      free_all(pool, size, blocks);
    }
  }
}

TEST(FramePool, IsOnePieceAgainInWhateverOrderItsBlocksAreFreed) {
  std::mt19937 random(1);
  FramePool pool(arena, sizeof arena);
  std::vector<void*> blocks;
  for (int round = 0; round != 20; ++round) {
    const std::size_t size = 16 + 16 * (random() % 100);
    fill(pool, size, blocks);
    std::shuffle(blocks.begin(), blocks.end(), random);
    free_all(pool, size, blocks);
    void* const all = pool.allocate(sizeof arena);
    ASSERT_NE(all, nullptr) << "after blocks of " << size;
    pool.deallocate(all, sizeof arena);
  }
}

TEST(FramePool, OneOfALargeSizeAgainAndAgainDoesNotEatTheRoom) {
  FramePool pool(arena, sizeof arena);
  void* const first = pool.allocate(4000);
  pool.deallocate(first, 4000);
  for (int round = 0; round != 100; ++round) {
    void* const block = pool.allocate(4000);
    EXPECT_EQ(block, first);
    pool.deallocate(block, 4000);
  }
}

TEST(FramePool, ARequestThatCannotBeMetHarmsNothing) {
  FramePool pool(arena, 4096);
  std::vector<void*> blocks;
  fill(pool, 64, blocks);
  ASSERT_EQ(blocks.size(), 64u);
  for (std::size_t index = 0; index != 64; index += 2) pool.deallocate(blocks[index], 64);
  for (int round = 0; round != 3; ++round) EXPECT_EQ(pool.allocate(80), nullptr);
  for (std::size_t index = 0; index != 64; index += 2) {
    blocks[index] = pool.allocate(64);
    EXPECT_NE(blocks[index], nullptr);
  }
  EXPECT_EQ(std::set<void*>(blocks.begin(), blocks.end()).size(), 64u);
  free_all(pool, 64, blocks);
}

// Task records.

TaskHeader* make_record(FramePool& pool) {
  TaskHeader* task = pool.allocate_task();
  if (task != nullptr) task->state = State::ready;
  return task;
}

TEST(FramePool, RecordsAndFramesServeEachOther) {
  FramePool pool(arena, 8192);
  for (int round = 0; round != 3; ++round) {
    std::vector<TaskHeader*> tasks;
    while (TaskHeader* task = make_record(pool)) tasks.push_back(task);
    EXPECT_GE(tasks.size() * sizeof(TaskHeader), 8192u * 9 / 10);
    for (TaskHeader* task : tasks) pool.deallocate_task(task);
    std::vector<void*> blocks;
    fill(pool, 64, blocks);
    EXPECT_EQ(blocks.size(), 8192u / 64);
    free_all(pool, 64, blocks);
  }
}

TEST(FramePool, ARecordThatStaysKeepsNoMoreThanItsNeighbours) {
  for (std::size_t kept = 0; kept != 50; ++kept) {
    FramePool pool(arena, 8192);
    std::vector<TaskHeader*> tasks;
    while (TaskHeader* task = make_record(pool)) tasks.push_back(task);
    for (std::size_t index = 0; index != tasks.size(); ++index) {
      if (index != kept) pool.deallocate_task(tasks[index]);
    }
    std::vector<void*> blocks;
    fill(pool, 16, blocks);
    EXPECT_GE(blocks.size() * 16, 8192 - 3 * sizeof(TaskHeader)) << kept;
    EXPECT_EQ(pool.next_task(nullptr), tasks[kept]);
    EXPECT_EQ(pool.next_task(tasks[kept]), nullptr);
  }
}

TEST(FramePool, ARecordFreedBetweenTwoOthersServesATaskAlsoAfterASweep) {
  FramePool pool(arena, 8192);
  std::vector<TaskHeader*> tasks;
  while (TaskHeader* task = make_record(pool)) tasks.push_back(task);
  std::size_t freed = 0;
  for (std::size_t index = 0; index < tasks.size(); index += 2, ++freed) {
    pool.deallocate_task(tasks[index]);
  }
  EXPECT_EQ(pool.allocate(pool.free_bytes()), nullptr);  // sweeps
  std::size_t served = 0;
  while (make_record(pool) != nullptr) ++served;
  EXPECT_GE(served, freed * 3 / 4) << "of eight in a row only one is not between two others";
}

TEST(FramePool, AWalkSeesEveryRecordOnceThoughThePoolIsSweptMeanwhile) {
  std::mt19937 random(1);
  for (int round = 0; round != 50; ++round) {
    FramePool pool(arena, 16'384);
    std::vector<TaskHeader*> tasks;
    while (TaskHeader* task = make_record(pool)) tasks.push_back(task);
    std::set<TaskHeader*> staying;
    std::vector<TaskHeader*> leaving;
    for (TaskHeader* task : tasks) {
      if (random() % 3 == 0) {
        staying.insert(task);
      } else {
        leaving.push_back(task);
      }
    }
    std::set<TaskHeader*> seen;
    for (TaskHeader* task = nullptr; (task = pool.next_task(task)) != nullptr;) {
      if (!leaving.empty() && leaving.back() != task) {
        pool.deallocate_task(leaving.back());
        leaving.pop_back();
      }
      if (random() % 8 == 0) {
        EXPECT_EQ(pool.allocate(pool.free_bytes()), nullptr);  // sweeps
      }
      if (staying.count(task) != 0) {
        EXPECT_TRUE(seen.insert(task).second) << "seen twice";
      }
    }
    EXPECT_EQ(seen, staying);
  }
}

TEST(FramePool, RecordsAreTheSameAsThoseOfAModelWhateverComesAndGoes) {
  std::mt19937 random(1);
  FramePool pool(arena, 20'000);
  std::vector<TaskHeader*> tasks;
  std::vector<void*> blocks;
  for (int step = 0; step != 20'000; ++step) {
    const auto choice = random() % 8;
    if (choice < 3) {
      if (TaskHeader* task = make_record(pool)) tasks.push_back(task);
    } else if (choice < 5 && !tasks.empty()) {
      std::swap(tasks[random() % tasks.size()], tasks.back());
      pool.deallocate_task(tasks.back());
      tasks.pop_back();
    } else if (choice == 5) {
      if (void* block = pool.allocate(640)) blocks.push_back(block);
    } else if (!blocks.empty()) {
      pool.deallocate(blocks.back(), 640);
      blocks.pop_back();
    }
    if (step % 1000 == 0) {
      for (std::size_t half = tasks.size() / 2; tasks.size() > half; tasks.pop_back()) {
        pool.deallocate_task(tasks.back());
      }
    }
    if (step % 50 != 0) continue;
    std::set<TaskHeader*> found;
    for (TaskHeader* task = pool.next_task(nullptr); task; task = pool.next_task(task)) {
      ASSERT_TRUE(found.insert(task).second);
    }
    ASSERT_EQ(found, std::set<TaskHeader*>(tasks.begin(), tasks.end())) << "step " << step;
  }
  EXPECT_GT(pool.failures(), 100u) << "memory was never short";
}

// Growing and shrinking.

std::size_t size_of(const FramePool& pool) { return pool.used() + pool.free_bytes(); }

TEST(FramePool, TwoSizesInTurnNeedNoMoreThanBothAtOnce) {
  FramePool pool;
  for (int round = 0; round != 10'000; ++round) {
    void* const large = pool.allocate(4000);
    pool.deallocate(large, 4000);
    void* const small = pool.allocate(1500);
    pool.deallocate(small, 1500);
  }
  EXPECT_LE(size_of(pool), 64u * 1024);
}

TEST(FramePool, GivesItsChunksBackAndUsesThemForOtherSizes) {
  FramePool pool;
  std::vector<void*> blocks;
  for (const std::size_t size : {48, 1000, 144, 5000, 64, 20'000, 16}) {
    for (std::size_t bytes = 0; bytes < 4'000'000; bytes += size) {
      blocks.push_back(pool.allocate(size));
      ASSERT_NE(blocks.back(), nullptr);
    }
    EXPECT_LE(size_of(pool), 4'000'000u * 5 / 4 + 500'000) << size;
    free_all(pool, size, blocks);
    EXPECT_EQ(pool.used(), 0u);
  }
  for (int count = 0; count != 1000; ++count) blocks.push_back(pool.allocate(30'000));
  for (int count = 0; count != 999; ++count) {
    pool.deallocate(blocks.back(), 30'000);
    blocks.pop_back();
  }
  for (int round = 0; round != 100; ++round) {  // has to sweep
    pool.deallocate(pool.allocate(31'000), 31'000);
    pool.deallocate(blocks.back(), round == 0 ? 30'000 : 100);
    blocks.back() = pool.allocate(100);
  }
  EXPECT_LE(size_of(pool), 4'000'000u);
  free_all(pool, 100, blocks);
}

TEST(FramePool, GivesBackWhatABurstTook) {
  FramePool pool;
  pool.tidy();
  void* const stays = pool.allocate(100);
  std::vector<void*> blocks;
  std::vector<TaskHeader*> tasks;
  for (int count = 0; count != 20'000; ++count) {
    blocks.push_back(pool.allocate(64));
    tasks.push_back(pool.allocate_task_apart());
    tasks.back()->state = State::ended;
  }
  const std::size_t most = size_of(pool);
  free_all(pool, 64, blocks);
  for (TaskHeader* task : tasks) pool.deallocate_task(task);
  EXPECT_GT(size_of(pool), most / 2);
  pool.tidy();
  EXPECT_LT(size_of(pool), 3u * 64 * 1024);
  pool.tidy();
  pool.deallocate(stays, 100);
  EXPECT_EQ(pool.used(), 0u);
}

#if defined(__GLIBC__)
/// A mapping of its own for each would cost two pages more.
TEST(FramePool, ItsChunksLieSideBySideInTheHeap) {
  // What it is when a program starts. A sanitizer's heap has neither this nor mappings to count.
  (void)::mallopt(M_MMAP_THRESHOLD, 128 * 1024);
  FramePool pool;
  std::vector<void*> blocks;
  blocks.reserve(100'000);
  const auto mapped = ::mallinfo2().hblks;
  for (int count = 0; count != 100'000; ++count) blocks.push_back(pool.allocate(64));
  EXPECT_EQ(::mallinfo2().hblks, mapped);
  free_all(pool, 64, blocks);
}
#endif

TEST(FramePool, OutlivesItselfWhileABlockIsInUse) {
  void* block = nullptr;
  void* large = nullptr;
  {
    FramePool pool;
    block = pool.allocate(100);
    large = pool.allocate(100'000);
    pool.deallocate(pool.allocate(200), 200);
  }
  std::memset(block, 1, 100);
  std::memset(large, 1, 100'000);
  FramePool other;  // of the same thread, as after the end of it
  other.deallocate(block, 100);
  other.deallocate(large, 100'000);
  EXPECT_EQ(other.used(), 0u);
}

}  // namespace
