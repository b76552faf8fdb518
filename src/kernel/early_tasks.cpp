// SPDX-License-Identifier: MIT
// Tasks that are made while no loop runs. They are a list of their own, because there is no ready
// queue yet; the next loop of the thread takes them all in.
#include "uasyncio/kernel/early_tasks.hpp"

#include "uasyncio/kernel/report.hpp"
#include "uasyncio/kernel/scheduler.hpp"

namespace uasyncio::kernel {

constinit UASYNCIO_THREAD_LOCAL TaskHeader* EarlyTasks::first_ = nullptr;
constinit UASYNCIO_THREAD_LOCAL TaskHeader* EarlyTasks::last_ = nullptr;

#if UASYNCIO_HOSTED
namespace {

/// At the end of its thread; the frame pool of the thread is still there, it goes after all
/// objects.
struct EndOfThread {
  EndOfThread() noexcept = default;
  ~EndOfThread() {
    EarlyTasks::report();
    EarlyTasks::discard_all();
  }
};

}  // namespace
#elif UASYNCIO_DIAGNOSTICS
void report_early_tasks() noexcept;  // start-up code calls it when main has returned
void report_early_tasks() noexcept { EarlyTasks::report(); }
#endif

TaskHeader* EarlyTasks::spawn(Frame* frame, const char* name) noexcept {
  UASYNCIO_ASSERT(Scheduler::running() == nullptr);
  TaskHeader* const task = Scheduler::make_record(frame, name);
  if (task == nullptr) return nullptr;
#if UASYNCIO_HOSTED
  static thread_local const EndOfThread end_of_thread;
#endif
  UASYNCIO_ASSERT(first_ == nullptr || last_->next == nullptr);
  task->flags = 0;
  task->state = State::ready;
  task->next = nullptr;
  if (first_ == nullptr) {
    first_ = task;
  } else {
    last_->next = task;
  }
  last_ = task;
  return task;
}

void EarlyTasks::move_to(Scheduler& scheduler) noexcept {
  std::size_t count = 0;
  for (Node* node = first_; node != nullptr; node = node->next) {
    auto* const task = static_cast<TaskHeader*>(node);
    UASYNCIO_ASSERT(task->scheduler == nullptr && task->state == State::ready, task->state);
    task->scheduler = &scheduler;
    task->note_turn(scheduler.last_look());
    ++count;
  }
  scheduler.live_tasks_ += count;
  UASYNCIO_ASSERT(first_ != nullptr && last_->next == nullptr);
  scheduler.ready_.push_front({first_, &last_->next});
  first_ = last_ = nullptr;
}

void EarlyTasks::report() noexcept {
  for (Node* node = first_; node != nullptr; node = node->next) {
    report_task(static_cast<TaskHeader*>(node),
                " never ran: it was created outside of a loop, and no run came after it\n");
  }
}

void EarlyTasks::discard(TaskHeader* task) noexcept {
  UASYNCIO_ASSERT(task->scheduler == nullptr && task->state == State::ready, task->state);
  UASYNCIO_ASSERT(task->leaf != nullptr && task->waiters.head == nullptr, task->state);
  TaskHeader* before = nullptr;
  for (TaskHeader* each = first_; each != task; each = task_of(each->next)) before = each;
  if (before == nullptr) {
    first_ = task_of(task->next);
  } else {
    before->next = task->next;
  }
  if (last_ == task) last_ = before;
  Frame* const frame = task->leaf;
  task->leaf = nullptr;
  task->state = State::ended;
  task->flags = retrieved;
  task->failure = Failure::cancellation();
  frame->destroy(frame);
  task->unreference();
}

void EarlyTasks::discard_all() noexcept {
  while (first_ != nullptr) discard(first_);
}

}  // namespace uasyncio::kernel
