// SPDX-License-Identifier: MIT
// The loop: runs tasks until something is done. Any number of loops live in a process, one running
// at a time in a thread; a loop belongs to the thread that made it.
//
// Other threads and interrupts may keep a Loop& and call what is "from anywhere"; on the host also
// when the loop has gone meanwhile: then the call does nothing and says so. A new loop that lies at
// the same address is taken for the old one, which is why what is set from outside had better be an
// object that outlives loops: a ThreadSafeFlag, a ThreadSafeQueue.
#pragma once

#include "uasyncio/core/call.hpp"
#include "uasyncio/core/callback.hpp"
#include "uasyncio/core/result.hpp"
#include "uasyncio/core/create_task.hpp"
#include "uasyncio/kernel/scheduler.hpp"
#include "uasyncio/port/length.hpp"

#include <type_traits>
#include <utility>

namespace uasyncio {

class Loop;

namespace detail {
class Program;
/// Tells that there was no memory for a task, where there is no loop yet.
void report_lost_task(const char* name) noexcept;
/// The RuntimeError of a run inside a run.
Error runs_already() noexcept;
/// The scheduler that a loop has, and the loop that has a scheduler. For words that are written
/// against the kernel.
kernel::Scheduler& scheduler_of(Loop& loop) noexcept;
Loop& loop_of(kernel::Scheduler& scheduler) noexcept;
}  // namespace detail

/// What an exception handler is told. For a task that could not be created (Error::memory and no
/// task) FramePool::current() knows how much was asked for and is free.
struct ExceptionContext {
  const char* message;    // what happened, a literal
  const char* task_name;  // "" if there was none
  AnyTask task;           // may be null
  Error error;
};

/// Runs tasks. For plain code and tasks of the thread that made it, but for what says "from
/// anywhere".
class Loop {
 public:
  using ExceptionHandler = void (*)(Loop&, const ExceptionContext&);

  /// `port` must outlive the loop.
  explicit Loop(Port& port, Policy policy = Policy::round_robin) noexcept
      : scheduler_(port, policy), interrupt_(UASYNCIO_HOSTED != 0 ? &on_interrupt : nullptr) {
    if constexpr (UASYNCIO_DIAGNOSTICS != 0) scheduler_.report_failures_with(&report_failure);
    scheduler_.begin_to_measure();
  }
  /// Destroys what remains at once: destructors run, awaiting cleanups do not. Not from a task.
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// The loop that is running in this thread, or null.
  static Loop* running() noexcept {
    kernel::Scheduler* const scheduler = kernel::Scheduler::running();
    return scheduler == nullptr ? nullptr : &detail::loop_of(*scheduler);
  }

  /// Adds a task; it first runs in the next pass. With or without the loop running. As create_task
  /// otherwise.
  template <class T>
  Task<T> create_task(Coro<T> coro, TaskOptions options = {}) noexcept {
    return detail::InsideTask::adopt<Task<T>>(
        detail::spawn(&scheduler_, detail::InsideCoro::of(coro), options.name));
  }
  /// The same for what uasyncio::create_task takes: anything that can be awaited but a task, or a
  /// coroutine function and its arguments.
  template <detail::OtherAwaitable A>
  auto create_task(A awaitable, TaskOptions options = {}) noexcept {
    static_assert(!std::derived_from<A, AnyTask>,
                  "create_task takes a coroutine, and this is a task already: co_await it");
    return create_task(detail::as_coro(std::move(awaitable)), options);
  }
  template <class Callable, class... Args>
    requires detail::CoroutineFunction<Callable, Args...>
  auto create_task(Callable callable, Args... args) noexcept {
    return create_task(detail::invoke_kept(std::move(callable), std::move(args)...));
  }
  template <class Callable, class... Args>
    requires detail::CoroutineFunction<Callable, Args...>
  auto create_task(TaskOptions options, Callable callable, Args... args) noexcept {
    return create_task(detail::invoke_kept(std::move(callable), std::move(args)...), options);
  }

  /// Runs until the coroutine, task or other awaitable is done and returns at once how it ended.
  /// Other tasks stay as they are and go on in the next run (MicroPython's rule). Error::runtime if
  /// a loop is running in this thread already, or if (on a simulated port) nothing can ever happen
  /// again; Error::interrupted if SIGINT or Ctrl-C ended it.
  template <class T>
  Result<T> run_until_complete(Coro<T> coro, TaskOptions options = {.name = "main"}) {
    if (kernel::Scheduler::running() != nullptr) return Result<T>(detail::runs_already());
    const Task<T> task = create_task(std::move(coro), options);
    if (Error error = run_until_done(detail::InsideTask::header(task))) return Result<T>(error);
    return task.take_result();  // nobody else has a handle that gives the value
  }
  template <detail::Startable A>
  Result<detail::AwaitedValueOf<A>> run_until_complete(A awaitable,
                                                       TaskOptions options = {.name = "main"}) {
    return run_until_complete(detail::as_coro(std::move(awaitable)), options);
  }
  template <class T>
  Result<T> run_until_complete(const Task<T>& task) {
    if (Error error = run_until_done(detail::InsideTask::header(task))) return Result<T>(error);
    return detail::InsideTask::copy_result(task);
  }

  /// Runs until `stop`, or until nothing is left to do. False as run_until_complete's
  /// Error::runtime and Error::interrupted.
  bool run_forever() noexcept;
  /// Makes run_forever return once everything that is ready now has had its turn. From tasks.
  void stop() noexcept {
    stopping_ = true;
    scheduler_.pause();
    scheduler_.mark_stop();
  }

  /// Cancels all tasks and runs until their cleanups are done. A task created meanwhile is
  /// cancelled before it starts. If nothing can progress any more, dumps and cancels again,
  /// ignoring shields. Not from a task.
  void close() noexcept;

  /// Microseconds of this loop's clock.
  Time time() const noexcept { return to_microseconds(scheduler_.port().now()); }
  /// How many tasks are not over yet. From tasks and plain code of the loop's thread.
  std::size_t live_tasks() const noexcept { return scheduler_.live_tasks(); }

  /// Runs `callable(args...)` soon, after a time (seconds or a chrono length, milliseconds), or at
  /// an instant of `time()`; the handle cancels it. Arguments are moved in and passed on, as
  /// create_task does; also a member function and its object. A coroutine function is awaited. What
  /// it gives is dropped; a failure in it goes to the exception handler.
  template <class Callable, class... Args>
  Task<> call_soon(Callable callable, Args... args) {
    return create_task(detail::call(std::move(callable), std::move(args)...),
                       {.name = detail::call_name});
  }
  template <class Callable, class... Args>
  Task<> call_later(Length delay, Callable callable, Args... args) {
    return start_call(scheduler_.deadline_after(delay.duration()),
                      detail::call(std::move(callable), std::move(args)...));
  }
  template <class Callable, class... Args>
  Task<> call_later_ms(Milliseconds delay, Callable callable, Args... args) {
    return call_later(delay, std::move(callable), std::move(args)...);
  }
  template <class Callable, class... Args>
  Task<> call_at(Time when, Callable callable, Args... args) {
    return start_call(detail::named_instant(when),
                      detail::call(std::move(callable), std::move(args)...));
  }
  /// As call_soon, from anywhere: interrupts, threads, signal handlers and tasks. Calls are made in
  /// the order in which they were asked for, behind what is ready when the loop next looks. A
  /// coroutine function becomes a task. At most five words of captures and arguments. False if
  /// eight calls are on their way to loops already; on the host further ones take memory from the
  /// heap, so that a signal handler must not make them; there false also if the loop has gone. A
  /// call that comes while the loop closes is dropped.
  template <class Callable, class... Args>
  bool call_soon_threadsafe(Callable callable, Args... args) noexcept {
    auto begin = [callable = std::move(callable), ... args = std::move(args)]() mutable {
      if constexpr (detail::CoroutineFunction<Callable, Args...>) {
        uasyncio::create_task(std::move(callable), std::move(args)...);
      } else {
        (void)detail::invoke_once(callable, args...);
      }
    };
    return send(std::move(begin));
  }
  /// As call_later, but at low priority (see core/low_priority.hpp).
  template <class Callable, class... Args>
  Task<> call_after(Length delay, Callable callable, Args... args) {
    Coro<> call = detail::call(std::move(callable), std::move(args)...);
    kernel::Frame* const frame = detail::InsideCoro::of(call).take_frame();
    const Instant when = scheduler_.deadline_after(delay.duration());
    return made_call(frame == nullptr ? nullptr
                                      : scheduler_.spawn_low(when, frame, detail::call_name));
  }
  template <class Callable, class... Args>
  Task<> call_after_ms(Milliseconds delay, Callable callable, Args... args) {
    return call_after(delay, std::move(callable), std::move(args)...);
  }

  /// Low-priority tasks that are overdue by more than this (seconds or a chrono length,
  /// milliseconds) run although others are ready; 0, the default, means never.
  void max_overdue(Length limit) noexcept { scheduler_.set_max_overdue(limit.duration()); }
  void max_overdue_ms(Milliseconds limit) noexcept { max_overdue(limit); }
  std::uint64_t max_overdue_ms() const noexcept {
    return to_milliseconds(scheduler_.max_overdue());
  }

  /// How late timers may come while nothing else is to do (seconds or a chrono length,
  /// milliseconds): the loop sleeps on, and what falls due meanwhile shares one waking. Never
  /// early; on time when something else has woken the loop. 0, the default, means at once. From
  /// tasks and plain code of the loop's thread.
  void latency(Length limit) noexcept { scheduler_.set_latency(limit.duration()); }
  void latency_ms(Milliseconds limit) noexcept { latency(limit); }
  std::uint64_t latency_ms() const noexcept { return to_milliseconds(scheduler_.latency()); }

  /// Who is told of failures that nobody awaited. Null restores the default, which reports them.
  void set_exception_handler(ExceptionHandler handler) noexcept {
    handler_ = handler;
    handle_ = &handle;
    scheduler_.report_failures_with(&report_failure);
  }
  ExceptionHandler get_exception_handler() const noexcept { return handler_; }
  /// Calls the handler; a failure inside it is reported by the default handler, and so is what is
  /// to be told while it runs: a handler that cannot create a task does not call itself.
  void call_exception_handler(const ExceptionContext& context) noexcept;
  static void default_exception_handler(Loop& loop, const ExceptionContext& context) noexcept;

  /// Ends the current run as SIGINT does: its task is cancelled, cleanups run. Between two runs:
  /// the next one. From anywhere.
  void interrupt() noexcept {
    // Here, so that a board's program that is never interrupted does not link it.
    if constexpr (UASYNCIO_HOSTED == 0) interrupt_.answer = &on_interrupt;
    kernel::Scheduler::post_from_outside(scheduler_, interrupt_);
  }

#if UASYNCIO_HOSTED
  /// For tests: from now on the tasks of each pass run in an order drawn from `seed` (not 0), to
  /// find programs that rely on more than the contract. The same seed gives the same run.
  void shuffle(std::uint64_t seed) noexcept { scheduler_.shuffle(seed); }
#endif

  /// The name of the task whose turn it is, "task" if it has none or without diagnostics; null
  /// between two turns. From tasks, and from interrupts of the loop's core: who does not come back.
  const char* current_task_name() const noexcept {
    const kernel::TaskHeader* const task = scheduler_.current();
    const bool is_there = task != nullptr && task->state != kernel::State::free;
    return is_there ? task->name_or_default() : nullptr;
  }

  /// How often the loop went to sleep and came back.
  std::uint32_t wakeups() const noexcept { return scheduler_.wakeups(); }

#if UASYNCIO_DIAGNOSTICS
  /// Prints every task of this loop with what it waits for and since when.
  void dump() noexcept { kernel::Scheduler::dump_tasks(scheduler_); }
  /// Reports every step that takes longer (seconds or a chrono length, milliseconds), with its
  /// task's name. 0 switches it off.
  void set_slow_step(Length limit) noexcept { scheduler_.watch_steps(limit.duration()); }
  void set_slow_step_ms(Milliseconds limit) noexcept { set_slow_step(limit); }
  /// Microseconds spent asleep.
  std::uint64_t idle_time() const noexcept { return to_microseconds(scheduler_.time_asleep()); }
#else
  void dump() noexcept {}
  void set_slow_step(Length) noexcept {}
  void set_slow_step_ms(Milliseconds) noexcept {}
#endif

 private:
  friend class detail::Program;
  friend class InterruptLoop;
  friend kernel::Scheduler& detail::scheduler_of(Loop& loop) noexcept;

  Task<> start_call(Instant when, Coro<> call) noexcept {
    kernel::Frame* const frame = detail::InsideCoro::of(call).take_frame();
    return made_call(frame == nullptr ? nullptr
                                      : scheduler_.spawn_at(when, frame, detail::call_name));
  }
  /// The handle of a call; null: there was no memory for it.
  Task<> made_call(kernel::TaskHeader* task) noexcept {
    if (task == nullptr) scheduler_.report_not_created(detail::call_name);
    return detail::InsideTask::adopt<Task<>>(task);
  }
  bool send(Callback<> callback) noexcept;
  /// Error::none when the task is done.
  Error run_until_done(kernel::TaskHeader* task) noexcept;
  bool can_anything_happen() const noexcept;
  void cancel_all(bool asks_once) noexcept;
  void end_tasks(bool asks_once) noexcept;
  static void report_failure(kernel::Scheduler& scheduler, kernel::TaskHeader* task,
                             const char* name) noexcept;
  static void on_interrupt(kernel::Signal& signal) noexcept;
  static void handle(Loop& self, const ExceptionContext& context) noexcept;

  kernel::Scheduler scheduler_;  // the first member: see loop_of
  kernel::Signal interrupt_;
  ExceptionHandler handler_ = nullptr;
  void (*handle_)(Loop&, const ExceptionContext&) noexcept = nullptr;  // calls it; set with it
  bool is_handling_ = false;
  bool stopping_ = false;
  bool was_interrupted_ = false;
};

namespace detail {
inline kernel::Scheduler& scheduler_of(Loop& loop) noexcept { return loop.scheduler_; }
/// The language lets a pointer to the first member of such a class be one to the whole.
inline Loop& loop_of(kernel::Scheduler& scheduler) noexcept {
  static_assert(std::is_standard_layout_v<Loop>);
  return reinterpret_cast<Loop&>(scheduler);
}
}  // namespace detail

}  // namespace uasyncio
