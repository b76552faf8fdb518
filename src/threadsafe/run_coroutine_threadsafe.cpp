// SPDX-License-Identifier: MIT
// A coroutine run by the loop of another thread. The state is counted by the future, the task and
// each request on its way, because any of them may be the last; the requests lie in it, so that
// asking cannot fail for want of memory.
#include "uasyncio/threadsafe/run_coroutine_threadsafe.hpp"

#if UASYNCIO_HOSTED

#include <chrono>

namespace uasyncio::detail {

void FutureState::unreference() noexcept {
  if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
}

void FutureState::start() noexcept {
  reference();
  if (kernel::Scheduler::post_from_outside(scheduler_of(loop_), start_)) return;
  fail(Error::cancelled);
  unreference();
}

void FutureState::on_start(kernel::Signal& signal) noexcept {
  FutureState& state = static_cast<Request&>(signal).state;
  if (scheduler_of(state.loop_).is_closing()) {
    state.fail(Error::cancelled);
  } else {
    state.task_ = state.loop_.create_task(state.launch_(state), {.name = "from another thread"});
  }
  state.unreference();
}

bool FutureState::cancel() noexcept {
  if (is_done()) return false;
  if (!is_cancel_sent_.exchange(true)) {
    reference();
    if (!kernel::Scheduler::post_from_outside(scheduler_of(loop_), cancel_)) unreference();
  }
  return true;
}

void FutureState::on_cancel(kernel::Signal& signal) noexcept {
  FutureState& state = static_cast<Request&>(signal).state;
  state.task_.cancel();
  state.is_cancel_sent_.store(false);
  state.unreference();
}

bool FutureState::is_done() noexcept {
  const std::lock_guard lock(mutex_);
  return is_done_;
}

Error FutureState::wait(Duration limit) noexcept {
  if (!is_done() && Loop::running() == &loop_) {
    return Error::runtime("the loop's own thread would wait for itself: co_await instead");
  }
  constexpr Duration endless = from_seconds(3'600'000'000);  // a hundred years
  std::unique_lock lock(mutex_);
  const auto has_ended = [this] { return is_done_; };
  if (limit >= endless) {
    has_result_.wait(lock, has_ended);
    return Error::none;
  }
  const std::chrono::microseconds time(static_cast<std::int64_t>(to_microseconds(limit)));
  return has_result_.wait_for(lock, time, has_ended) ? Error::none : Error::timeout;
}

}  // namespace uasyncio::detail

#endif
