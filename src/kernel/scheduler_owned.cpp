// SPDX-License-Identifier: MIT
// Of kernel/scheduler.hpp: owners end their tasks at once. First everything that belongs to the
// task is taken out of all lists, without running anything; then the frames are destroyed, those of
// children first.
#include "uasyncio/kernel/scheduler.hpp"

#include "uasyncio/kernel/destructions.hpp"
#include "uasyncio/kernel/report.hpp"
#include "uasyncio/kernel/task_watcher.hpp"

namespace uasyncio::kernel {
namespace {

TaskHeader* take_newest(TaskHeader*& list) noexcept {
  TaskHeader* const task = list;
  UASYNCIO_ASSERT(task != nullptr);
  list = task->ends_after;
  return task;
}

/// Who waits for `task`: its owner, or the first that awaited it.
TaskHeader* first_waiter(const TaskHeader* task) noexcept {
  UASYNCIO_ASSERT(!task->done() && task->state != State::free, task->state);
  Node* const node = task->waiters.head;
  if (node == nullptr) return nullptr;
  if (node->state == State::child_watcher) {
    const Composite* const composite = static_cast<ChildWatcher*>(node)->composite;
    UASYNCIO_ASSERT(composite != nullptr && composite->waiter != nullptr);
    return composite->waiter;
  }
  return node->state == State::awaiting ? static_cast<TaskHeader*>(node) : nullptr;
}

/// Does `task` wait for `running`, directly or not? (In a cycle the search ends with the count.)
bool waits_for(const TaskHeader* task, TaskHeader* running) noexcept {
  UASYNCIO_ASSERT(task->scheduler != nullptr, task->state);
  UASYNCIO_ASSERT(!task->done(), task->state);
  std::size_t left = task->scheduler->live_tasks();
  for (TaskHeader* each = running; each != nullptr; each = first_waiter(each)) {
    if (each == task) return true;
    if (left-- == 0) return false;
  }
  return false;
}

void report_ending(const TaskHeader* task, const char* what) noexcept {
  report_task(task, " ");
  Report(Report::Continuation()) << what << "\n";
}

}  // namespace

/// Can the task not be destroyed now? It has its turn, or waits for one that has, whose frames may
/// refer to its locals.
bool Scheduler::is_on_the_stack(TaskHeader* task) noexcept {
  if (task->state == State::running) return true;
  const Endings& here = endings;
  UASYNCIO_ASSERT(!task->done(), task->state);
  UASYNCIO_ASSERT(here.level <= nested_ends, here.level);
  for (unsigned level = 0; level != here.level; ++level) {
    if (waits_for(task, here.interrupted[level])) return true;
  }
  return running_ != nullptr && waits_for(task, running_->current_);
}

/// The wait for a child ends with the task that waited.
void Scheduler::take_orphan(TaskHeader* child, bool is_owned) noexcept {
  if (!is_owned) {
    if (endings.forwards) cancel(child);
    return;
  }
  UASYNCIO_ASSERT(!child->done(), child->state);
  UASYNCIO_ASSERT(child->state != State::running, child->state);
  const bool forwards = child->state == State::awaiting && child->shield_depth == 0;
  TaskHeader* const awaited = forwards ? child->waits_on.task : nullptr;
  child->flags |= closed_to_cancel;
  child->scheduler->leave_list(child);
  child->ends_after = endings.orphans;
  endings.orphans = child;
  if (awaited != nullptr) cancel(awaited);
}

/// Makes the task and all that it owns inert, and remembers them. Runs nothing.
void Scheduler::doom(TaskHeader* task) noexcept {
  Endings& here = endings;
  UASYNCIO_ASSERT(adopt_orphan_ == nullptr && here.orphans == nullptr);
  UASYNCIO_ASSERT(!task->done() && (task->flags & closed_to_cancel) == 0, task->flags);
  adopt_orphan_ = &take_orphan;
  take_orphan(task, true);
  while (here.orphans != nullptr) {
    TaskHeader* const orphan = take_newest(here.orphans);
    UASYNCIO_ASSERT((orphan->flags & closed_to_cancel) != 0, orphan->flags);
    here.forwards = orphan->shield_depth == 0;
    if (orphan->scheduler->make_inert(orphan)) {
      report_ending(orphan,
                    "ended with its owner: its cleanup that awaits (finally, aexit) or "
                    "what follows as_outcome did not run to its end");
    }
    orphan->ends_after = here.doomed;
    here.doomed = orphan;
    ++here.doomed_count;
  }
  adopt_orphan_ = nullptr;
}

void Scheduler::destroy_last_doomed() noexcept {
  UASYNCIO_ASSERT(endings.doomed_count != 0);
  TaskHeader* const task = take_newest(endings.doomed);
  UASYNCIO_ASSERT(!task->done(), task->state);
  --endings.doomed_count;
  Scheduler* const scheduler = task->scheduler;
  if (scheduler->report_failure_ == nullptr) {  // the turn of a ready one that has ended
    scheduler->report_failure_ = [](Scheduler&, TaskHeader* ended, const char*) noexcept {
      if (ended == nullptr) return;  // a task that could not be created: told in its handle
      ended->clear_flags(failure_pending);
      ended->unreference();
    };
  }
  scheduler->destroy_frames(task);
}

void Scheduler::end_owned(TaskHeader* task) noexcept {
  if (task->done()) return;
  if (task->scheduler == nullptr) return EarlyTasks::discard(task);
  Endings& here = endings;
  // No request is going along chains now: it runs nothing that could come here.
  const bool is_doomed = (task->flags & closed_to_cancel) != 0;
  if (is_doomed && task->ends_after == task) return;  // its frames are going just now
  if (!is_doomed && is_on_the_stack(task)) {
    report_ending(task,
                  "cannot end with its owner, because it runs or waits for what runs: it is "
                  "cancelled at its next suspension, and the owner is gone");
    cancel(task);
    return;
  }
  // A task that is doomed already has an owner inside one of its children: those go first.
  const std::size_t floor = here.doomed_count;
  if (!is_doomed) doom(task);
  UASYNCIO_ASSERT(here.level <= nested_ends, here.level);
  if (here.level == nested_ends) return;
  const unsigned level = here.level++;
  here.interrupted[level] = running_ == nullptr ? nullptr : running_->current_;
  while (here.doomed_count > floor || !task->done()) destroy_last_doomed();
  --here.level;
  UASYNCIO_ASSERT(here.level == level, level);
}

}  // namespace uasyncio::kernel
