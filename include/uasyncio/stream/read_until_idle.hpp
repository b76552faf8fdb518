// SPDX-License-Identifier: MIT
// What StreamReader::read_until_idle gives to co_await.
#pragma once

#include "uasyncio/kernel/scheduler.hpp"
#include "uasyncio/stream/read_awaiters.hpp"

namespace uasyncio::detail {

/// A read that is over when nothing has come for a while. The timer is in the awaiter, so that
/// readers do not carry one.
class [[nodiscard("co_await it: without that nothing is read")]] ReadUntilIdle
    : public ReadAwaiter,
      ReadJudge,
      kernel::CallbackTimer {
 public:
  ReadUntilIdle(StreamReader& reader, Duration idle) noexcept;
  /// Only before it is awaited.
  ReadUntilIdle(ReadUntilIdle&& unused) noexcept : ReadUntilIdle(*unused.reader_, unused.idle_) {}
  ReadUntilIdle& operator=(ReadUntilIdle&&) = delete;
  ~ReadUntilIdle() {
    if (scheduler_ != nullptr) scheduler_->remove_timer(this);
  }

  bool await_ready() noexcept { return start(ReadWish(static_cast<ReadJudge&>(*this))); }
  std::string_view await_resume() const { return take(); }

 private:
  static bool is_enough(ReadJudge& judge, std::size_t available) noexcept;
  static void on_time(kernel::CallbackTimer* timer) noexcept;
  void start_timer() noexcept;

  Duration idle_;
  Instant due_{};                           // when it has been idle for long enough
  std::size_t seen_ = 0;                    // so many bytes were there when `due_` was set
  kernel::Scheduler* scheduler_ = nullptr;  // while the timer runs
  bool is_over_ = false;
};

}  // namespace uasyncio::detail
