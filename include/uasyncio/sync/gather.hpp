// gather: several things at once, and all their results.
#pragma once

#include "uasyncio/core/task.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <ranges>
#include <span>
#include <tuple>

namespace uasyncio {
namespace detail {

class GatherBase;

struct GatherChild : Watcher {
  GatherBase* gather;
  AnyTask task;
  Error creation_failure;  // if `task` is null
  bool is_owned = false;   // made by the gather from a coroutine
  bool is_watched = false;
};

/// The wait of a gather, whatever its types.
class GatherBase : public Composite {
 public:
  explicit GatherBase(bool collects_failures) noexcept
      : Composite{&on_cancel, &on_leave, &on_abandon}, collects_failures_(collects_failures) {}
  /// Only before it has begun.
  GatherBase(GatherBase&& other) noexcept : GatherBase(other.collects_failures_) {}

 protected:
  /// Waits for all children in the running task, or goes on with `waiting` at once.
  void begin(std::span<GatherChild> children, Frame* waiting) noexcept;
  /// What still runs does not matter any more: cancels it, and goes on when it has ended.
  void stop_rest() noexcept;

 private:
  static bool on_cancel(Composite* composite) noexcept;
  static bool on_leave(Composite* composite) noexcept;
  static void on_abandon(Composite* composite) noexcept;
  static void on_child_ended(Watcher* watcher, TaskHeader* child) noexcept;

  void watch(GatherChild& child) noexcept;
  void unwatch(GatherChild& child) noexcept;
  void child_failed(Failure failure) noexcept;
  void wake() noexcept;

  std::span<GatherChild> children_;
  TaskHeader* waiter_ = nullptr;
  Failure failure_ = Failure::none();
  std::size_t left_ = 0;
  bool collects_failures_;
  bool is_cancelling_ = false;
};

template <class T>
void adopt(GatherChild& child, Coro<T>& coro) noexcept {
  const Task<T> task = create_task(std::move(coro), {.name = "gathered"});
  child.creation_failure = task.creation_failure();
  child.task = task;
  child.is_owned = true;
}
template <class T>
void adopt(GatherChild& child, const Task<T>& task) noexcept {
  child.creation_failure = task.creation_failure();
  child.task = task;
}

template <class T>
Promise<T>& promise_of(const GatherChild& child) noexcept {
  return std::coroutine_handle<Promise<T>>::from_address(child.task.header()->leaf).promise();
}

template <class T>
ValueOf<T> value_of(const GatherChild& child) {
  if constexpr (std::is_void_v<T>) {
    return Void{};
  } else if constexpr (std::is_copy_constructible_v<T>) {
    if (!child.is_owned) return promise_of<T>(child).value;
    return promise_of<T>(child).take();
  } else {
    return promise_of<T>(child).take();
  }
}

template <class T>
Result<T> result_of(const GatherChild& child) {
  TaskHeader* header = child.task.header();
  if (header == nullptr) return Result<T>(child.creation_failure);
  if (header->failure) return Result<T>(header->failure.seen_by_waiter());
  if constexpr (std::is_void_v<T>) {
    return Result<T>(std::in_place);
  } else {
    return Result<T>(std::in_place, value_of<T>(child));
  }
}

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
    begin(children_, frame_of(awaiting));
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
  std::array<GatherChild, sizeof...(Sources)> children_;
};

/// An array in the frame pool.
template <class T>
class PoolArray {
 public:
  PoolArray() noexcept = default;
  /// Only before `make`.
  PoolArray(PoolArray&&) noexcept : PoolArray() {}
  PoolArray& operator=(PoolArray&&) = delete;
  ~PoolArray() {
    if (items_.empty()) return;
    std::destroy(items_.begin(), items_.end());
    FramePool::current().deallocate(items_.data(), items_.size_bytes());
  }

  /// Room for `count` items; false if the pool is exhausted. Once.
  bool make(std::size_t count) noexcept {
    if (count == 0) return true;
    void* const room = FramePool::current().allocate(count * sizeof(T));
    if (room == nullptr) return false;
    auto* const first = static_cast<T*>(room);
    std::uninitialized_default_construct_n(first, count);
    items_ = {first, count};
    return true;
  }
  std::span<T> items() noexcept { return items_; }

 private:
  std::span<T> items_;
};

/// A range of tasks; the watchers come from the frame pool.
template <bool CollectsFailures, class T>
class [[nodiscard("co_await it: without that nothing runs")]] GatherRange : GatherBase {
 public:
  explicit GatherRange(std::span<const Task<T>> tasks) noexcept
      : GatherBase(CollectsFailures), tasks_(tasks) {}
  GatherRange(GatherRange&& other) noexcept = default;

  bool await_ready() const noexcept { return tasks_.empty(); }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    if (!children_.make(tasks_.size())) {
      Scheduler::running()->fail(Failure(Error::memory), frame_of(awaiting));
      return;
    }
    std::size_t index = 0;
    for (const Task<T>& task : tasks_) adopt(children_.items()[index++], task);
    begin(children_.items(), frame_of(awaiting));
  }
  void await_resume() { raise_pending_failure(); }

 private:
  std::span<const Task<T>> tasks_;
  PoolArray<GatherChild> children_;
};

/// Anything that can be awaited.
template <class T>
concept GatherSource =
    std::move_constructible<T> && (requires(T& awaiter) { awaiter.await_resume(); } ||
                                   requires(T&& awaitable) {
                                     std::move(awaitable).operator co_await();
                                   });

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
/// gather fails at once and the others go on; cancelling the gather cancels them and waits.
template <class... Sources>
  requires(detail::GatherSource<Sources> && ...)
[[nodiscard("co_await it: without that nothing runs")]]
auto gather(Sources... sources) noexcept {
  return detail::make_gather<false>(detail::gather_source(std::move(sources))...);
}

/// As gather, but waits for all and gives a tuple of Result: nobody's failure is anybody else's
/// (asyncio's return_exceptions=True). A cancelled child is Error::cancelled.
template <class... Sources>
  requires(detail::GatherSource<Sources> && ...)
[[nodiscard("co_await it: without that nothing runs")]]
auto gather_results(Sources... sources) noexcept {
  return detail::make_gather<true>(detail::gather_source(std::move(sources))...);
}

/// Awaits a range of task handles, such as std::array<Task<int>, 3> or std::vector<Task<>>, which
/// must stay as it is meanwhile; the values are in the tasks then (`task.result()`). MemoryError if
/// the frame pool has no room for the watchers.
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

}  // namespace uasyncio
