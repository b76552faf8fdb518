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

std::uintptr_t spawn_outside_of_a_loop(kernel::Frame* frame, const char* name) noexcept {
  kernel::TaskHeader* const task =
      frame != nullptr ? kernel::EarlyTasks::spawn(frame, name) : nullptr;
  if (task != nullptr) return reinterpret_cast<std::uintptr_t>(task);
  report_lost_task(name);
  return AnyTask::out_of_memory;
}

[[gnu::noinline]] std::uintptr_t not_created(kernel::Scheduler* scheduler,
                                             const char* name) noexcept {
  scheduler->report_not_created(name);
  return AnyTask::out_of_memory;
}

/// There is no loop, or no frame.
[[gnu::noinline]] std::uintptr_t spawn_with_care(kernel::Scheduler* scheduler, CoroBase& coro,
                                                 const char* name) noexcept {
  if (!coro.can_start() && !coro.is_out_of_memory()) return AnyTask::no_coroutine;
  if (scheduler == nullptr) return spawn_outside_of_a_loop(coro.release(), name);
  return not_created(scheduler, name);
}

/// `task` is over, or was never created.
[[gnu::noinline]] void await_ended(const AnyTask& task, kernel::Frame* waiting) noexcept {
  kernel::Scheduler* scheduler = kernel::Scheduler::running();
  kernel::TaskHeader* target = task.header();
  if (target == nullptr) {
    scheduler->fail(kernel::Failure(task.creation_failure()), waiting);
  } else if (target->failure) {
    target->flags |= kernel::retrieved;
    scheduler->fail(target->failure.seen_by_waiter(), waiting);
  } else {
    scheduler->continue_with(waiting);
  }
}

}  // namespace

std::uintptr_t spawn(kernel::Scheduler* scheduler, CoroBase& coro, const char* name) noexcept {
  if (scheduler == nullptr || !coro.can_start()) [[unlikely]] {
    return spawn_with_care(scheduler, coro, name);
  }
  kernel::TaskHeader* const task = scheduler->spawn(coro.release(), name);
  if (task == nullptr) [[unlikely]] return not_created(scheduler, name);
  return reinterpret_cast<std::uintptr_t>(task);
}

void await_task(const AnyTask& task, kernel::Frame* waiting, kernel::State how) noexcept {
  kernel::TaskHeader* const target = task.header();
  if (target == nullptr || target->done()) [[unlikely]] return await_ended(task, waiting);
  kernel::Scheduler::running()->await_task(target, waiting, how);
}

}  // namespace detail
}  // namespace uasyncio
