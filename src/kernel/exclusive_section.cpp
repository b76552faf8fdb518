// SPDX-License-Identifier: MIT
// The host's exclusive section: a lock that a signal handler of the same thread may want too. So it
// spins, and signals wait until it is over.
#include "uasyncio/kernel/exclusive_section.hpp"

#if UASYNCIO_HOSTED
#include "uasyncio/kernel/assert.hpp"

#include <sched.h>
#include <signal.h>
#include <string.h>
#include <utility>

namespace uasyncio::kernel {
namespace {

/// Each thread has a variable of its own.
const void* this_thread() noexcept { return &interrupt_point_hook; }

}  // namespace

ExclusiveSection::ExclusiveSection(Exclusion& exclusion) noexcept : exclusion_(exclusion) {
  // A handler that ran in this thread meanwhile, and wanted the same section, would spin for ever.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  const int refused = pthread_sigmask(SIG_SETMASK, &all, &before);
  UASYNCIO_ASSERT(refused == 0, refused);
  static_assert(sizeof(before) <= sizeof(signals_before_));
  memcpy(signals_before_, &before, sizeof(before));
  hook_before_ = std::exchange(interrupt_point_hook, nullptr);  // nor does an injected one
  UASYNCIO_ASSERT(exclusion.holder_.load(std::memory_order_relaxed) != this_thread());
  const void* nobody = nullptr;
  while (
      !exclusion.holder_.compare_exchange_weak(nobody, this_thread(), std::memory_order_acquire)) {
    nobody = nullptr;
    sched_yield();
  }
}

ExclusiveSection::~ExclusiveSection() {
  UASYNCIO_ASSERT(exclusion_.holder_.load(std::memory_order_relaxed) == this_thread());
  exclusion_.holder_.store(nullptr, std::memory_order_release);
  sigset_t before;
  memcpy(&before, signals_before_, sizeof(before));
  const int refused = pthread_sigmask(SIG_SETMASK, &before, nullptr);
  UASYNCIO_ASSERT(refused == 0, refused);
  interrupt_point_hook = hook_before_;
  interrupt_point();
}

}  // namespace uasyncio::kernel

#endif
