// SPDX-License-Identifier: MIT
// wait: until some or all of several tasks are done, whatever their end.
#pragma once

#include "uasyncio/core/fail.hpp"
#include "uasyncio/core/create_task.hpp"
#include "uasyncio/port/length.hpp"
#include "uasyncio/port/time.hpp"
#include "uasyncio/structured/gather_range.hpp"

#include <array>
#include <cstddef>
#include <ranges>
#include <span>
#include <tuple>

namespace uasyncio {

/// When `wait` goes on.
enum class ReturnWhen : std::uint8_t {
  all_completed,    // all tasks are done
  first_completed,  // one is done
  first_exception,  // one has failed (being cancelled is no failure), or all are done
};

namespace detail {

class WaitBase;

struct WaitedTask : kernel::TaskWatcher {
  WaitBase* wait;
  AnyTask task;
};

/// How a wait ends.
struct WaitOptions {
  ReturnWhen when = ReturnWhen::all_completed;
  Duration limit = never;
};

class WaitBase : private kernel::Composite, private kernel::CallbackTimer {
 public:
  explicit WaitBase(WaitOptions options) noexcept
      : kernel::Composite{&rules_of_wait}, when_(options.when) {
    time_limit = options.limit;
  }
  /// Only before it has begun.
  WaitBase(WaitBase&& other) noexcept : WaitBase(WaitOptions{other.when_, other.time_limit}) {}

 protected:
  /// False if there is nothing to wait for.
  bool begin(std::span<WaitedTask> tasks, kernel::Frame* waiting) noexcept;
  std::size_t count_done() const noexcept;

 private:
  bool has_enough() const noexcept;
  void see(const AnyTask& task) noexcept;
  void start_timer() noexcept;
  void leave_all() noexcept;
  void wake() noexcept;
  static void on_task_ended(kernel::Watcher* watcher, kernel::TaskHeader* task) noexcept;
  static void on_time_out(kernel::CallbackTimer* timer) noexcept;
  static const Rules rules_of_wait;
  static kernel::TaskHeader* on_next_child(kernel::Composite* composite) noexcept;
  static bool on_all_asked(kernel::Composite* composite, bool came_round) noexcept;
  static void on_abandon(kernel::Composite* composite) noexcept;

  std::span<WaitedTask> tasks_;
  std::size_t left_ = 0;
  ReturnWhen when_;
  bool has_done_ = false;
  bool has_failed_ = false;
  bool has_timer_ = false;
};

/// Tasks that are named one by one.
template <std::size_t Count>
class [[nodiscard("co_await it: without that nobody waits")]] WaitTasks : WaitBase {
 public:
  WaitTasks(WaitOptions options, const std::array<AnyTask, Count>& tasks) noexcept
      : WaitBase(options), tasks_(tasks) {}
  WaitTasks(WaitTasks&& other) noexcept = default;

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> awaiting) noexcept {
    for (std::size_t i = 0; i != Count; ++i) waited_[i].task = tasks_[i];
    return begin(waited_, frame_of(awaiting));
  }
  std::size_t await_resume() const noexcept { return count_done(); }

 private:
  std::array<AnyTask, Count> tasks_;
  std::array<WaitedTask, Count> waited_;
};

/// A range of tasks; the watchers come from the frame pool.
template <class AnyOrTask>
class [[nodiscard("co_await it: without that nobody waits")]] WaitRange : WaitBase {
 public:
  WaitRange(WaitOptions options, std::span<const AnyOrTask> tasks) noexcept
      : WaitBase(options), tasks_(tasks) {}
  WaitRange(WaitRange&& other) noexcept = default;

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> awaiting) noexcept {
    if (!waited_.reserve(tasks_.size())) {
      kernel::Scheduler::running()->fail(Error::memory("no room to watch the tasks"),
                                         frame_of(awaiting));
      return true;
    }
    for (const AnyOrTask& task : tasks_) waited_.add().task = task;
    return begin(waited_, frame_of(awaiting));
  }
  std::size_t await_resume() const {
    raise_pending_failure();
    return count_done();
  }

 private:
  std::span<const AnyOrTask> tasks_;
  List<WaitedTask> waited_;
};

template <TaskRange Tasks>
auto wait_range(Tasks& tasks, WaitOptions options) noexcept {
  using Handle = std::ranges::range_value_t<Tasks>;
  return WaitRange<Handle>(options, std::span<const Handle>(tasks));
}

/// Tasks as they are, everything else as a task.
template <TaskHandle Handle>
const Handle& task_of(const Handle& task) noexcept {
  return task;
}
template <Awaitable A>
  requires(!TaskHandle<A>)
Task<AwaitedValueOf<A>> task_of(A&& awaitable) noexcept {
  return create_task(as_coro(std::move(awaitable)), {.name = "awaited"});
}

template <class... Sources>
Coro<std::size_t> wait_for_given(WaitOptions options, Sources... sources) {
  const std::array<AnyTask, sizeof...(Sources)> tasks{task_of(std::move(sources))...};
  co_return co_await WaitTasks<sizeof...(Sources)>(options, tasks);
}
template <class Range>
Coro<std::size_t> wait_for_range(WaitOptions options, Range range) {
  List<AnyTask> tasks;
  if (!tasks.reserve(std::ranges::size(range))) {
    co_await fail(Error::memory("no room for the tasks"));
  }
  for (auto& source : range) tasks.add(task_of(std::move(source)));
  co_return co_await WaitRange<AnyTask>(options, tasks);
}

// The arguments of `wait`: what can be awaited, and then how.
template <class T>
concept WaitSource = TaskHandle<T> || Awaitable<std::remove_cvref_t<T>>;
template <class T>
concept WaitLimit = requires(T limit) { from_seconds(limit); } || std::same_as<T, Length> ||
                    std::same_as<T, Milliseconds> || std::same_as<T, std::nullopt_t>;
template <class T>
concept WaitOption = std::same_as<T, ReturnWhen> || WaitLimit<T>;

template <class... Arguments>
inline constexpr std::size_t count_sources = (std::size_t{WaitSource<Arguments>} + ... + 0);
template <class... Arguments>
constexpr bool sources_come_first() noexcept {
  constexpr bool is_source[] = {WaitSource<Arguments>...};
  for (std::size_t i = 0; i != count_sources<Arguments...>; ++i) {
    if (!is_source[i]) return false;
  }
  return true;
}
template <class... Arguments>
concept WaitArguments =
    count_sources<Arguments...> != 0 && sources_come_first<Arguments...>() &&
    ((WaitSource<Arguments> || WaitOption<std::remove_cvref_t<Arguments>>) && ...);

template <class Argument>
void note_option(WaitOptions& options, const Argument& argument) noexcept {
  if constexpr (std::same_as<Argument, ReturnWhen>) {
    options.when = argument;
  } else if constexpr (!WaitSource<Argument>) {
    options.limit = Length(argument).duration();
  }
}

template <class... Sources>
auto make_wait(WaitOptions options, Sources&&... sources) noexcept {
  if constexpr ((TaskHandle<Sources> && ...)) {
    return WaitTasks<sizeof...(Sources)>(options, {sources...});
  } else {
    return wait_for_given<std::remove_cvref_t<Sources>...>(options,
                                                           std::forward<Sources>(sources)...);
  }
}

}  // namespace detail

/// Waits until tasks are done as `when` says, and gives how many are done; without yielding if they
/// are already. `co_await wait(task1, task2, ReturnWhen::first_completed)`. Any number of tasks of
/// any types; at the end may stand a ReturnWhen, and a limit in seconds or of chrono type, after
/// which it goes on without a failure. It never cancels a task and never fails because a task
/// failed; a failure that it has waited for counts as seen: look at `task.error()`. A task that
/// could not be created is done and has failed. Cancelling the waiter leaves the tasks alone. From
/// a task.
/// Coroutines, and whatever else can be awaited, become tasks when the wait begins; those that are
/// not done when it ends go on, so they must own what they refer to. MemoryError if the frame pool
/// has no room for the wait; nothing has begun then.
template <class... Arguments>
  requires detail::WaitArguments<Arguments...>
[[nodiscard("co_await it: without that nobody waits")]]
auto wait(Arguments&&... arguments) noexcept {
  detail::WaitOptions options;
  (detail::note_option(options, arguments), ...);
  return [&]<std::size_t... Index>(std::index_sequence<Index...>) noexcept {
    auto all = std::forward_as_tuple(std::forward<Arguments>(arguments)...);
    return detail::make_wait(options, std::get<Index>(std::move(all))...);
  }(std::make_index_sequence<detail::count_sources<Arguments...>>());
}

/// The same for an array, vector or span of tasks of one type, or of AnyTask, which must stay as it
/// is meanwhile; 0 if there is none in it. MemoryError if the frame pool has no room for the
/// watchers.
template <detail::TaskRange Tasks>
[[nodiscard("co_await it: without that nobody waits")]]
auto wait(Tasks& tasks, ReturnWhen when = ReturnWhen::all_completed,
          Length limit = std::nullopt) noexcept {
  return detail::wait_range(tasks, {.when = when, .limit = limit.duration()});
}
template <detail::TaskRange Tasks>
[[nodiscard("co_await it: without that nobody waits")]]
auto wait_ms(Tasks& tasks, ReturnWhen when, Milliseconds limit) noexcept {
  return wait(tasks, when, limit);
}

/// A range that is given away, of coroutines, other awaitables or tasks:
/// `co_await wait(std::move(coros))`. As wait of so many arguments.
template <detail::GivenRange Range>
[[nodiscard("co_await it: without that nobody waits")]]
auto wait(Range&& range, ReturnWhen when = ReturnWhen::all_completed,
          Length limit = std::nullopt) noexcept {
  detail::require_rvalue<Range>();
  return detail::wait_for_range<Range>({.when = when, .limit = limit.duration()}, std::move(range));
}

}  // namespace uasyncio
