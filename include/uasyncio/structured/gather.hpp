// SPDX-License-Identifier: MIT
// gather: several things at once, and all their results.
#pragma once

#include "uasyncio/core/create_task.hpp"
#include "uasyncio/kernel/task_watcher.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <tuple>

namespace uasyncio {
namespace detail {

struct GatherChild : kernel::ChildWatcher {
  AnyTask task;
  bool is_owned = false;  // made by the gather from a coroutine
};

/// The wait of a gather, whatever its types.
class GatherBase : public kernel::Composite {
 public:
  explicit GatherBase(bool collects_failures) noexcept
      : kernel::Composite{&rules_of_gather}, collects_failures_(collects_failures) {}
  /// Only before it has begun.
  GatherBase(GatherBase&& other) noexcept : GatherBase(other.collects_failures_) {}

 protected:
  /// Waits for all children in the running task, or goes on with `waiting` at once.
  void begin(std::span<GatherChild> children, kernel::Frame* waiting) noexcept;
  /// What still runs does not matter any more: cancels it, and goes on when it has ended.
  void stop_rest() noexcept;
  /// What is waited for, of the name `what`, goes: the wait ends cancelled.
  void forsake(const char* what) noexcept;

 private:
  static const Rules rules_of_gather;
  static kernel::TaskHeader* on_next_child(kernel::Composite* composite) noexcept;
  static bool on_all_asked(kernel::Composite* composite, bool came_round) noexcept;
  static void on_abandon(kernel::Composite* composite) noexcept;
  static void on_child_ended(kernel::Watcher* watcher, kernel::TaskHeader* child) noexcept;

  void unwatch(GatherChild& child) noexcept { left_ -= child.stop(); }
  void child_failed(kernel::Failure failure) noexcept;
  void wake() noexcept;

  std::span<GatherChild> children_;
  kernel::Failure failure_ = kernel::Failure::none();
  std::size_t left_ = 0;
  std::size_t asked_ = 0;  // of a cancel that goes through: so many children have been asked
  bool collects_failures_;
  bool is_cancelling_ = false;
};

template <class T>
void adopt(GatherChild& child, Coro<T>& coro) noexcept {
  child.task = create_task(std::move(coro), {.name = "gathered"});
  child.is_owned = true;
}
template <class T>
void adopt(GatherChild& child, const Task<T>& task) noexcept {
  child.task = task;
}

template <class T>
Promise<T>& promise_of(const GatherChild& child) noexcept {
  kernel::Frame* const frame = InsideTask::header(child.task)->leaf;
  return std::coroutine_handle<Promise<T>>::from_address(frame).promise();
}

/// Of a child that gave a value.
template <class T>
ValueOf<T> value_of(const GatherChild& child) {
  if constexpr (std::is_void_v<T>) {
    return Void{};
  } else if constexpr (kernel::is_given_once<T>) {
    if (kernel::value_is_gone(InsideTask::header(child.task)))
      value_of_failed_result(kernel::value_was_taken());
    return promise_of<T>(child).take_out();
  } else {
    if (!child.is_owned) return promise_of<T>(child).get();
    return promise_of<T>(child).take();
  }
}

template <class T>
Result<T> result_of(const GatherChild& child) {
  kernel::TaskHeader* header = InsideTask::header(child.task);
  if (header == nullptr) return Result<T>(child.task.error());
  if (header->failure) return Result<T>(header->failure.seen_by_waiter());
  if (kernel::is_given_once<T> && kernel::value_is_gone(header))
    return Result<T>(kernel::value_was_taken());
  if constexpr (std::is_void_v<T>) {
    return Result<T>(std::in_place);
  } else {
    return Result<T>(std::in_place, value_of<T>(child));
  }
}

/// Before a gather goes on with values of tasks: others may have taken them.
struct GatherCheck : kernel::ValueCheck {
  kernel::Frame* below(kernel::Frame* waiting, std::span<const GatherChild> its_children) noexcept {
    children = its_children;
    return kernel::ValueCheck::below(waiting, &is_there);
  }
  static bool is_there(const kernel::ValueCheck& check) noexcept;

  std::span<const GatherChild> children;
};
/// Not needed.
struct NoGatherCheck {
  kernel::Frame* below(kernel::Frame* waiting, std::span<const GatherChild>) noexcept {
    return waiting;
  }
};

template <class Source>
inline constexpr bool must_be_checked = false;
template <class T>
inline constexpr bool must_be_checked<Task<T>> = kernel::is_given_once<T>;
template <bool CollectsFailures, class... Sources>
using GatherCheckOf = std::conditional_t<!CollectsFailures && (must_be_checked<Sources> || ...),
                                         GatherCheck, NoGatherCheck>;

template <bool CollectsFailures, class... Sources>
class [[nodiscard("co_await it: without that nothing runs")]] Gather : GatherBase {
 public:
  explicit Gather(Sources&&... sources) noexcept
      : GatherBase(CollectsFailures), sources_(std::move(sources)...) {}
  Gather(Gather&& other) noexcept
      : GatherBase(std::move(other)), sources_(std::move(other.sources_)) {}

  bool await_ready() const noexcept { return sizeof...(Sources) == 0; }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    std::size_t index = 0;
    std::apply([&](auto&... source) { (adopt(children_[index++], source), ...); }, sources_);
    begin(children_, check_.below(frame_of(awaiting), children_));
  }
  auto await_resume() {
    raise_pending_failure();
    return collect(std::index_sequence_for<Sources...>{});
  }

 private:
  template <std::size_t... Index>
  auto collect(std::index_sequence<Index...>) {
    if constexpr (CollectsFailures) {
      using Results = std::tuple<Result<typename Sources::value_type>...>;
      return Results{result_of<typename Sources::value_type>(children_[Index])...};
    } else {
      using Values = std::tuple<ValueOf<typename Sources::value_type>...>;
      return Values{value_of<typename Sources::value_type>(children_[Index])...};
    }
  }

  std::tuple<Sources...> sources_;
  [[no_unique_address]] GatherCheckOf<CollectsFailures, Sources...> check_;
  std::array<GatherChild, sizeof...(Sources)> children_;
};

/// Coroutines and tasks as they are, everything else as a coroutine.
template <class T>
Coro<T> gather_source(Coro<T>&& coro) noexcept {
  return std::move(coro);
}
template <class T>
Task<T> gather_source(Task<T>&& task) noexcept {
  return std::move(task);
}
template <class A>
Coro<AwaitedValueOf<A>> gather_source(A&& awaitable) {
  return as_coro(std::move(awaitable));
}

template <bool CollectsFailures, class... Sources>
auto make_gather(Sources&&... sources) noexcept {
  return Gather<CollectsFailures, Sources...>(std::move(sources)...);
}

}  // namespace detail

/// Runs everything at the same time and gives all values, as a tuple in the order of the arguments
/// (Void for what returns nothing). From a task.
/// Coroutines, and whatever else can be awaited (event.wait(), wait_for(f(), 1)), become tasks that
/// the gather owns: if one fails, or the gather is cancelled, the rest are cancelled, all are
/// awaited (they may refer to the caller's locals), and then the first failure is the gather's.
/// MemoryError if one of them cannot be created. Task handles are not owned: if one fails the
/// gather fails at once and the others go on; cancelling the gather cancels them and waits. A value
/// of a task that cannot be copied is moved out; RuntimeError if it is gone. Any number, none too;
/// a range of them: gather_range.hpp.
template <class... Sources>
  requires(detail::Awaitable<Sources> && ...)
[[nodiscard("co_await it: without that nothing runs")]]
auto gather(Sources... sources) noexcept {
  return detail::make_gather<false>(detail::gather_source(std::move(sources))...);
}

/// As gather, but waits for all and gives a tuple of Result: nobody's failure is anybody else's
/// (asyncio's return_exceptions=True). A cancelled child is Error::cancelled.
template <class... Sources>
  requires(detail::Awaitable<Sources> && ...)
[[nodiscard("co_await it: without that nothing runs")]]
auto gather_results(Sources... sources) noexcept {
  return detail::make_gather<true>(detail::gather_source(std::move(sources))...);
}

/// A mistake.
template <class... Sources>
  requires(!(detail::Awaitable<Sources> && ...) && !(std::ranges::range<Sources> || ...))
[[nodiscard("co_await it: without that nothing runs")]]
Coro<> gather(Sources...) noexcept {
  static_assert(sizeof...(Sources) == 0,
                "gather takes what can be awaited: call the functions, gather(f(), g())");
  co_return;
}

}  // namespace uasyncio
