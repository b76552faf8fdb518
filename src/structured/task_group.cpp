#include "uasyncio/structured/task_group.hpp"

#include "uasyncio/core/loop.hpp"
#include "uasyncio/kernel/wait_list.hpp"

#include <utility>

namespace uasyncio {
namespace detail {

struct GroupChild : kernel::ChildWatcher, GroupLink {
  kernel::TaskHeader* task;
};

}  // namespace detail

using detail::GroupChild;
using detail::GroupLink;

TaskGroup::TaskGroup() noexcept : kernel::Composite{&on_next_child, &on_all_asked, &on_abandon} {}
TaskGroup::TaskGroup(TaskGroup&&) noexcept : TaskGroup() {}

// --- The group as a whole ----------------------------------------------------------------------

/// Children are awaited as long as the body or another child runs.
bool TaskGroup::is_open() const noexcept {
  return is_in_use_ && !is_ending_ && !(is_body_over_ && is_empty());
}

void TaskGroup::open() noexcept {
  is_in_use_ = true;
  is_body_over_ = is_waiting_ = is_ending_ = is_cancelled_ = is_wait_cancelled_ = false;
  failures_ = 0;
  kernel::CancelScope::enter(nullptr, &on_body_end);
  waiter = task_;
}

void TaskGroup::close() noexcept {
  is_in_use_ = false;
  cancel_children();  // none are left, unless the call of the body threw
  abandon_children();
  kernel::Failure failure = std::exchange(failure_, kernel::Failure::none());
  const AnyTask task = std::move(failed_);
  if (failure) report(failure, task);  // a cancel went before it; the handler may destroy the group
  failure.drop();
}

void TaskGroup::cancel() noexcept {
  if (is_in_use_) abort();
}

void TaskGroup::abort() noexcept {
  if (is_ending_) return;
  is_ending_ = true;
  cancel_children();
  if (!is_body_over_) strike();
}

/// The first failure is the group's; the others are reported.
void TaskGroup::fail_with(kernel::Failure failure, AnyTask task) noexcept {
  failure_ = failure;
  failed_ = std::move(task);
  abort();
}

void TaskGroup::report(kernel::Failure failure, const AnyTask& task) const noexcept {
  detail::loop_of(*task_->scheduler)
      .call_exception_handler({.message = "failure in a TaskGroup that fails otherwise",
                               .task_name = task.name(),
                               .task = task,
                               .error = failure.error()});
}

// --- Children ----------------------------------------------------------------------------------

GroupChild* TaskGroup::prepare() noexcept {
  void* const room = FramePool::current().allocate(sizeof(GroupChild));
  if (room != nullptr) return ::new (room) GroupChild;
  ++failures_;
  fail_with(Error::memory("no room to watch a child"), {});
  return nullptr;
}

void TaskGroup::adopt(GroupChild* child, const AnyTask& task) noexcept {
  kernel::TaskHeader* const header = task.header();
  if (header == nullptr) {
    FramePool::current().deallocate(child, sizeof(GroupChild));
    ++failures_;
    fail_with(task.creation_failure(), {});
    return;
  }
  child->state = kernel::State::child_watcher;
  child->notify = &on_child_ended;
  child->composite = this;
  child->task = header;
  append(header->waiters, static_cast<kernel::Watcher*>(child));
  GroupLink* const link = child;
  link->next = &children_;
  link->previous = children_.previous;
  link->previous->next = children_.previous = link;
}

void TaskGroup::drop(GroupChild* child) noexcept {
  GroupLink* const link = child;
  link->previous->next = link->next;
  link->next->previous = link->previous;
  FramePool::current().deallocate(child, sizeof(GroupChild));
}

void TaskGroup::cancel_children() noexcept {
  for (GroupLink* link = children_.next; link != &children_; link = link->next) {
    kernel::Scheduler::cancel(static_cast<GroupChild*>(link)->task);
  }
}

void TaskGroup::abandon_children() noexcept {
  is_ending_ = true;  // no more of them
  while (!is_empty()) {
    auto* child = static_cast<GroupChild*>(children_.next);
    kernel::TaskHeader* const task = child->task;
    remove(task->waiters, static_cast<kernel::Watcher*>(child));
    drop(child);
    kernel::Scheduler::orphan(task, true);
  }
}

void TaskGroup::on_child_ended(kernel::Watcher* watcher, kernel::TaskHeader* task) noexcept {
  auto* child = static_cast<GroupChild*>(watcher);
  auto* const group = static_cast<TaskGroup*>(child->composite);
  group->drop(child);
  if (task->failure && !task->failure.is_cancellation()) {
    ++group->failures_;
    if (!group->failure_ && !group->is_cancelled_) {
      task->flags |= kernel::retrieved;  // the others are reported by the loop
      task->reference();
      group->fail_with(task->failure.share(), Task<void>::adopt(task));
    }
  }
  if (!group->is_waiting_ || !group->is_empty()) return;
  group->is_waiting_ = false;
  if (group->is_wait_cancelled_) {
    group->task_->scheduler->make_ready_cancelled(group->task_);
  } else {
    group->task_->scheduler->make_ready(group->task_);
  }
}

// --- The body ----------------------------------------------------------------------------------

void TaskGroup::run(detail::CoroBase& body, kernel::Frame* waiting) noexcept {
  body_ = &body;
  kernel::CatchPoint::frame = waiting;
  body.start(waiting, kernel::ParentLink(static_cast<kernel::CatchPoint*>(this)));
}

bool TaskGroup::on_body_end(kernel::CatchPoint* point, kernel::TaskHeader* task,
                            Question question) noexcept {
  auto* group = static_cast<TaskGroup*>(point);
  switch (question) {
    case Question::ended:
      group->body_->own_ended();
      // An exception leaves an ended frame without a value.
      if ((task->flags & kernel::failure_pending) != 0) group->body_->destroy_ended();
      break;
    case Question::unwound: group->body_->forget(); break;
    case Question::abandoned: group->abandon_children(); return false;
    case Question::has_timed_out: return group->may_be_delivered(task);
  }
  group->body_ended();
  return true;
}

void TaskGroup::body_ended() noexcept {
  is_body_over_ = true;
  const bool is_struck = has_struck() && !is_outranked(task_);
  // The body may have struck itself and not have waited any more.
  if (is_struck) task_->flags = static_cast<std::uint8_t>(task_->flags & ~kernel::cancel_pending);
  if ((task_->flags & kernel::failure_pending) == 0) return;
  if (!task_->failure.is_cancellation()) {
    body_failed(task_->failure);
    return;
  }
  if (is_struck) {
    task_->failure = Error::cancelled;
  } else {
    is_cancelled_ = true;
    if (is_whole_cancel(task_)) {
      task_->failure = kernel::Failure::whole_cancellation();
      task_->flags = static_cast<std::uint8_t>(task_->flags & ~kernel::cancel_requested);
    }
  }
  abort();
}

void TaskGroup::body_failed(kernel::Failure failure) noexcept {
  is_body_over_ = true;
  ++failures_;
  if (failure_) {
    report(failure, current_task());
  } else {
    fail_with(failure.share(), current_task());
  }
}

// --- The wait for the children -----------------------------------------------------------------

void TaskGroup::wait(kernel::Frame* waiting) noexcept {
  is_waiting_ = true;
  task_->scheduler->await_composite(this, waiting);
}

kernel::TaskHeader* TaskGroup::on_next_child(kernel::Composite* composite) noexcept {
  auto* group = static_cast<TaskGroup*>(composite);
  group->is_cancelled_ = group->is_wait_cancelled_ = group->is_ending_ = true;
  group->asked_ = group->asked_->next;
  const bool has_come_round = group->asked_ == &group->children_;
  return has_come_round ? nullptr : static_cast<GroupChild*>(group->asked_)->task;
}

/// Children may refer to the caller's locals: they are awaited in any case.
bool TaskGroup::on_all_asked(kernel::Composite*, bool) noexcept { return false; }

void TaskGroup::on_abandon(kernel::Composite* composite) noexcept {
  static_cast<TaskGroup*>(composite)->abandon_children();
}

}  // namespace uasyncio
