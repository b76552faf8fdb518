// SPDX-License-Identifier: MIT
// NamedTask: a task that others find by its name.
#pragma once

#include "uasyncio/core/cancel.hpp"
#include "uasyncio/core/fail.hpp"
#include "uasyncio/core/create_task.hpp"

namespace uasyncio {
namespace detail {

/// Tells the types of values apart, without RTTI.
template <class T>
inline constexpr char type_tag = 0;

/// Makes a task findable. Lives in a frame of that task, so that it goes with it however it ends.
class TaskEntry {
 public:
  TaskEntry(const char* name, int group) noexcept;
  /// Takes the place of the other.
  TaskEntry(TaskEntry&& other) noexcept;
  TaskEntry& operator=(TaskEntry&&) = delete;
  ~TaskEntry();

  /// The entry of this name, or null. Names are compared by their text.
  static TaskEntry* find(const char* name) noexcept;
  /// The entry that was made last, in this thread.
  static TaskEntry* newest() noexcept { return newest_; }
  TaskEntry* older() const noexcept { return older_; }
  TaskEntry* newer() const noexcept { return newer_; }

  const char* const name;  // null: found by its group only
  const int group;
  kernel::TaskHeader* task = nullptr;
  bool is_asked = false;  // to end, by cancel_all

 private:
  static constinit UASYNCIO_THREAD_LOCAL TaskEntry* newest_;
  TaskEntry* older_;
  TaskEntry* newer_;
};

/// The body of a task that can be found until it ends.
template <class T>
Coro<T> run_findable(TaskEntry entry, Coro<T> body) {
  const TaskEntry held(std::move(entry));  // arguments live on with the result
  co_return co_await std::move(body);
}

/// Makes the task, which is newest() then if it could be made.
template <class T>
Task<T> create_findable(const char* name, int group, Coro<T>&& body, const char* task_name) {
  if (!InsideCoro::of(body).can_start()) {
    return create_task(std::move(body), {.name = task_name});  // says why
  }
  Coro<T> findable = run_findable(TaskEntry(name, group), std::move(body));
  TaskEntry* const entry = InsideCoro::of(findable).can_start() ? TaskEntry::newest() : nullptr;
  const Task<T> task = create_task(std::move(findable), {.name = task_name});
  if (task) entry->task = InsideTask::header(task);
  return task;
}

/// What NamedTask and Cancellable have in common: a handle to a task of any type. From tasks and
/// plain code of the loop's thread.
class FindableTask {
 public:
  /// Why nothing was started: Error::memory, Error::runtime without a loop, or Error::value if the
  /// name is taken.
  Error error() const noexcept { return error_; }

  /// Awaits the end; fails as the task fails. If nothing was started: MemoryError if that is why,
  /// else RuntimeError. The value: `task<T>()`.
  TaskWait<void> operator co_await() const noexcept { return TaskWait<void>(handle<void>()); }
  /// The task. If it gives something other than a T, a task that has failed with RuntimeError.
  template <class T>
  Task<T> task() const noexcept {
    if (type_ != &type_tag<T>) return InsideTask::adopt<Task<T>>(absence::other_type);
    return handle<T>();
  }

 protected:
  FindableTask() noexcept = default;
  template <class T>
  void start(const char* name, int group, Coro<T>&& body, const char* task_name) noexcept {
    type_ = &type_tag<T>;
    if (name != nullptr && TaskEntry::find(name) != nullptr) {
      error_ = Error::value("a task of this name is running");
      task_ = InsideTask::adopt<AnyTask>(absence::name_taken);
      return;
    }
    const Task<T> task = create_findable(name, group, std::move(body), task_name);
    if (!task) error_ = task.error();
    task_ = task;
  }

 private:
  template <class T>
  Task<T> handle() const noexcept {
    return InsideTask::as<Task<T>>(task_);
  }

  AnyTask task_;
  const char* type_ = nullptr;
  Error error_;
};

}  // namespace detail

/// A task under a name of its own:
///   NamedTask reader("reader", read(port));  ...  co_await NamedTask::cancel("reader");
/// The name, a literal or otherwise outliving the task, belongs to it until it has ended in
/// whatever way. Names are per thread. Dropping the NamedTask leaves the task running.
class NamedTask : public detail::FindableTask {
 public:
  /// Starts a coroutine, or what else create_task takes, as a task. If a task of that name runs
  /// already, nothing is started and error() is Error::value.
  template <class T>
  NamedTask(const char* name, Coro<T> coro) noexcept {
    start(name, 0, std::move(coro), name);
  }
  template <detail::Startable A>
  NamedTask(const char* name, A awaitable) noexcept
      : NamedTask(name, detail::as_coro(std::move(awaitable))) {}
  template <class Function, class... Args>
    requires detail::CoroutineFunction<Function, Args...>
  NamedTask(const char* name, Function function, Args... args) noexcept
      : NamedTask(name, detail::invoke_kept(std::move(function), std::move(args)...)) {}

  /// Whether a task of that name exists and has not ended. From tasks and plain code.
  static bool is_running(const char* name) noexcept {
    return detail::TaskEntry::find(name) != nullptr;
  }

  /// Waits for the end of a task that was cancelled by name.
  class [[nodiscard(
      "co_await it: without that nobody waits for the end; the cancel is under way")]] Cancel {
   public:
    Cancel(AnyTask task, bool was_found) noexcept : end_(std::move(task)), was_found_(was_found) {}
    bool await_ready() const noexcept { return end_.await_ready(); }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      end_.await_suspend(awaiting);
    }
    bool await_resume() const noexcept {
      if (was_found_) (void)end_.await_resume();
      return was_found_;
    }

   private:
    EndWait end_;
    bool was_found_;
  };

  /// Cancels the task of that name, at the call, and waits until it has ended; gives false if there
  /// is none. A task that cancels itself does not wait: it unwinds at its next suspension.
  /// Cancelling the waiter ends the wait. Never fails. From a task.
  [[nodiscard("co_await it: without that nobody waits for the end; the cancel is under way")]]
  static Cancel cancel(const char* name) noexcept;
};

}  // namespace uasyncio
