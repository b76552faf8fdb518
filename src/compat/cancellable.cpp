// SPDX-License-Identifier: MIT
// Cancelling a group and waiting for its end. Members may come and go while it waits, so it keeps
// no place in their list and looks anew for the next one that was asked and has not ended.
#include "uasyncio/compat/cancellable.hpp"

namespace uasyncio {
namespace {

using detail::TaskEntry;

bool is_other_member(const TaskEntry* entry, int group) noexcept {
  return entry->name == nullptr && entry->group == group && entry->task != nullptr &&
         entry->task != kernel::Scheduler::running()->current();
}

TaskEntry* oldest() noexcept {
  TaskEntry* entry = TaskEntry::newest();
  while (entry != nullptr && entry->older() != nullptr) entry = entry->older();
  return entry;
}

/// A task of the group that was asked to end and has not ended; null if there is none.
AnyTask next_to_end(int group) noexcept {
  for (TaskEntry* entry = TaskEntry::newest(); entry != nullptr; entry = entry->older()) {
    if (!entry->is_asked || !is_other_member(entry, group)) continue;
    entry->task->reference();
    return detail::InsideTask::adopt<AnyTask>(entry->task);
  }
  return {};
}

}  // namespace

Coro<> Cancellable::cancel_all(int group) {
  for (TaskEntry* entry = oldest(); entry != nullptr; entry = entry->newer()) {
    if (!is_other_member(entry, group)) continue;
    entry->is_asked = true;
    kernel::Scheduler::cancel(entry->task);
  }
  while (AnyTask task = next_to_end(group)) co_await EndWait(task);
}

}  // namespace uasyncio
