// wait: until some or all of several tasks are done, whatever their end.
#pragma once

#include "uasyncio/core/task.hpp"
#include "uasyncio/core/time.hpp"
#include "uasyncio/sync/gather.hpp"

#include <array>
#include <cstddef>
#include <ranges>
#include <span>

namespace uasyncio {

/// When `wait` goes on.
enum class ReturnWhen : std::uint8_t {
  all_completed,    // all tasks are done
  first_completed,  // one is done
  first_exception,  // one has failed (being cancelled is no failure), or all are done
};

namespace detail {

class WaitBase;

struct WaitedTask : Watcher {
  WaitBase* wait;
  AnyTask task;
  bool is_watched = false;
};

/// How a wait ends.
struct WaitOptions {
  ReturnWhen when = ReturnWhen::all_completed;
  Duration limit = never;
};

class WaitBase : private Composite, private CallbackTimer {
 public:
  explicit WaitBase(WaitOptions options) noexcept
      : Composite{&on_cancel, &on_cancel, &on_abandon}, when_(options.when) {
    deadline = options.limit;
  }
  /// Only before it has begun.
  WaitBase(WaitBase&& other) noexcept : WaitBase(WaitOptions{other.when_, other.deadline}) {}

 protected:
  /// False if there is nothing to wait for.
  bool begin(std::span<WaitedTask> tasks, Frame* waiting) noexcept;
  std::size_t count_done() const noexcept;

 private:
  bool has_enough() const noexcept;
  void see(const AnyTask& task) noexcept;
  void start_timer() noexcept;
  void leave_all() noexcept;
  void wake() noexcept;
  static void on_task_ended(Watcher* watcher, TaskHeader* task) noexcept;
  static void on_time_out(CallbackTimer* timer) noexcept;
  static bool on_cancel(Composite* composite) noexcept;
  static void on_abandon(Composite* composite) noexcept;

  std::span<WaitedTask> tasks_;
  TaskHeader* waiter_ = nullptr;
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
    if (!waited_.make(tasks_.size())) {
      Scheduler::running()->fail(Failure(Error::memory), frame_of(awaiting));
      return true;
    }
    std::size_t index = 0;
    for (const AnyOrTask& task : tasks_) waited_.items()[index++].task = task;
    return begin(waited_.items(), frame_of(awaiting));
  }
  std::size_t await_resume() const {
    raise_pending_failure();
    return count_done();
  }

 private:
  std::span<const AnyOrTask> tasks_;
  PoolArray<WaitedTask> waited_;
};

template <class T>
concept TaskHandle = std::derived_from<std::remove_cvref_t<T>, AnyTask>;
template <class T>
concept TaskRange = std::ranges::contiguous_range<T> && TaskHandle<std::ranges::range_value_t<T>>;

template <TaskRange Tasks>
auto wait_range(Tasks& tasks, WaitOptions options) noexcept {
  using Handle = std::ranges::range_value_t<Tasks>;
  return WaitRange<Handle>(options, std::span<const Handle>(tasks));
}

}  // namespace detail

/// Waits until tasks are done as `when` says, and gives how many are done; without yielding if they
/// are already. `co_await wait(task1, task2, ReturnWhen::first_completed)`. Tasks of any types. It
/// never cancels a task and never fails because a task failed; a failure that it has waited for
/// counts as seen: look at `task.error()`. A task that could not be created is done and has failed.
/// Cancelling the waiter leaves the tasks alone. From a task.
template <detail::TaskHandle... Tasks>
  requires(sizeof...(Tasks) > 0)
[[nodiscard("co_await it: without that nobody waits")]]
auto wait(const Tasks&... tasks) noexcept {
  return detail::WaitTasks<sizeof...(Tasks)>({}, {tasks...});
}
template <detail::TaskHandle A>
[[nodiscard("co_await it: without that nobody waits")]]
auto wait(const A& a, ReturnWhen when) noexcept {
  return detail::WaitTasks<1>({.when = when}, {a});
}
template <detail::TaskHandle A, detail::TaskHandle B>
[[nodiscard("co_await it: without that nobody waits")]]
auto wait(const A& a, const B& b, ReturnWhen when) noexcept {
  return detail::WaitTasks<2>({.when = when}, {a, b});
}
template <detail::TaskHandle A, detail::TaskHandle B, detail::TaskHandle C>
[[nodiscard("co_await it: without that nobody waits")]]
auto wait(const A& a, const B& b, const C& c, ReturnWhen when) noexcept {
  return detail::WaitTasks<3>({.when = when}, {a, b, c});
}
template <detail::TaskHandle A, detail::TaskHandle B, detail::TaskHandle C, detail::TaskHandle D>
[[nodiscard("co_await it: without that nobody waits")]]
auto wait(const A& a, const B& b, const C& c, const D& d, ReturnWhen when) noexcept {
  return detail::WaitTasks<4>({.when = when}, {a, b, c, d});
}

/// The same for an array, vector or span of tasks of one type, or of AnyTask, which must stay as it
/// is meanwhile. MemoryError if the frame pool has no room for the watchers.
template <detail::TaskRange Tasks>
[[nodiscard("co_await it: without that nobody waits")]]
auto wait(Tasks& tasks, ReturnWhen when = ReturnWhen::all_completed) noexcept {
  return detail::wait_range(tasks, {.when = when});
}
/// The same for at most so long (seconds, or a chrono length); then it goes on without a failure,
/// and the tasks run on.
template <detail::TaskRange Tasks, class Seconds>
  requires std::integral<Seconds> || std::floating_point<Seconds>
[[nodiscard("co_await it: without that nobody waits")]]
auto wait(Tasks& tasks, ReturnWhen when, Seconds limit) noexcept {
  return detail::wait_range(tasks, {.when = when, .limit = from_seconds(limit)});
}
template <detail::TaskRange Tasks, class Representation, class Period>
[[nodiscard("co_await it: without that nobody waits")]]
auto wait(Tasks& tasks, ReturnWhen when,
          std::chrono::duration<Representation, Period> limit) noexcept {
  return detail::wait_range(tasks, {.when = when, .limit = from_chrono(limit)});
}
template <detail::TaskRange Tasks, std::integral Milliseconds>
[[nodiscard("co_await it: without that nobody waits")]]
auto wait_ms(Tasks& tasks, ReturnWhen when, Milliseconds limit) noexcept {
  return detail::wait_range(tasks, {.when = when, .limit = from_milliseconds(limit)});
}

}  // namespace uasyncio
