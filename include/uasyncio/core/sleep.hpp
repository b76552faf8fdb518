// SPDX-License-Identifier: MIT
// Sleeping. A sleep never ends early: its deadline is counted from a fresh reading of the clock
// when it is awaited. It ends at the first look at the clock after the deadline, in deadline order.
// It does not fail; cancelling it leaves no trace.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/port/length.hpp"

namespace uasyncio {

/// Suspends for a length of time; of zero length, exactly one turn. Does not fail.
class [[nodiscard("co_await it: without that nobody sleeps")]] Sleep {
 public:
  explicit Sleep(Duration length) noexcept : length_(length) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
    kernel::Scheduler::running()->sleep(length_, detail::frame_of(awaiting));
  }
  void await_resume() const noexcept {}

 private:
  Duration length_;
};

/// The same in whole milliseconds: one word, because every awaiter has its own place in a frame.
class [[nodiscard("co_await it: without that nobody sleeps")]] SleepMilliseconds {
 public:
  explicit SleepMilliseconds(std::uint32_t length) noexcept : length_(length) {}
  bool await_ready() const noexcept { return false; }
  [[gnu::always_inline]] void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
    kernel::Scheduler::sleep_milliseconds(length_, detail::frame_of(awaiting));
  }
  void await_resume() const noexcept {}

 private:
  std::uint32_t length_;
};

/// Suspends until an instant of the loop's clock; one turn if it has passed.
class [[nodiscard("co_await it: without that nobody sleeps")]] SleepUntil {
 public:
  explicit SleepUntil(Instant deadline) noexcept : deadline_(deadline) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
    kernel::Scheduler* scheduler = kernel::Scheduler::running();
    kernel::Frame* frame = detail::frame_of(awaiting);
    if (deadline_ <= scheduler->port().now()) {
      scheduler->yield(frame);
    } else {
      scheduler->sleep_until(deadline_, frame);
    }
  }
  void await_resume() const noexcept {}

 private:
  Instant deadline_;
};

namespace detail {
template <class Count>
concept SmallCount = std::integral<Count> && sizeof(Count) <= sizeof(std::uint32_t);

/// At most 2^32 - 1, 49 days.
template <std::integral Count>
constexpr std::uint32_t clamp_milliseconds(Count count) noexcept {
  constexpr std::uint32_t most = ~std::uint32_t{0};
  if constexpr (std::signed_integral<Count>) {
    if (count < 0) return 0;
  }
  if constexpr (!SmallCount<Count>) {
    if (static_cast<std::uint64_t>(count) > most) return most;
  }
  return static_cast<std::uint32_t>(count);
}
}  // namespace detail

/// Sleeps for so long: sleep(1), sleep(0.5), sleep(20ms). Sleeping 0 yields once; std::nullopt is
/// until it is cancelled. From a task.
[[nodiscard("co_await it: without that nobody sleeps")]]
inline Sleep sleep(Length length) noexcept {
  return Sleep(length.duration());
}

/// Sleeps for milliseconds. As `sleep`.
template <detail::SmallCount Count>
[[nodiscard("co_await it: without that nobody sleeps")]]
SleepMilliseconds sleep_ms(Count length) noexcept {
  return SleepMilliseconds(detail::clamp_milliseconds(length));
}
[[nodiscard("co_await it: without that nobody sleeps")]]
inline Sleep sleep_ms(Milliseconds length) noexcept {
  return Sleep(length.duration());
}

/// Sleeps for microseconds. As `sleep`; the clock's resolution and other tasks limit how exactly.
template <std::integral Microseconds>
[[nodiscard("co_await it: without that nobody sleeps")]]
Sleep sleep_us(Microseconds length) noexcept {
  return Sleep(from_microseconds(length));
}

/// Sleeps until an instant of Loop::time(), for periods without drift; one that has passed, or is
/// a negative number, takes one turn. From a task.
[[nodiscard("co_await it: without that nobody sleeps")]]
inline SleepUntil sleep_until(Time deadline) noexcept {
  return SleepUntil(detail::named_instant(deadline));
}

}  // namespace uasyncio
