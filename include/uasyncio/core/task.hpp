// SPDX-License-Identifier: MIT
// Task<T>: a handle to a task, one pointer, counted. Dropping it detaches the task.
#pragma once

#include "uasyncio/core/awaitable.hpp"
#include "uasyncio/kernel/value_check.hpp"

#include <concepts>

namespace uasyncio {
namespace detail {

struct InsideTask;

/// What a handle without a task keeps: why there is none.
namespace absence {
inline constexpr std::uintptr_t none_given = 0;  // default-constructed, or moved from
inline constexpr std::uintptr_t out_of_memory = 1;
inline constexpr std::uintptr_t no_coroutine = 2;  // it was made of a Coro that was gone
inline constexpr std::uintptr_t group_over = 3;
inline constexpr std::uintptr_t other_type = 4;
inline constexpr std::uintptr_t name_taken = 5;
inline constexpr std::uintptr_t last = name_taken;
}  // namespace absence

}  // namespace detail

/// A task of any type. At most 2^32 - 1 handles and awaits of one task at a time. Handles are
/// counted without locks: they are from tasks and plain code of the loop's thread only.
class AnyTask {
 public:
  AnyTask() noexcept = default;
  AnyTask(const AnyTask& other) noexcept : bits_(other.bits_) {
    if (header() != nullptr) header()->reference();
  }
  AnyTask(AnyTask&& other) noexcept
      : bits_(std::exchange(other.bits_, detail::absence::none_given)) {}
  AnyTask& operator=(AnyTask other) noexcept {
    std::swap(bits_, other.bits_);
    return *this;
  }
  // Inlined, as those of Task: most handles that end have been moved from, a look at one word.
  [[gnu::always_inline]] ~AnyTask() {
    if (header() != nullptr) header()->unreference();
  }

  /// False for a default-constructed or moved-from handle and for a task that could not be created.
  explicit operator bool() const noexcept { return header() != nullptr; }
  friend bool operator==(const AnyTask& a, const AnyTask& b) noexcept { return a.bits_ == b.bits_; }

  /// Over: with a result, a failure, or cancelled. A task that could not be created is over.
  bool done() const noexcept { return header() == nullptr || header()->done(); }
  /// Over because it was cancelled.
  bool cancelled() const noexcept {
    return header() != nullptr && header()->done() && header()->failure.is_cancellation();
  }
  /// Asks the task to end; false if it is over already. It unwinds at its next turn, behind what is
  /// ready now; if it awaits another task, that one is cancelled. Cancelling the running task takes
  /// effect at its next suspension.
  bool cancel() const noexcept {
    return header() != nullptr && kernel::Scheduler::cancel(header());
  }
  /// Why it ended: Error::none for a value or while it runs; Error::cancelled if cancelled;
  /// Error::memory if it could not be created. Counts as having seen the failure.
  Error error() const noexcept;
  /// The name given at creation, or "task".
  const char* name() const noexcept {
    return header() == nullptr ? "no task" : header()->name_or_default();
  }

 protected:
  explicit AnyTask(std::uintptr_t bits) noexcept : bits_(bits) {}
  kernel::TaskHeader* header() const noexcept {
    return bits_ <= detail::absence::last ? nullptr : reinterpret_cast<kernel::TaskHeader*>(bits_);
  }

 private:
  friend detail::InsideTask;
  std::uintptr_t bits_ = detail::absence::none_given;
};

template <class T, kernel::State How = kernel::State::awaiting>
class TaskWait;

template <class T = void>
class Task;

namespace detail {
/// The RuntimeError of a result that is asked for too early.
Error not_done() noexcept;

/// Makes a task of `coro`: gives its header, or an absence.
std::uintptr_t spawn(kernel::Scheduler* scheduler, CoroBase& coro, const char* name) noexcept;

/// Of an absence that `spawn` has given. A function of its own: few programs need all reasons.
Error why_not_spawned(std::uintptr_t why) noexcept;

/// What a handle is to the library; programs have no use for it.
struct InsideTask {
  /// Null without a task.
  static kernel::TaskHeader* header(const AnyTask& task) noexcept { return task.header(); }
  /// As AnyTask::error, of a task that was to be created by `spawn`.
  static Error error_of_spawned(const AnyTask& task) noexcept {
    return task ? task.header()->failure.error() : why_not_spawned(task.bits_);
  }
  /// The handle to what `spawn` has made, or to a record: takes over its reference.
  template <class Handle>
  static Handle adopt(std::uintptr_t spawned) noexcept {
    return Handle(spawned);
  }
  template <class Handle>
  static Handle adopt(kernel::TaskHeader* header) noexcept {
    return Handle(header == nullptr ? absence::out_of_memory
                                    : reinterpret_cast<std::uintptr_t>(header));
  }
  /// Another handle to a task of this type, or without a task for the same reason.
  template <class Handle>
  static Handle as(const AnyTask& task) noexcept {
    if (task) task.header()->reference();
    return Handle(task.bits_);
  }
  template <class T>
  static Result<T> copy_result(const Task<T>& task) {
    return task.copy_result();
  }
};
}  // namespace detail

/// A task that gives a T. Dropping the last handle detaches the task, which goes on. From tasks and
/// plain code of the loop's thread, as AnyTask.
template <class T>
class Task : public AnyTask {
 public:
  using value_type = T;
  Task() noexcept = default;
  Task(const Task&) = default;
  Task(Task&&) noexcept = default;
  Task& operator=(const Task&) = default;
  Task& operator=(Task&&) noexcept = default;
  [[gnu::always_inline]] ~Task() = default;

  /// Waits for the task's end and gives its value; of a finished task at once, without yielding.
  /// Any number of tasks may await it, any number of times; a value that cannot be copied is moved
  /// out by the first that goes on, and the others fail with RuntimeError. Fails with what the task
  /// failed with, or with CancelledError if it was cancelled. Cancelling the waiter cancels the
  /// task too (shield protects it). A task that awaits itself waits until it is cancelled.
  TaskWait<T> operator co_await() const& noexcept { return TaskWait<T>(*this); }
  TaskWait<T> operator co_await() && noexcept { return TaskWait<T>(std::move(*this)); }

  /// The value of a task that is done(). Throws its failure, or without exceptions ends the
  /// program; Error::runtime if it is not done, or if a value that cannot be copied was moved out.
  ValueOf<T>& result() const;

  /// How the task ended, moving the value out of it. Error::runtime if it is not done, or if a
  /// value that cannot be copied was moved out before.
  Result<T> take_result() const;

 private:
  friend detail::InsideTask;
  using AnyTask::AnyTask;
  /// As take_result, leaving the value to others if it can be copied.
  Result<T> copy_result() const;
  detail::Promise<T>& promise() const noexcept {
    return std::coroutine_handle<detail::Promise<T>>::from_address(header()->leaf).promise();
  }
  template <class, kernel::State>
  friend class TaskWait;
};

namespace detail {
/// Lets the running task wait for `task`. If that is over, it goes on in the same turn, or fails;
/// it fails if the task was never created.
void await_task(const AnyTask& task, kernel::Frame* waiting, kernel::State how) noexcept;
}  // namespace detail

/// Awaits a task; `How` says what a cancel of the waiter does to it.
template <class T, kernel::State How>
class [[nodiscard("co_await it: without that nobody waits")]] TaskWait {
 public:
  explicit TaskWait(Task<T> task) noexcept : task_(std::move(task)) {}

  /// Whether it is over, `await_task` looks: here that would stand in every coroutine once more.
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
    detail::await_task(task_, detail::frame_of(awaiting), How);
  }
  T await_resume() const {
    detail::raise_pending_failure();
    if constexpr (!std::is_void_v<T>) return task_.promise().get();
  }

 private:
  Task<T> task_;
};

/// The same where the value can be given only once: whoever has its turn first gets it.
template <class T, kernel::State How>
  requires kernel::is_given_once<T>
class [[nodiscard("co_await it: without that nobody waits")]] TaskWait<T, How>
    : kernel::ValueCheck {
 public:
  explicit TaskWait(Task<T> task) noexcept : task_(std::move(task)) {}

  bool await_ready() const noexcept { return is_over() && is_there(*this); }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    kernel::Frame* const checked = below(detail::frame_of(awaiting), &is_there);
    if (is_over()) {
      kernel::Scheduler::running()->continue_with(checked);
    } else {
      detail::await_task(task_, checked, How);
    }
  }
  T await_resume() const {
    detail::raise_pending_failure();
    return task_.promise().take_out();
  }

 private:
  bool is_over() const noexcept {
    kernel::TaskHeader* header = task_.header();
    return header != nullptr && header->done() && !header->failure;
  }
  static bool is_there(const kernel::ValueCheck& check) noexcept {
    return !kernel::value_is_gone(static_cast<const TaskWait&>(check).task_.header());
  }

  Task<T> task_;
};

/// The running task. A null handle outside of one. From tasks and plain code.
AnyTask current_task() noexcept;

/// Every task of the running loop that is not over, in no particular order:
/// for (AnyTask task : all_tasks()). Tasks may be created and end while you iterate. From tasks and
/// plain code, in the loop's thread.
class AllTasks {
 public:
  class Iterator {
   public:
    Iterator(kernel::Scheduler* scheduler, kernel::TaskHeader* task) noexcept
        : scheduler_(scheduler), at_(task) {}
    AnyTask operator*() const noexcept { return held_; }
    Iterator& operator++() noexcept;
    bool operator!=(const Iterator& other) const noexcept { return at_ != other.at_; }

   private:
    friend class AllTasks;
    void skip_others() noexcept;
    kernel::Scheduler* scheduler_;
    kernel::TaskHeader* at_;
    AnyTask held_;  // keeps the record in place while the caller runs
  };
  explicit AllTasks(kernel::Scheduler* scheduler) noexcept : scheduler_(scheduler) {}
  /// For a loop over them; at the first that is not over.
  Iterator begin() const noexcept;
  Iterator end() const noexcept { return {scheduler_, nullptr}; }

 private:
  kernel::Scheduler* scheduler_;
};
/// See AllTasks; without a running loop there are none. From tasks and plain code.
AllTasks all_tasks() noexcept;

template <class T>
ValueOf<T>& Task<T>::result() const {
  if (!*this) detail::value_of_failed_result(error());
  if (!done()) detail::value_of_failed_result(detail::not_done());
  header()->flags |= kernel::retrieved;
  if (header()->failure) detail::value_of_failed_result(header()->failure.seen_by_waiter());
  if constexpr (std::is_void_v<T>) {
    static Void nothing;
    return nothing;
  } else {
    if constexpr (kernel::is_given_once<T>) {
      if (kernel::value_is_gone(header())) {
        detail::value_of_failed_result(kernel::value_was_taken());
      }
    }
    return promise().get();
  }
}

template <class T>
Result<T> Task<T>::take_result() const {
  if (!*this) return Result<T>(error());
  if (!done()) return Result<T>(detail::not_done());
  header()->flags |= kernel::retrieved;
  if (header()->failure) return Result<T>(header()->failure.seen_by_waiter());
  if constexpr (std::is_void_v<T>) {
    return Result<T>(std::in_place);
  } else if constexpr (kernel::is_given_once<T>) {
    if (kernel::value_is_gone(header())) return Result<T>(kernel::value_was_taken());
    return Result<T>(std::in_place, promise().take_out());
  } else {
    return Result<T>(std::in_place, promise().take());
  }
}

template <class T>
Result<T> Task<T>::copy_result() const {
  if constexpr (!std::is_void_v<T> && !kernel::is_given_once<T>) {
    if (*this && done() && !header()->failure) {
      header()->flags |= kernel::retrieved;
      return Result<T>(std::in_place, std::as_const(promise()).get());
    }
  }
  return take_result();
}

}  // namespace uasyncio
