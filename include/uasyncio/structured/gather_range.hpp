// SPDX-License-Identifier: MIT
// gather of a range: any number of coroutines, tasks or other awaitables of one type.
#pragma once

#include "uasyncio/core/fail.hpp"
#include "uasyncio/structured/gather.hpp"
#include "uasyncio/structured/list.hpp"

#include <ranges>

namespace uasyncio {
namespace detail {

template <class T>
concept TaskHandle = std::derived_from<std::remove_cvref_t<T>, AnyTask>;
template <class T>
concept TaskRange = std::ranges::contiguous_range<T> && TaskHandle<std::ranges::range_value_t<T>>;

/// Awaitables or task handles that are given away: a vector, an array, a span of them.
template <class Range>
concept GivenRange =
    std::ranges::input_range<Range> && std::ranges::sized_range<Range> &&
    (Awaitable<std::ranges::range_value_t<Range>> || TaskHandle<std::ranges::range_value_t<Range>>);
/// The same, and they give a value.
template <class Range>
concept AwaitableRange = GivenRange<Range> && Awaitable<std::ranges::range_value_t<Range>>;

template <class Range>
constexpr void require_rvalue() noexcept {
  static_assert(!std::is_lvalue_reference_v<Range>,
                "coroutines are awaited once, so give them away: std::move(coros)");
}

/// Tasks that stay where they are; the watchers come from the frame pool.
template <bool CollectsFailures, class T>
class [[nodiscard("co_await it: without that nothing runs")]] GatherRange : GatherBase {
 public:
  explicit GatherRange(std::span<const Task<T>> tasks) noexcept
      : GatherBase(CollectsFailures), tasks_(tasks) {}
  GatherRange(GatherRange&& other) noexcept = default;

  bool await_ready() const noexcept { return tasks_.empty(); }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    if (!children_.reserve(tasks_.size())) {
      kernel::Scheduler::running()->fail(Error::memory("no room to watch the tasks"),
                                         frame_of(awaiting));
      return;
    }
    for (const Task<T>& task : tasks_) adopt(children_.add(), task);
    begin(children_, frame_of(awaiting));
  }
  void await_resume() { raise_pending_failure(); }

 private:
  std::span<const Task<T>> tasks_;
  List<GatherChild> children_;
};

/// The wait for children that somebody else keeps.
template <bool CollectsFailures, class Source>
class [[nodiscard("co_await it: without that nothing runs")]] GatherChildren : GatherBase {
 public:
  explicit GatherChildren(std::span<GatherChild> children) noexcept
      : GatherBase(CollectsFailures), children_(children) {}

  bool await_ready() const noexcept { return children_.empty(); }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    begin(children_, check_.below(frame_of(awaiting), children_));
  }
  void await_resume() const { raise_pending_failure(); }

 private:
  std::span<GatherChild> children_;
  [[no_unique_address]] GatherCheckOf<CollectsFailures, Source> check_;
};

template <bool CollectsFailures, class T>
struct Gathered {
  using Element = std::conditional_t<CollectsFailures, Result<T>, Kept<ValueOf<T>>>;
  using type = List<Element>;
};
template <>
struct Gathered<false, void> {
  using type = void;
};
template <bool CollectsFailures, class Range>
using GatheredOf =
    typename Gathered<CollectsFailures, AwaitedValueOf<std::ranges::range_value_t<Range>>>::type;

/// Room for the values is there before anything begins.
template <bool CollectsFailures, class Range>
Coro<GatheredOf<CollectsFailures, Range>> gather_given(Range range) {
  using Source = std::ranges::range_value_t<Range>;
  using T = AwaitedValueOf<Source>;
  using Values = GatheredOf<CollectsFailures, Range>;
  [[maybe_unused]] ValueOf<Values> values;
  List<GatherChild> children;
  bool has_room = children.reserve(std::ranges::size(range));
  if constexpr (!std::is_void_v<Values>) {
    has_room = has_room && values.reserve(std::ranges::size(range));
  }
  if (!has_room) co_await fail(Error::memory("no room for the tasks"));
  for (auto& element : range) {
    auto source = gather_source(std::move(element));
    adopt(children.add(), source);
  }
  co_await GatherChildren<CollectsFailures, Source>(children);
  if constexpr (CollectsFailures) {
    for (const GatherChild& child : children) values.add(result_of<T>(child));
  } else if constexpr (!std::is_void_v<T>) {
    for (const GatherChild& child : children) values.add(value_of<T>(child));
  }
  if constexpr (std::is_void_v<Values>) {
    co_return;
  } else {
    co_return values;
  }
}

}  // namespace detail

/// Awaits a range of task handles, such as std::array<Task<int>, 3> or std::vector<Task<>>, which
/// must stay as it is meanwhile; the values are in the tasks then (`task.result()`). None in it is
/// fine. As gather of so many arguments otherwise: if one fails, the gather fails at once and the
/// others go on; cancelling it cancels them and waits. MemoryError if the frame pool has no room
/// for the watchers.
template <std::ranges::contiguous_range Tasks>
  requires std::derived_from<std::ranges::range_value_t<Tasks>, AnyTask>
[[nodiscard("co_await it: without that nothing runs")]]
auto gather(Tasks& tasks) noexcept {
  using T = typename std::ranges::range_value_t<Tasks>::value_type;
  return detail::GatherRange<false, T>(std::span<const Task<T>>(tasks));
}
template <std::ranges::contiguous_range Tasks>
  requires std::derived_from<std::ranges::range_value_t<Tasks>, AnyTask>
[[nodiscard("co_await it: without that nothing runs")]]
auto gather_results(Tasks& tasks) noexcept {
  using T = typename std::ranges::range_value_t<Tasks>::value_type;
  return detail::GatherRange<true, T>(std::span<const Task<T>>(tasks));
}

/// A range of coroutines, of other awaitables of one type, or of tasks, which is given away:
///   std::vector<Coro<int>> reads;  ...  List<int> values = co_await gather(std::move(reads));
/// As gather of so many arguments, but gives a List of the values in the order of the range;
/// nothing if they give nothing. References, of Coro<T&>, are in it as std::reference_wrapper.
/// MemoryError, before anything begins, if the frame pool has no room.
template <detail::AwaitableRange Range>
[[nodiscard("co_await it: without that nothing runs")]]
auto gather(Range&& range) noexcept {
  detail::require_rvalue<Range>();
  return detail::gather_given<false>(std::move(range));
}
/// The same for gather_results: gives a List of Result.
template <detail::AwaitableRange Range>
[[nodiscard("co_await it: without that nothing runs")]]
auto gather_results(Range&& range) noexcept {
  detail::require_rvalue<Range>();
  return detail::gather_given<true>(std::move(range));
}

}  // namespace uasyncio
