// SPDX-License-Identifier: MIT
// A thread of the chip beside the loop: what it runs may wait, and goes on as an event.
#pragma once

#include "chip.hpp"

#include <functional>
#include <ucontext.h>
#include <utility>

namespace chip {

class Fiber {
 public:
  explicit Fiber(std::function<void()> body) : body_(std::move(body)) {
    getcontext(&inside_);
    inside_.uc_stack.ss_sp = stack_;
    inside_.uc_stack.ss_size = sizeof stack_;
    makecontext(&inside_, [] { starting->body_(); }, 0);
  }
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// The one that runs, or null.
  static inline Fiber* current = nullptr;

  /// It goes on, as another thread, in so many microseconds.
  void resume_after(std::uint64_t us) {
    at(time + us, [this] { resume(); }, From::task);
  }
  void pause() { swapcontext(&inside_, &outside_); }
  void sleep(std::uint64_t us) {
    const std::uint64_t end = time + us;
    resume_after(us);
    while (time < end) pause();
  }

 private:
  static inline Fiber* starting = nullptr;

  void resume() {
    starting = current = this;
    swapcontext(&outside_, &inside_);
    current = nullptr;
  }

  std::function<void()> body_;
  ucontext_t inside_, outside_;
  char stack_[65536];
};

}  // namespace chip
