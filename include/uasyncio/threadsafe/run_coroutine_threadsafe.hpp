// SPDX-License-Identifier: MIT
// run_coroutine_threadsafe: a coroutine in a loop, started and awaited by another thread. On the
// host only.
#pragma once

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED

#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/loop.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>

namespace uasyncio {
namespace detail {

/// What the future and the loop share; freed by whoever lets go of it last.
class FutureState {
 public:
  FutureState(const FutureState&) = delete;
  FutureState& operator=(const FutureState&) = delete;

  void reference() noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
  void unreference() noexcept;
  void start() noexcept;
  bool cancel() noexcept;
  bool is_done() noexcept;
  /// Waits for the end; false if that is in vain, or not within `limit`.
  Error wait(Duration limit) noexcept;

  /// In the loop: the task goes.
  void forget_task() noexcept { task_ = AnyTask(); }
  /// Why there is no result if the task's frame goes without one.
  Error reason() const noexcept { return task_ ? Error::cancelled : Error::memory; }

 protected:
  /// In the loop: makes the coroutine.
  using Launch = Coro<> (*)(FutureState&);
  FutureState(Loop& loop, Launch launch) noexcept : loop_(loop), launch_(launch) {}
  virtual ~FutureState() = default;
  virtual void fail(Error error) noexcept = 0;
  /// Stores the result by `store`, once, and tells who waits.
  template <class Store>
  void finish(Store store) {
    {
      const std::lock_guard lock(mutex_);
      if (is_done_) return;
      store();
      is_done_ = true;
    }
    has_result_.notify_all();
  }
  std::mutex mutex_;

 private:
  /// A request on its way to the loop; counted as a reference.
  struct Request : kernel::Signal {
    Request(kernel::Signal::Answer action, FutureState& its_state) noexcept
        : kernel::Signal(action), state(its_state) {}
    FutureState& state;
  };
  static void on_start(kernel::Signal& signal) noexcept;
  static void on_cancel(kernel::Signal& signal) noexcept;

  Loop& loop_;
  Launch launch_;
  std::atomic<int> references_{1};
  std::atomic<bool> is_cancel_sent_{false};
  Request start_{&on_start, *this};
  Request cancel_{&on_cancel, *this};
  std::condition_variable has_result_;
  bool is_done_ = false;
  AnyTask task_;  // only in the loop's thread
};

template <class T>
class FutureOf : public FutureState {
 public:
  void set(Result<T>&& result) {
    finish([&] { result_.emplace(std::move(result)); });
  }
  void fail(Error error) noexcept override { set(Result<T>(error)); }
  /// Of one that is done: a copy if that is possible.
  Result<T> result() {
    const std::lock_guard lock(mutex_);
    if (!result_->ok()) return Result<T>(result_->share_failure());
    if constexpr (std::is_reference_v<T>) {
      return Result<T>(std::in_place, **result_);
    } else if constexpr (std::is_copy_constructible_v<ValueOf<T>>) {
      return Result<T>(std::in_place, std::as_const(**result_));
    } else {
      Result<T> given = std::move(*result_);
      result_.emplace(Error::runtime("the result was taken before"));
      return given;
    }
  }

 protected:
  using FutureState::FutureState;

 private:
  std::optional<Result<T>> result_;
};

/// In the frame of the task: the future gets a result even if that frame is destroyed early.
template <class T>
class FutureKeeper {
 public:
  explicit FutureKeeper(FutureOf<T>& future) noexcept : future_(&future) { future.reference(); }
  FutureKeeper(FutureKeeper&& other) noexcept : future_(std::exchange(other.future_, nullptr)) {}
  FutureKeeper& operator=(FutureKeeper&&) = delete;
  ~FutureKeeper() {
    if (future_ == nullptr) return;
    future_->fail(future_->reason());
    future_->forget_task();
    future_->unreference();
  }
  FutureOf<T>& future() const noexcept { return *future_; }

 private:
  FutureOf<T>* future_;
};

template <class T>
Coro<> run_for_future(FutureKeeper<T> keeper, Coro<T> body) {
  Outcome<T> end = co_await as_outcome(std::move(body));
  if (end.cancelled()) {
    keeper.future().fail(Error::cancelled);
  } else {
    keeper.future().set(std::move(end));
  }
}

template <class T, class Function, class... Args>
struct FutureCall : FutureOf<T> {
  FutureCall(Loop& loop, FutureState::Launch launch, Function&& its_function, Args&&... its_args)
      : FutureOf<T>(loop, launch),
        function(std::move(its_function)),
        args(std::move(its_args)...) {}

  Coro<> body() {
    const auto call = [this](Args&... each) {
      return detail::invoke_kept(std::move(function), std::move(each)...);
    };
    return run_for_future(FutureKeeper<T>(*this), std::apply(call, args));
  }

  Function function;
  std::tuple<Args...> args;
};

}  // namespace detail

/// The result of a coroutine that runs in the loop of another thread. Movable. Dropping it leaves
/// the task alone. From any thread, one at a time.
template <class T>
class [[nodiscard]] ConcurrentFuture {
 public:
  explicit ConcurrentFuture(detail::FutureOf<T>* state) noexcept : state_(state) {}
  ConcurrentFuture(ConcurrentFuture&& other) noexcept
      : state_(std::exchange(other.state_, nullptr)) {}
  ConcurrentFuture& operator=(ConcurrentFuture&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }
  ~ConcurrentFuture() {
    if (state_ != nullptr) state_->unreference();
  }

  /// Blocks this thread until the coroutine has ended, and gives how. Error::cancelled if it was
  /// cancelled or its loop has been closed or destroyed; Error::memory if it could not be created;
  /// Error::runtime in the loop's own thread while it runs, which would wait for itself. A value
  /// that cannot be copied is given once.
  /// Gives up after the limit: Error::timeout. The coroutine goes on.
  Result<T> result(Length limit = std::nullopt) {
    if (const Error error = state_->wait(limit.duration())) return Result<T>(error);
    return state_->result();
  }

  /// Whether `result` would not block.
  bool done() const noexcept { return state_->is_done(); }
  /// Asks the task to end, as Task::cancel does. False if it is over.
  bool cancel() noexcept { return state_->cancel(); }

 private:
  detail::FutureOf<T>* state_;
};

/// Runs the coroutine function `function(args...)` as a task of `loop`, from any thread but that of
/// the loop; `function` and `args` are moved in and kept until it is over, as create_task does. If
/// the loop has gone, or goes before the coroutine has ended, the future fails with
/// Error::cancelled. A failure of the coroutine is the future's and is reported nowhere else.
template <class Function, class... Args>
  requires detail::CoroutineFunction<Function, Args...>
auto run_coroutine_threadsafe(Loop& loop, Function function, Args... args) {
  using T = typename detail::InvokedOnceOf<Function, Args...>::value_type;
  using Call = detail::FutureCall<T, Function, Args...>;
  const auto launch = [](detail::FutureState& state) { return static_cast<Call&>(state).body(); };
  auto* const state = new Call(loop, launch, std::move(function), std::move(args)...);
  ConcurrentFuture<T> future(state);
  state->start();
  return future;
}

}  // namespace uasyncio

#endif
