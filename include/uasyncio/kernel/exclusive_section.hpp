// SPDX-License-Identifier: MIT
// A few steps that nothing comes in between: no interrupt, no signal handler, no other thread. For
// state of several words that is changed from everywhere; what lies in one word is better off with
// an atomic step (kernel/critical_section.hpp).
#pragma once

#include "uasyncio/kernel/critical_section.hpp"

#include <cstddef>

namespace uasyncio::kernel {

#if UASYNCIO_HOSTED

/// What the sections of one object exclude each other by.
class Exclusion {
 public:
  constexpr Exclusion() noexcept = default;
  Exclusion(const Exclusion&) = delete;
  Exclusion& operator=(const Exclusion&) = delete;

 private:
  friend class ExclusiveSection;
  std::atomic<const void*> holder_{nullptr};  // which thread is in a section
};

/// While it lives, no other section of the same Exclusion does, in no thread, and no signal handler
/// runs in this thread. Keep it short: the others spin. Does not nest. From anywhere.
class ExclusiveSection {
 public:
  explicit ExclusiveSection(Exclusion& exclusion) noexcept;
  ~ExclusiveSection();
  ExclusiveSection(const ExclusiveSection&) = delete;
  ExclusiveSection& operator=(const ExclusiveSection&) = delete;

 private:
  static constexpr std::size_t signal_words = 1024 / (8 * sizeof(unsigned long));  // as in sigset_t

  Exclusion& exclusion_;
  unsigned long signals_before_[signal_words];
  InterruptPointHook hook_before_;
};

#else

/// On a microcontroller masking the interrupts is enough. Of one core: on a chip with two, both
/// must not use the same object.
class Exclusion {
 public:
  constexpr Exclusion() noexcept = default;
  Exclusion(const Exclusion&) = delete;
  Exclusion& operator=(const Exclusion&) = delete;
};

/// While it lives, interrupts are masked: keep it short. From anywhere.
class ExclusiveSection {
 public:
  explicit ExclusiveSection(Exclusion&) noexcept {}

 private:
  CriticalSection masked_;
};

#endif

}  // namespace uasyncio::kernel
