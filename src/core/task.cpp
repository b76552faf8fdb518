#include "uasyncio/core/task.hpp"

#include "uasyncio/core/loop.hpp"

namespace uasyncio {

Error AnyTask::error() const noexcept {
  if (header() == nullptr) return creation_failure();
  if (!header()->done()) return Error::none;
  header()->flags |= retrieved;
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
  Scheduler* scheduler = Scheduler::running();
  if (scheduler == nullptr || scheduler->current() == nullptr) return {};
  TaskHeader* header = scheduler->current();
  header->reference();
  return Task<void>::adopt(header);
}

AllTasks all_tasks() noexcept { return AllTasks(Scheduler::running()); }

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

[[gnu::noinline]] std::uintptr_t spawn_outside_of_a_loop(Frame* frame, const char* name) noexcept {
  TaskHeader* const task = frame != nullptr ? EarlyTasks::spawn(frame, name) : nullptr;
  if (task != nullptr) return reinterpret_cast<std::uintptr_t>(task);
  report_lost_task(name);
  return AnyTask::out_of_memory;
}

}  // namespace

std::uintptr_t spawn(Scheduler* scheduler, CoroBase& coro, const char* name) noexcept {
  const bool has_frame = coro.can_start();
  if (!has_frame && !coro.is_out_of_memory()) [[unlikely]] return AnyTask::no_coroutine;
  Frame* const frame = has_frame ? coro.release() : nullptr;
  if (scheduler == nullptr) [[unlikely]] return spawn_outside_of_a_loop(frame, name);
  if (has_frame) [[likely]] {
    TaskHeader* const task = scheduler->spawn(frame, name);
    if (task != nullptr) [[likely]] return reinterpret_cast<std::uintptr_t>(task);
  }
  scheduler->report_not_created(name);
  return AnyTask::out_of_memory;
}

void await_task(const AnyTask& task, Frame* waiting, State how) noexcept {
  Scheduler* scheduler = Scheduler::running();
  TaskHeader* target = task.header();
  if (target == nullptr) {
    scheduler->fail(Failure(task.creation_failure()), waiting);
  } else if (target->done()) {
    target->flags |= retrieved;
    scheduler->fail(target->failure.seen_by_waiter(), waiting);
  } else {
    scheduler->await_task(target, waiting, how);
  }
}

}  // namespace detail
}  // namespace uasyncio
