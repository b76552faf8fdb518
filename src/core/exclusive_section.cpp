#include "uasyncio/core/exclusive_section.hpp"

#if UASYNCIO_HOSTED

#include <sched.h>

namespace uasyncio {

ExclusiveSection::ExclusiveSection(Exclusion& exclusion) noexcept : exclusion_(exclusion) {
  // A handler that ran in this thread meanwhile, and wanted the same section, would spin for ever.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &signals_before_);
  while (exclusion.is_taken_.exchange(true, std::memory_order_acquire)) sched_yield();
}

ExclusiveSection::~ExclusiveSection() {
  exclusion_.is_taken_.store(false, std::memory_order_release);
  pthread_sigmask(SIG_SETMASK, &signals_before_, nullptr);
  interrupt_point();
}

}  // namespace uasyncio

#endif
