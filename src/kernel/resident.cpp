// SPDX-License-Identifier: MIT
// How a scheduler parts from what is outside of its thread: whoever rings just now is waited for,
// because it has the scheduler in its hand.
#include "uasyncio/kernel/resident.hpp"

#include "uasyncio/kernel/scheduler.hpp"

#if UASYNCIO_HOSTED
#include "uasyncio/kernel/exclusive_section.hpp"

#include <sched.h>
#endif

namespace uasyncio::kernel {

void Resident::move_to(Scheduler* scheduler) noexcept {
  if (resident_link != nullptr) {
    UASYNCIO_ASSERT(*resident_link == this);
    UASYNCIO_ASSERT(home.load(std::memory_order_relaxed) != nullptr);
    *resident_link = next_resident;
    if (next_resident != nullptr) next_resident->resident_link = resident_link;
    resident_link = nullptr;
  }
#if UASYNCIO_HOSTED
  home.store(nullptr, std::memory_order_seq_cst);
  interrupt_point();
  while (visits.load(std::memory_order_seq_cst) != 0) sched_yield();
#endif
  home.store(scheduler, std::memory_order_seq_cst);
  interrupt_point();
  if (scheduler == nullptr) return;
  scheduler->part_ = &Scheduler::part;
  next_resident = scheduler->residents_;
  if (next_resident != nullptr) next_resident->resident_link = &next_resident;
  resident_link = &scheduler->residents_;
  scheduler->residents_ = this;
}

/// What is answered may make new residents: a destructor of what a call has captured.
void Scheduler::part(Scheduler& self) noexcept {
  UASYNCIO_ASSERT(self.is_owner());
  do {
    while (self.residents_ != nullptr) self.residents_->move_to(nullptr);
    answer_posted(self);
  } while (self.residents_ != nullptr);
}

#if UASYNCIO_HOSTED

namespace {

constinit Exclusion schedulers;
constinit Scheduler* newest_scheduler = nullptr;  // guarded by `schedulers`, as older_ is

}  // namespace

void Scheduler::join_schedulers() noexcept {
  const ExclusiveSection section(schedulers);
  UASYNCIO_ASSERT(older_ == nullptr && newest_scheduler != this);
  UASYNCIO_ASSERT(thread_ == nullptr);
  thread_ = &running_;  // each thread has one of its own
  older_ = newest_scheduler;
  newest_scheduler = this;
}

void Scheduler::leave_schedulers() noexcept {
  const ExclusiveSection section(schedulers);
  Scheduler** link = &newest_scheduler;
  UASYNCIO_ASSERT(is_owner());
  while (*link != this) {
    UASYNCIO_ASSERT(*link != nullptr);
    link = &(*link)->older_;
  }
  *link = older_;
}

bool Scheduler::post_from_outside(Scheduler& scheduler, Signal& signal) noexcept {
  const ExclusiveSection section(schedulers);
  const Scheduler* each = newest_scheduler;
  while (each != nullptr && each != &scheduler) {
    UASYNCIO_ASSERT(each->older_ != each);
    each = each->older_;
  }
  if (each == nullptr) return false;
  UASYNCIO_ASSERT(each == &scheduler);
  scheduler.post(signal);
  return true;
}

#endif

}  // namespace uasyncio::kernel
