// SPDX-License-Identifier: MIT
#include "uasyncio/port/atomic.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <type_traits>

namespace {

using uasyncio::detail::Atomic;
using uasyncio::detail::OneCoreAtomic;

TEST(Atomic, IsTrulyAtomicWhereThreadsAre) {
  static_assert(std::is_same_v<Atomic<int>, std::atomic<int>>);
  static_assert(Atomic<void*>::is_always_lock_free && Atomic<bool>::is_always_lock_free);
}

constinit OneCoreAtomic<std::uint8_t> made_before_the_program_starts{7};

TEST(OneCoreAtomic, IsAsLargeAsItsValueAndNeedsNoConstructorToRun) {
  static_assert(sizeof(OneCoreAtomic<bool>) == sizeof(bool));
  static_assert(sizeof(OneCoreAtomic<void*>) == sizeof(void*));
  EXPECT_EQ(made_before_the_program_starts.load(std::memory_order_relaxed), 7);
}

TEST(OneCoreAtomic, HoldsWhatWasStored) {
  int target = 1;
  OneCoreAtomic<int*> place{nullptr};
  EXPECT_EQ(place.load(std::memory_order_acquire), nullptr);
  place.store(&target, std::memory_order_release);
  EXPECT_EQ(place.load(std::memory_order_seq_cst), &target);
}

}  // namespace
