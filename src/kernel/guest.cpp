// How a scheduler parts from what is outside of its thread.
#include "uasyncio/kernel/guest.hpp"

#include "uasyncio/kernel/scheduler.hpp"

#if UASYNCIO_HOSTED
#include "uasyncio/kernel/exclusive_section.hpp"

#include <sched.h>
#endif

namespace uasyncio::kernel {

void Guest::move_to(Scheduler* scheduler) noexcept {
  if (guest_link != nullptr) {
    UASYNCIO_ASSERT(*guest_link == this);
    UASYNCIO_ASSERT(home.load(std::memory_order_relaxed) != nullptr);
    *guest_link = next_guest;
    if (next_guest != nullptr) next_guest->guest_link = guest_link;
    guest_link = nullptr;
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
  next_guest = scheduler->guests_;
  if (next_guest != nullptr) next_guest->guest_link = &next_guest;
  guest_link = &scheduler->guests_;
  scheduler->guests_ = this;
}

/// What is delivered may make new guests: a destructor of what a call has captured.
void Scheduler::part(Scheduler& self) noexcept {
  do {
    while (self.guests_ != nullptr) self.guests_->move_to(nullptr);
    deliver_posted(self);
  } while (self.guests_ != nullptr);
}

#if UASYNCIO_HOSTED

namespace {

constinit Exclusion schedulers;
constinit Scheduler* newest_scheduler = nullptr;  // guarded by `schedulers`, as older_ is

}  // namespace

void Scheduler::enlist() noexcept {
  const ExclusiveSection section(schedulers);
  older_ = newest_scheduler;
  newest_scheduler = this;
}

void Scheduler::leave_list() noexcept {
  const ExclusiveSection section(schedulers);
  Scheduler** link = &newest_scheduler;
  while (*link != this) link = &(*link)->older_;
  *link = older_;
}

bool Scheduler::post_from_outside(Scheduler& scheduler, Signal& signal) noexcept {
  const ExclusiveSection section(schedulers);
  const Scheduler* each = newest_scheduler;
  while (each != nullptr && each != &scheduler) each = each->older_;
  if (each == nullptr) return false;
  scheduler.post(signal);
  return true;
}

#endif

}  // namespace uasyncio::kernel
