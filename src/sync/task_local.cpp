// SPDX-License-Identifier: MIT
// Data of a task. An entry hangs in the list of those who wait for the task's end, so that it goes
// with the task and costs tasks without such data nothing.
#include "uasyncio/sync/task_local.hpp"

namespace uasyncio::detail {

TaskLocalBase::~TaskLocalBase() {
  while (newest_ != nullptr) remove(newest_);
}

kernel::TaskHeader* TaskLocalBase::current() noexcept {
  const kernel::Scheduler* const scheduler = kernel::Scheduler::running();
  return scheduler == nullptr ? nullptr : scheduler->current();
}

/// Among those who wait for the end of the task.
TaskLocalEntry* TaskLocalBase::find(kernel::TaskHeader* task) const noexcept {
  kernel::Node* const first = task->waiters.head;
  if (first == nullptr) return nullptr;
  kernel::Node* node = first;
  do {
    if (node->state == kernel::State::not_a_task) {
      auto* const watcher = static_cast<kernel::Watcher*>(node);
      if (watcher->notify == &on_task_ended) {
        auto* const entry = static_cast<TaskLocalEntry*>(watcher);
        if (entry->owner == this) return entry;
      }
    }
    node = node->next;
  } while (node != first);
  return nullptr;
}

void TaskLocalBase::add(TaskLocalEntry* entry, kernel::TaskHeader* task) noexcept {
  entry->state = kernel::State::not_a_task;
  entry->notify = &on_task_ended;
  entry->owner = this;
  entry->task = task;
  append(task->waiters, entry);
  entry->newer = nullptr;
  entry->older = newest_;
  if (newest_ != nullptr) newest_->newer = entry;
  newest_ = entry;
}

void TaskLocalBase::remove(TaskLocalEntry* entry) noexcept {
  kernel::remove(entry->task->waiters, entry);
  drop(entry);
}

void TaskLocalBase::drop(TaskLocalEntry* entry) noexcept {
  if (entry->older != nullptr) entry->older->newer = entry->newer;
  (entry->newer != nullptr ? entry->newer->older : newest_) = entry->older;
  destroy_(entry);
}

void TaskLocalBase::on_task_ended(kernel::Watcher* watcher, kernel::TaskHeader*) noexcept {
  auto* const entry = static_cast<TaskLocalEntry*>(watcher);
  entry->owner->drop(entry);
}

}  // namespace uasyncio::detail
