// SPDX-License-Identifier: MIT
// WaitAny: the first of several events. Events are here all things with a `wait()` that can be
// awaited: Event, ThreadSafeFlag, Message, Delay_ms, ELO, and WaitAny and WaitAll themselves.
#pragma once

#include "uasyncio/kernel/wait_list.hpp"
#include "uasyncio/structured/gather.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <tuple>
#include <utility>

namespace uasyncio {

/// Which member of a WaitAny it was. `winner == event1` compares objects, by address.
class Winner {
 public:
  static constexpr std::size_t none = ~std::size_t{0};

  Winner() noexcept = default;
  Winner(std::size_t index, const void* member) noexcept : index_(index), member_(member) {}

  /// Its place among the members, from 0; `none` if there was none yet.
  std::size_t index() const noexcept { return index_; }
  explicit operator bool() const noexcept { return index_ != none; }

  friend bool operator==(const Winner&, const Winner&) noexcept = default;
  template <class Member>
  friend bool operator==(const Winner& winner, const Member& member) noexcept {
    return winner.member_ == std::addressof(member);
  }

 private:
  std::size_t index_ = none;
  const void* member_ = nullptr;
};

namespace detail {

/// Undoes the wait for an event whose signal the wait has taken, and nobody has seen. An event that
/// a wait consumes has a friend `give_back`.
template <class Event>
void undo_wait(Event& event) noexcept {
  if constexpr (requires { give_back(event); }) give_back(event);
}

template <class Event>
void clear_event(Event& event) noexcept {
  if constexpr (requires { event.clear(); }) event.clear();
}

/// The waits that a WaitAny or WaitAll is in. Its last member, so that it goes first: signals that
/// nobody has seen go back to members that are still there.
class EventsWaits : public kernel::NodeList {
 public:
  EventsWaits() noexcept = default;
  /// Only before anybody waits.
  EventsWaits(EventsWaits&&) noexcept {}
  ~EventsWaits() {
    while (kernel::Node* const wait = kernel::take_first(*this)) {
      auto* const watcher = static_cast<kernel::Watcher*>(wait);
      watcher->notify(watcher, nullptr);
    }
  }
};

/// Waits for a member and tells `wait`, the awaiter below.
template <class Wait, class Member>
Coro<> wait_for_member(Wait& wait, Member& member, std::size_t index) {
  (void)co_await member.wait();
  if (!wait.member_set(index)) undo_wait(member);
}

/// The wait of a WaitAny or WaitAll: a task for each member. `Events` is one of those; if it goes
/// meanwhile, the wait ends cancelled.
template <class Events, class... Members>
class [[nodiscard("co_await it: without that nobody waits")]] EventsWait : GatherBase,
                                                                           kernel::Watcher {
 public:
  explicit EventsWait(Events& events) noexcept : GatherBase(false), events_(&events) {}
  /// Only before it has begun.
  EventsWait(EventsWait&& other) noexcept : EventsWait(*other.events_) {}
  ~EventsWait() {
    if (scheduler_ == nullptr) return;
    kernel::remove(events_->waits(), this);
    give_back_signals();
  }

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    scheduler_ = kernel::Scheduler::running();
    state = kernel::State::not_a_task;
    notify = &on_events_gone;
    kernel::append(events_->waits(), this);
    for_each_member([this](auto& member, std::size_t index) {
      Coro<> coro = wait_for_member(*this, member, index);
      adopt(children_[index], coro);
    });
    begin(children_, frame_of(awaiting));
  }
  auto await_resume() {
    raise_pending_failure();
    kernel::remove(events_->waits(), this);
    scheduler_ = nullptr;
    return events_->seen(is_set_);
  }

  /// False if it comes too late: another member has won, or nobody waits any more.
  bool member_set(std::size_t index) noexcept {
    if (has_ended_) return false;
    is_set_[index] = true;
    if constexpr (Events::ends_at_first) {
      has_ended_ = true;
      stop_rest();
    }
    return true;
  }

 private:
  static void on_events_gone(kernel::Watcher* watcher, kernel::TaskHeader*) noexcept {
    auto* const wait = static_cast<EventsWait*>(watcher);
    wait->give_back_signals();
    wait->has_ended_ = true;
    if (!std::exchange(wait->scheduler_, nullptr)->is_closing()) wait->forsake(Events::what);
  }

  /// Those that nobody has seen. While the loop closes nobody waits for them any more.
  void give_back_signals() noexcept {
    if (scheduler_->is_closing()) return;
    for_each_member([this](auto& member, std::size_t index) {
      if (is_set_[index]) undo_wait(member);
    });
  }

  template <class Function>
  void for_each_member(Function function) {
    std::size_t index = 0;
    std::apply([&](auto&... member) { (function(member, index++), ...); }, events_->members());
  }

  Events* events_;
  kernel::Scheduler* scheduler_ = nullptr;  // while it is one of the waits of `events_`
  bool has_ended_ = false;
  std::array<bool, sizeof...(Members)> is_set_{};
  std::array<GatherChild, sizeof...(Members)> children_;
};

}  // namespace detail

/// The first of several events:  WaitAny any(event1, flag2);  Winner winner = co_await any;
/// Members that are named are referred to and must outlive it; a temporary WaitAll or WaitAny is
/// kept inside. Any number of tasks may wait on one WaitAny. If it goes before their waits are
/// over, each of those tasks is reported and ends cancelled. Movable until somebody waits.
template <class... Members>
class [[nodiscard("co_await it: without that nobody waits")]] WaitAny {
  static_assert(sizeof...(Members) != 0, "a WaitAny needs something to wait for");

 public:
  using Wait = detail::EventsWait<WaitAny, Members...>;
  explicit WaitAny(Members&&... members) noexcept : members_(std::forward<Members>(members)...) {}

  /// Suspends until one member is set, and gives which. The one that was set first wins; of those
  /// that are set when the wait begins, the first in the order of the arguments. It takes at least
  /// one pass. Exactly one signal is consumed, if the winner is of that kind (a ThreadSafeFlag);
  /// the others keep theirs. Cancelling it consumes nothing. Fails as the wait of a member fails,
  /// and with MemoryError if there is no room for a task per member. From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  Wait wait() noexcept {
    return Wait(*this);
  }
  Wait operator co_await() noexcept { return wait(); }

  /// The last winner that a task has seen.
  Winner event() const noexcept { return last_; }
  /// Clears all members that can be cleared. From tasks and plain code of the loop's thread.
  void clear() noexcept {
    std::apply([](auto&... member) { (detail::clear_event(member), ...); }, members_);
  }

  /// For waits: what they need to know.
  static constexpr const char* what = "WaitAny";
  static constexpr bool ends_at_first = true;
  /// For waits: those that wait, and what they wait for.
  kernel::NodeList& waits() noexcept { return waits_; }
  std::tuple<Members...>& members() noexcept { return members_; }
  /// For waits: of those that were set the last one is the winner.
  Winner seen(const std::array<bool, sizeof...(Members)>& is_set) noexcept {
    for_each_member([&](auto& member, std::size_t index) {
      if (is_set[index]) last_ = Winner(index, std::addressof(member));
    });
    return last_;
  }
  /// The signal of the last winner goes back.
  friend void give_back(WaitAny& wait) noexcept {
    wait.for_each_member([&wait](auto& member, std::size_t index) {
      if (index == wait.last_.index()) detail::undo_wait(member);
    });
  }

 private:
  template <class Function>
  void for_each_member(Function function) {
    std::size_t index = 0;
    std::apply([&](auto&... member) { (function(member, index++), ...); }, members_);
  }

  std::tuple<Members...> members_;
  Winner last_;
  detail::EventsWaits waits_;
};

template <class... Members>
WaitAny(Members&&...) -> WaitAny<Members...>;

}  // namespace uasyncio
