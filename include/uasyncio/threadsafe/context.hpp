// SPDX-License-Identifier: MIT
// Context: a thread of its own for functions that block. On the host only.
#pragma once

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED

#include "uasyncio/core/finally.hpp"
#include "uasyncio/core/invoke.hpp"
#include "uasyncio/kernel/signal.hpp"
#include "uasyncio/kernel/wait_list.hpp"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <tuple>
#include <type_traits>
#include <utility>

namespace uasyncio {
namespace detail {

class WorkerThread;

/// One function that a worker thread calls for a task. It lies in the task's frame, which stays
/// until the function has returned: at the latest the destructor waits for that.
class Job : kernel::Signal {
 public:
  class [[nodiscard("co_await it: without that nobody waits")]] Wait {
   public:
    explicit Wait(Job& job) noexcept : job_(&job) {}
    bool await_ready() const noexcept { return job_->is_over_; }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      job_->loop_->wait_in(job_->waiters_, frame_of(awaiting), kernel::State::listed_outside);
    }
    void await_resume() const noexcept {}

   private:
    Job* job_;
  };

  /// Hands it to the worker. From the task.
  void start(WorkerThread& worker) noexcept;
  /// Suspends until the function has returned, or will not be called.
  Wait wait() noexcept { return Wait(*this); }
  /// Asks the function to return; if it has not been called yet, it will not be.
  void give_up() noexcept;

 protected:
  Job() noexcept : kernel::Signal(&on_answer) {}
  ~Job() { failure_.drop(); }
  /// In the destructor of the derived class: waits for the function.
  void finish() noexcept;

  std::stop_source stop_{std::nostopstate};
  kernel::Failure failure_ = kernel::Failure::none();
  void (*work_)(void* job) = nullptr;  // in the worker's thread; may throw

 private:
  friend class WorkerThread;
  enum class Stage : std::uint8_t { idle, queued, running, over };
  static void on_answer(kernel::Signal& signal) noexcept;

  WorkerThread* worker_ = nullptr;
  kernel::Scheduler* loop_ = nullptr;
  Job* next_job_ = nullptr;
  Stage stage_ = Stage::idle;  // of the worker's mutex, as is the line above
  bool is_over_ = false;       // the loop knows
  kernel::WaitList waiters_{"a function in another thread"};
};

/// A thread that calls functions one after the other.
class WorkerThread {
 public:
  explicit WorkerThread(const char* name) noexcept;
  ~WorkerThread();
  WorkerThread(const WorkerThread&) = delete;
  WorkerThread& operator=(const WorkerThread&) = delete;

  void add(Job& job) noexcept;
  /// Takes the job out of the queue. False if it is not there.
  bool remove(Job& job) noexcept;
  /// Waits until the job is over.
  void wait_for(Job& job) noexcept;

 private:
  static void* begin(void* worker) noexcept;
  void work() noexcept;
  void end(Job& job, kernel::Failure failure) noexcept;
  Job* take_first() noexcept;

  std::mutex mutex_;
  std::condition_variable has_work_;
  std::condition_variable job_is_over_;
  Job* first_ = nullptr;
  bool stops_ = false;
  int creation_error_ = 0;
  std::uintptr_t thread_ = 0;  // a pthread_t
};

template <class Function, class... Args>
inline constexpr bool takes_stop_token = InvocableOnce<Function, std::stop_token, Args...>;

template <class Function, class... Args>
decltype(auto) call_in_thread(const std::stop_source& stop, Function& function, Args&... args) {
  if constexpr (takes_stop_token<Function, Args...>) {
    std::stop_token token = stop.get_token();
    return invoke_once(function, token, args...);
  } else {
    return invoke_once(function, args...);
  }
}
template <class Function, class... Args>
using CalledInThread = std::decay_t<decltype(call_in_thread(
    std::declval<std::stop_source&>(), std::declval<Function&>(), std::declval<Args&>()...))>;

template <class T, class Function, class... Args>
class CallJob : public Job {
 public:
  CallJob(Function& function, Args&... args) noexcept : function_(function), args_(args...) {
    if constexpr (takes_stop_token<Function, Args...>) stop_ = std::stop_source();
    work_ = &work;
  }
  ~CallJob() { finish(); }

  Result<T> take_result() noexcept {
    if (failure_) return Result<T>(std::exchange(failure_, kernel::Failure::none()));
    return Result<T>(std::in_place, std::move(*value_));
  }

 private:
  static void work(void* job) {
    auto& self = *static_cast<CallJob*>(static_cast<Job*>(job));
    auto call = [&self](Args&... args) -> decltype(auto) {
      return call_in_thread(self.stop_, self.function_, args...);
    };
    if constexpr (std::is_void_v<T>) {
      std::apply(call, self.args_);
      self.value_.emplace();
    } else {
      self.value_.emplace(std::apply(call, self.args_));
    }
  }

  Function& function_;
  std::tuple<Args&...> args_;
  std::optional<ValueOf<T>> value_;
};

template <class Function, class... Args>
Coro<CalledInThread<Function, Args...>> call_in(WorkerThread& worker, Function function,
                                                Args... args) {
  using T = CalledInThread<Function, Args...>;
  CallJob<T, Function, Args...> job(function, args...);
  job.start(worker);
  Outcome<void> end = co_await as_outcome(job.wait());
  if (!end.ok()) {
    job.give_up();
    Shielded shielded;
    co_await job.wait();
    shielded.lift();
    co_await pass_on(std::move(end));
  }
  Result<T> result = job.take_result();
  co_return co_await pass_on(std::move(result));
}

}  // namespace detail

/// A thread that calls functions for tasks, one after the other, in the order of `assign`. Its
/// destructor waits for the function that runs; calls that wait then fail with Error::runtime.
class Context {
 public:
  /// `name` is the thread's, as the system shows it; a literal.
  explicit Context(const char* name = "uasyncio") noexcept : worker_(name) {}

  /// Calls `function(args...)` in the thread and gives what it returned; `function` and `args` are
  /// moved in and passed on, as create_task does. What it throws is the failure, with its type. It
  /// must not touch coroutines, tasks or events; the thread-safe primitives may be used. A cancel,
  /// or a time-out, waits until the function has returned and drops its value; a function that has
  /// not been called yet is not called. One whose first parameter is a std::stop_token is asked to
  /// stop. OSError if there is no thread. The context must live until the call is over. From a
  /// task.
  template <class Function, class... Args>
  [[nodiscard("co_await it: without that nothing is called")]]
  auto assign(Function function, Args... args) {
    return detail::call_in(worker_, std::move(function), std::move(args)...);
  }

 private:
  detail::WorkerThread worker_;
};

/// The same in a thread that is made for this call.
template <class Function, class... Args>
[[nodiscard("co_await it: without that nothing is called")]]
Coro<detail::CalledInThread<Function, Args...>> to_thread(Function function, Args... args) {
  Context context;
  co_return co_await context.assign(std::move(function), std::move(args)...);
}

}  // namespace uasyncio

#endif
