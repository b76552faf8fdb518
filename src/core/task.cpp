#include "uasyncio/core/task.hpp"

#include "uasyncio/core/loop.hpp"

namespace uasyncio {

Error AnyTask::error() const noexcept {
  if (header() == nullptr) return creation_failure();
  if (!header()->done()) return Error::none;
  header()->flags |= kernel::retrieved;
  return header()->failure.error();
}

Error AnyTask::creation_failure() const noexcept {
  switch (bits_) {
    case out_of_memory: return Error::memory("the frame pool has no room for the task");
    case no_coroutine:
      return Error::runtime("its coroutine was awaited, made a task or moved away before");
    case group_over: return Error::runtime("the TaskGroup is over, or about to end");
    case other_type: return Error::runtime("the task gives a value of another type");
    case name_taken: return Error::runtime("a task of this name is running");
    default: return Error::runtime("this handle holds no task");
  }
}

AnyTask current_task() noexcept {
  kernel::Scheduler* scheduler = kernel::Scheduler::running();
  if (scheduler == nullptr || scheduler->current() == nullptr) return {};
  kernel::TaskHeader* header = scheduler->current();
  header->reference();
  return Task<void>::adopt(header);
}

AllTasks all_tasks() noexcept { return AllTasks(kernel::Scheduler::running()); }

AllTasks::Iterator AllTasks::begin() const noexcept {
  Iterator first(scheduler_, nullptr);
  if (scheduler_ == nullptr) return first;
  first.at_ = FramePool::current().next_task(nullptr);
  first.skip_others();
  return first;
}

AllTasks::Iterator& AllTasks::Iterator::operator++() noexcept {
  at_ = FramePool::current().next_task(at_);
  skip_others();
  return *this;
}

void AllTasks::Iterator::skip_others() noexcept {
  while (at_ != nullptr && (at_->scheduler != scheduler_ || at_->done())) {
    at_ = FramePool::current().next_task(at_);
  }
  held_ = {};
  if (at_ == nullptr) return;
  at_->reference();
  held_ = Task<void>::adopt(at_);
}

namespace detail {

Error not_done() noexcept { return Error::runtime("the task is not done yet"); }

namespace {

[[gnu::noinline]] std::uintptr_t spawn_outside_of_a_loop(kernel::Frame* frame,
                                                         const char* name) noexcept {
  kernel::TaskHeader* const task =
      frame != nullptr ? kernel::EarlyTasks::spawn(frame, name) : nullptr;
  if (task != nullptr) return reinterpret_cast<std::uintptr_t>(task);
  report_lost_task(name);
  return AnyTask::out_of_memory;
}

}  // namespace

std::uintptr_t spawn(kernel::Scheduler* scheduler, CoroBase& coro, const char* name) noexcept {
  const bool has_frame = coro.can_start();
  if (!has_frame && !coro.is_out_of_memory()) [[unlikely]] return AnyTask::no_coroutine;
  kernel::Frame* const frame = has_frame ? coro.release() : nullptr;
  if (scheduler == nullptr) [[unlikely]] return spawn_outside_of_a_loop(frame, name);
  if (has_frame) [[likely]] {
    kernel::TaskHeader* const task = scheduler->spawn(frame, name);
    if (task != nullptr) [[likely]] return reinterpret_cast<std::uintptr_t>(task);
  }
  scheduler->report_not_created(name);
  return AnyTask::out_of_memory;
}

void await_task(const AnyTask& task, kernel::Frame* waiting, kernel::State how) noexcept {
  kernel::Scheduler* scheduler = kernel::Scheduler::running();
  kernel::TaskHeader* target = task.header();
  if (target == nullptr) {
    scheduler->fail(kernel::Failure(task.creation_failure()), waiting);
  } else if (target->done()) {
    target->flags |= kernel::retrieved;
    scheduler->fail(target->failure.seen_by_waiter(), waiting);
  } else {
    scheduler->await_task(target, waiting, how);
  }
}

}  // namespace detail
}  // namespace uasyncio
