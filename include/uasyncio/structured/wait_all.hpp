// SPDX-License-Identifier: MIT
// WaitAll: all of several events.
#pragma once

#include "uasyncio/structured/wait_any.hpp"

namespace uasyncio {

/// All of several events, in whatever order they come; see WaitAny for what an event is here, and
/// for lifetimes. Any number of tasks may wait on one WaitAll.
template <class... Members>
class [[nodiscard("co_await it: without that nobody waits")]] WaitAll {
 public:
  using Wait = detail::EventsWait<WaitAll, Members...>;
  explicit WaitAll(Members&&... members) noexcept : members_(std::forward<Members>(members)...) {}

  /// Suspends until each member has been set since the wait began, or is set. A member that is
  /// cleared after it was seen counts. It takes at least one pass. Cancelling it gives back the
  /// signals that were consumed (of a ThreadSafeFlag). Fails as the wait of a member fails, and
  /// with MemoryError if there is no room for a task per member. From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  Wait wait() noexcept {
    return Wait(*this);
  }
  Wait operator co_await() noexcept { return wait(); }

  /// Clears all members that can be cleared. From tasks and plain code of the loop's thread.
  void clear() noexcept {
    std::apply([](auto&... member) { (detail::clear_event(member), ...); }, members_);
  }

  /// For waits: what they need to know.
  static constexpr const char* what = "WaitAll";
  static constexpr bool ends_at_first = false;
  /// For waits: those that wait, and what they wait for.
  kernel::NodeList& waits() noexcept { return waits_; }
  std::tuple<Members...>& members() noexcept { return members_; }
  /// For waits: which members were set when the wait ended.
  void seen(const std::array<bool, sizeof...(Members)>&) noexcept {}
  /// The signals of all members go back.
  friend void give_back(WaitAll& all) noexcept {
    std::apply([](auto&... member) { (detail::undo_wait(member), ...); }, all.members_);
  }

 private:
  std::tuple<Members...> members_;
  detail::EventsWaits waits_;
};

template <class... Members>
WaitAll(Members&&...) -> WaitAll<Members...>;

}  // namespace uasyncio
