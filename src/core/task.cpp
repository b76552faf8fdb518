// SPDX-License-Identifier: MIT
// Handles of tasks. A handle that holds no task has the reason in the same word, so that
// `create_task` that failed needs no memory to say why, and an await of it fails with that.
#include "uasyncio/core/task.hpp"

#include "uasyncio/core/loop.hpp"

namespace uasyncio {

namespace {

Error why_there_is_none(std::uintptr_t why) noexcept {
  using namespace detail;
  switch (why) {
    case absence::out_of_memory:
    case absence::no_coroutine: return why_not_spawned(why);
    case absence::group_over: return Error::runtime("the TaskGroup is over, or about to end");
    case absence::other_type: return Error::runtime("the task gives a value of another type");
    case absence::name_taken: return Error::runtime("a task of this name is running");
    default: return Error::runtime("this handle holds no task");
  }
}

}  // namespace

Error AnyTask::error() const noexcept {
  if (header() == nullptr) return why_there_is_none(bits_);
  if (!header()->done()) return Error::none;
  header()->flags |= kernel::retrieved;
  return header()->failure.error();
}

AnyTask current_task() noexcept {
  kernel::Scheduler* scheduler = kernel::Scheduler::running();
  if (scheduler == nullptr || scheduler->current() == nullptr) return {};
  kernel::TaskHeader* header = scheduler->current();
  header->reference();
  return detail::InsideTask::adopt<AnyTask>(header);
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
  held_ = detail::InsideTask::adopt<AnyTask>(at_);
}

namespace detail {

Error why_not_spawned(std::uintptr_t why) noexcept {
  return why == absence::out_of_memory
             ? Error::memory("the frame pool has no room for the task")
             : Error::runtime("its coroutine was awaited, made a task or moved away before");
}

Error not_done() noexcept { return Error::runtime("the task is not done yet"); }

namespace {

std::uintptr_t spawn_outside_of_a_loop(kernel::Frame* frame, const char* name) noexcept {
  kernel::TaskHeader* const task =
      frame != nullptr ? kernel::EarlyTasks::spawn(frame, name) : nullptr;
  if (task != nullptr) return reinterpret_cast<std::uintptr_t>(task);
  report_lost_task(name);
  return absence::out_of_memory;
}

[[gnu::noinline]] std::uintptr_t not_created(kernel::Scheduler* scheduler,
                                             const char* name) noexcept {
  scheduler->report_not_created(name);
  return absence::out_of_memory;
}

/// There is no loop, or no frame.
[[gnu::noinline]] std::uintptr_t spawn_with_care(kernel::Scheduler* scheduler, CoroBase& coro,
                                                 const char* name) noexcept {
  if (!coro.can_start() && !coro.is_out_of_memory()) return absence::no_coroutine;
  if (scheduler == nullptr) return spawn_outside_of_a_loop(coro.take_frame(), name);
  return not_created(scheduler, name);
}

/// `task` is over, or was never created.
[[gnu::noinline]] void await_ended(const AnyTask& task, kernel::Frame* waiting) noexcept {
  kernel::Scheduler* scheduler = kernel::Scheduler::running();
  kernel::TaskHeader* target = InsideTask::header(task);
  if (target == nullptr) {
    scheduler->fail(kernel::Failure(task.error()), waiting);
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
  kernel::TaskHeader* const task = scheduler->spawn(coro.take_frame(), name);
  if (task == nullptr) [[unlikely]]
    return not_created(scheduler, name);
  return reinterpret_cast<std::uintptr_t>(task);
}

void await_task(const AnyTask& task, kernel::Frame* waiting, kernel::State how) noexcept {
  kernel::TaskHeader* const target = InsideTask::header(task);
  if (target == nullptr || target->done()) [[unlikely]]
    return await_ended(task, waiting);
  kernel::Scheduler::running()->await_task(target, waiting, how);
}

}  // namespace detail
}  // namespace uasyncio
