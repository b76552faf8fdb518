// SPDX-License-Identifier: MIT
// Tasks in the order of their ends: each end puts the task in a list and gives one waiter its
// turn. A waiter that is cancelled before that turn gives it back, and the next one gets the task.
#include "uasyncio/structured/as_completed.hpp"

namespace uasyncio::detail {

AsCompletedBase::~AsCompletedBase() {
  for (CompletingTask& each : tasks_) each.stop();
}

bool AsCompletedBase::make_room(std::size_t count) noexcept {
  is_out_of_memory_ = !tasks_.reserve(count);
  return !is_out_of_memory_;
}

void AsCompletedBase::begin() noexcept {
  left_ = tasks_.size();
  for (CompletingTask& each : tasks_) {
    each.owner = this;
    if (!each.start(InsideTask::header(each.task), &on_task_ended)) completed(each);
  }
}

void AsCompletedBase::completed(CompletingTask& each) noexcept {
  (void)each.task.error();  // counts as having seen it
  append(completed_, &each);
  ++done_;
  give();
}

void AsCompletedBase::on_task_ended(kernel::Watcher* watcher, kernel::TaskHeader*) noexcept {
  auto* each = static_cast<CompletingTask*>(watcher);
  each->watched = nullptr;
  each->owner->completed(*each);
}

void AsCompletedBase::on_take_back(kernel::HandOver* giver) noexcept {
  static_cast<AsCompletedBase*>(static_cast<kernel::GivingList*>(giver))->give();
}

void AsCompletedBase::suspend(kernel::Frame* waiting) noexcept {
  kernel::Scheduler* const scheduler = kernel::Scheduler::running();
  if (is_out_of_memory_) {
    scheduler->fail(Error::memory("no room to watch the tasks"), waiting);
  } else {
    scheduler->wait_in(*this, waiting);
  }
}

const AnyTask* AsCompletedBase::take() noexcept {
  auto* const first = static_cast<CompletingTask*>(take_first(completed_));
  if (first == nullptr) return nullptr;
  --done_;
  if (--left_ == 0) wake_all();  // there is nothing for those who wait still
  return &first->task;
}

}  // namespace uasyncio::detail
