// SPDX-License-Identifier: MIT
// Residents: what remembers to which loop it belongs, its home, because it will have something to
// tell it. It may outlive that loop. Whoever posts from outside of the loop visits the resident
// meanwhile, so that the loop does not go at that moment.
#pragma once

#include "uasyncio/kernel/assert.hpp"
#include "uasyncio/port/atomic.hpp"
#include "uasyncio/port/config.hpp"

#include <atomic>

namespace uasyncio::kernel {

/// What remembers a scheduler, the home, and is told when that goes.
struct Resident {
  detail::Atomic<Scheduler*> home{nullptr};
  Resident* next_resident = nullptr;   // in the list of the residents of the home
  Resident** resident_link = nullptr;  // the link that leads here; null: in no list
#if UASYNCIO_HOSTED
  std::atomic<int> visits{0};  // under way
#endif

  /// The home is `scheduler` from here on; null: nowhere. Waits until no visit to the home before
  /// is under way any more. In the loop's thread: of the home before, and of the one that comes.
  void move_to(Scheduler* scheduler) noexcept;
};

#if UASYNCIO_HOSTED

/// While it lives, the home that it has found does not go: that waits for it, so keep it short.
/// From anywhere, also from signal handlers.
class Visit {
 public:
  // The first look at the home is for whoever waits until the visits are over: from the moment
  // when there is no home, nobody begins another one.
  explicit Visit(Resident& resident) noexcept
      : visited_(resident.home.load(std::memory_order_seq_cst) != nullptr ? &resident : nullptr) {
    if (visited_ == nullptr) return;
    const int others = resident.visits.fetch_add(1, std::memory_order_seq_cst);
    UASYNCIO_ASSERT(others >= 0, others);
    home_ = resident.home.load(std::memory_order_seq_cst);
  }
  ~Visit() {
    if (visited_ == nullptr) return;
    const int visits = visited_->visits.fetch_sub(1, std::memory_order_release);
    UASYNCIO_ASSERT(visits > 0, visits);
  }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

  /// Null if there is none.
  Scheduler* home() const noexcept { return home_; }

 private:
  Resident* visited_;
  Scheduler* home_ = nullptr;
};

#else

/// An interrupt handler runs to its end before a loop goes on: it needs no protection.
class Visit {
 public:
  explicit Visit(Resident& resident) noexcept
      : home_(resident.home.load(std::memory_order_seq_cst)) {}
  Scheduler* home() const noexcept { return home_; }

 private:
  Scheduler* home_;
};

#endif

}  // namespace uasyncio::kernel
