// SPDX-License-Identifier: MIT
// The list of tasks that have a name or a group. An entry lies in the task's own frame and takes
// itself out when that goes, so that nobody has to tidy up and nothing is allocated.
#include "uasyncio/compat/named_task.hpp"

#include <cstring>
#include <utility>

namespace uasyncio {
namespace detail {

constinit UASYNCIO_THREAD_LOCAL TaskEntry* TaskEntry::newest_ = nullptr;

TaskEntry::TaskEntry(const char* own_name, int own_group) noexcept
    : name(own_name), group(own_group), older_(newest_), newer_(nullptr) {
  if (older_ != nullptr) older_->newer_ = this;
  newest_ = this;
}

TaskEntry::TaskEntry(TaskEntry&& other) noexcept
    : name(other.name),
      group(other.group),
      task(other.task),
      is_asked(other.is_asked),
      older_(std::exchange(other.older_, nullptr)),
      newer_(std::exchange(other.newer_, nullptr)) {
  if (older_ != nullptr) older_->newer_ = this;
  (newer_ != nullptr ? newer_->older_ : newest_) = this;
}

TaskEntry::~TaskEntry() {
  if (older_ != nullptr) older_->newer_ = newer_;
  if (newer_ != nullptr) {
    newer_->older_ = older_;
  } else if (newest_ == this) {  // not one that was moved from
    newest_ = older_;
  }
}

TaskEntry* TaskEntry::find(const char* wanted) noexcept {
  TaskEntry* entry = newest();
  while (entry != nullptr && (entry->name == nullptr || std::strcmp(entry->name, wanted) != 0)) {
    entry = entry->older();
  }
  return entry;
}

}  // namespace detail

NamedTask::Cancel NamedTask::cancel(const char* name) noexcept {
  const detail::TaskEntry* const entry = detail::TaskEntry::find(name);
  if (entry == nullptr || entry->task == nullptr) return Cancel({}, false);
  entry->task->reference();
  AnyTask task = detail::InsideTask::adopt<AnyTask>(entry->task);
  task.cancel();
  return Cancel(std::move(task), true);
}

}  // namespace uasyncio
