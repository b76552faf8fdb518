// SPDX-License-Identifier: MIT
// Task groups. The body runs in the caller's task and is struck by a cancel scope when a child
// fails; the children are in a ring of the frame pool, for their number is not known. The group
// ends when all have ended, whatever happened, and then fails with the first failure.
#include "uasyncio/structured/task_group.hpp"

#include "uasyncio/core/loop.hpp"
#include "uasyncio/kernel/task_watcher.hpp"

#include <utility>

namespace uasyncio {

struct detail::GroupChild : kernel::ChildWatcher, GroupLink {};

using detail::GroupChild;
using detail::GroupLink;
using detail::GroupRun;

const kernel::Composite::Rules TaskGroup::rules_of_group{&on_next_child, &on_all_asked,
                                                         &on_abandon};

TaskGroup::TaskGroup() noexcept : kernel::Composite{&rules_of_group} {}
TaskGroup::TaskGroup(TaskGroup&&) noexcept : TaskGroup() {}

// --- The group as a whole ----------------------------------------------------------------------

/// Children are awaited as long as the body or another child runs.
bool TaskGroup::is_open() const noexcept {
  return run_ != nullptr && !is_ending_ && !(is_body_over_ && is_empty());
}

void TaskGroup::open(GroupRun& run) noexcept {
  run_ = &run;
  is_body_over_ = is_waiting_ = is_ending_ = is_cancelled_ = is_wait_cancelled_ = false;
  failures_ = 0;
  forget_strike();
  enter();
  waiter = task_;
}

void TaskGroup::close() noexcept {
  run_ = nullptr;
  if (!is_empty() || failures_ != 0) [[unlikely]]
    close_with_care();
}

void TaskGroup::close_with_care() noexcept {
  if (!is_empty()) {  // the call of the body threw
    cancel_children();
    abandon_children();
  }
  kernel::Failure failure = std::exchange(failure_, kernel::Failure::none());
  const AnyTask task = std::move(failed_);
  if (failure) report(failure, task);  // a cancel went before it; the handler may destroy the group
  failure.drop();
}

void TaskGroup::cancel() noexcept {
  if (run_ != nullptr) abort();
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

/// What to fail with. If a cancel by the body itself is pending, that goes before it; then it stays
/// in the group as well, to be reported.
kernel::Failure TaskGroup::take_failure() noexcept {
  if (!failure_) [[likely]]
    return kernel::Failure::none();
  const bool is_outdone = (task_->flags & kernel::cancel_pending) != 0;
  return is_outdone ? failure_.share() : std::exchange(failure_, kernel::Failure::none());
}

void TaskGroup::report(kernel::Failure failure, const AnyTask& task) const noexcept {
  detail::loop_of(*task_->scheduler)
      .call_exception_handler({.message = "failure in a TaskGroup that fails otherwise",
                               .task_name = task.name(),
                               .task = task,
                               .error = failure.error()});
}

// --- Children ----------------------------------------------------------------------------------

/// As detail::spawn.
std::uintptr_t TaskGroup::spawn(detail::CoroBase& coro, const char* name) noexcept {
  if (!is_open()) return detail::absence::group_over;
  void* const room = FramePool::current().allocate(sizeof(GroupChild));
  const std::uintptr_t spawned = room == nullptr ? detail::absence::out_of_memory
                                                 : detail::spawn(task_->scheduler, coro, name);
  if (spawned > detail::absence::last) {
    add(reinterpret_cast<kernel::TaskHeader*>(spawned), room);
  } else {
    if (room != nullptr) FramePool::current().deallocate(room, sizeof(GroupChild));
    ++failures_;
    fail_with(detail::InsideTask::adopt<AnyTask>(spawned).error(), {});
  }
  return spawned;
}

void TaskGroup::add(kernel::TaskHeader* task, void* room) noexcept {
  auto* const child = ::new (room) GroupChild;
  child->start(task, this, &on_child_ended);
  GroupLink* const link = child;
  link->next = &children_;
  link->previous = children_.previous;
  link->previous->next = children_.previous = link;
}

void TaskGroup::drop(GroupChild* child) noexcept {
  GroupLink& link = *child;
  link.previous->next = link.next;
  link.next->previous = link.previous;
  FramePool::current().deallocate(child, sizeof(GroupChild));
}

void TaskGroup::cancel_children() noexcept {
  for (GroupLink* link = children_.next; link != &children_; link = link->next) {
    kernel::Scheduler::cancel(static_cast<GroupChild*>(link)->watched);
  }
}

void TaskGroup::abandon_children() noexcept {
  is_ending_ = true;  // no more of them
  while (!is_empty()) {
    auto* child = static_cast<GroupChild*>(children_.next);
    kernel::TaskHeader* const task = child->watched;
    child->stop();
    drop(child);
    kernel::Scheduler::orphan(task, true);
  }
}

void TaskGroup::on_child_ended(kernel::Watcher* watcher, kernel::TaskHeader* task) noexcept {
  auto* const child = static_cast<GroupChild*>(watcher);
  TaskGroup& group = static_cast<TaskGroup&>(*child->composite);
  group.drop(child);
  if (task->failure && !task->failure.is_cancellation()) [[unlikely]]
    group.child_failed(task);
  if (!group.is_waiting_ || !group.is_empty()) return;
  group.is_waiting_ = false;
  if (group.is_wait_cancelled_) {
    group.task_->scheduler->make_ready_cancelled(group.task_);
  } else {
    group.task_->scheduler->make_ready(group.task_);
  }
}

void TaskGroup::child_failed(kernel::TaskHeader* task) noexcept {
  ++failures_;
  if (failure_ || is_cancelled_) return;
  task->flags |= kernel::retrieved;  // the others are reported by the loop
  task->reference();
  fail_with(task->failure.share(), detail::InsideTask::adopt<AnyTask>(task));
}

// --- The body ----------------------------------------------------------------------------------

detail::CoroBase& TaskGroup::body() const noexcept { return *run_->body_; }

bool TaskGroup::body_over(kernel::TaskHeader* task, bool) noexcept {
  is_body_over_ = true;
  const bool has_failed = (task->flags & kernel::failure_pending) != 0;
  return has_failed || has_struck() ? body_over_with_care(task) : true;
}

bool TaskGroup::body_over_with_care(kernel::TaskHeader* task) noexcept {
  const bool is_struck = has_struck() && !is_outranked(task);
  // The body may have struck itself and not have waited any more.
  if (is_struck) task->clear_flags(kernel::cancel_pending);
  if ((task->flags & kernel::failure_pending) == 0) return true;
  task->clear_flags(kernel::failure_pending);
  if (!task->failure.is_cancellation()) {
    body_failed(task->failure);
  } else if (!is_struck) {
    is_cancelled_ = true;
    task->catch_cancellation();
    run_->cancellation_ = task->failure;
    abort();
  }
  return true;
}

void TaskGroup::body_failed(kernel::Failure failure) noexcept {
  is_body_over_ = true;
  ++failures_;
  if (failure_) {
    report(failure, current_task());
    failure.drop();
  } else {
    fail_with(failure, current_task());
  }
}

bool TaskGroup::abandon() noexcept {
  abandon_children();
  return false;
}

// --- The wait for the children -----------------------------------------------------------------

kernel::TaskHeader* TaskGroup::on_next_child(kernel::Composite* composite) noexcept {
  auto* group = static_cast<TaskGroup*>(composite);
  group->is_cancelled_ = group->is_wait_cancelled_ = group->is_ending_ = true;
  group->asked_ = group->asked_->next;
  const bool has_come_round = group->asked_ == &group->children_;
  return has_come_round ? nullptr : static_cast<GroupChild*>(group->asked_)->watched;
}

/// Children may refer to the caller's locals: they are awaited in any case.
bool TaskGroup::on_all_asked(kernel::Composite*, bool) noexcept { return false; }

void TaskGroup::on_abandon(kernel::Composite* composite) noexcept {
  static_cast<TaskGroup*>(composite)->abandon_children();
}

// --- One use of a group ------------------------------------------------------------------------

bool GroupRun::open(TaskGroup& group, kernel::Frame* waiting) noexcept {
  if (group.run_ != nullptr) {
    kernel::Scheduler::running()->fail(Error::runtime("the TaskGroup is in use already"), waiting);
    return false;
  }
  group_ = &group;
  put_before(waiting, &go_on);
  group.open(*this);
  return true;
}

void GroupRun::start(CoroBase& body, bool gives_value) noexcept {
  body_ = &body;
  gives_value_ = gives_value;
  if (body.can_start()) {
    BodyCatcher<TaskGroup>::start(*group_, this);
  } else {
    group_->body_failed(kernel::Failure(body.creation_failure()));
    kernel::Scheduler::running()->continue_with(this);
  }
}

void GroupRun::close() noexcept {
  if (group_ != nullptr) std::exchange(group_, nullptr)->close();
}

/// The body has ended, or the last child.
void GroupRun::go_on(kernel::Frame* step) noexcept {
  auto* const run = static_cast<GroupRun*>(step);
  TaskGroup& group = *run->group_;
  if (group.is_empty()) return run->finish();
  group.is_waiting_ = true;
  kernel::Scheduler::running()->await_composite(&group, run);
}

/// The usual end: nothing has failed, and there is no value to ask for.
void GroupRun::finish() noexcept {
  if (cancellation_ || gives_value_ || group_->failures_ != 0) return finish_with_care();
  UASYNCIO_ASSERT(group_->is_empty() && !group_->failure_);
  group_->run_ = nullptr;
  group_ = nullptr;
  kernel::Scheduler::running()->continue_with(parent.frame());
}

void GroupRun::finish_with_care() noexcept {
  kernel::Scheduler* const scheduler = kernel::Scheduler::running();
  kernel::Frame* const waiting = parent.frame();
  const kernel::Failure failure = end();
  close();
  if (failure) {
    scheduler->fail(failure, waiting);
  } else {
    scheduler->continue_with(waiting);
  }
}

/// What the await fails with.
kernel::Failure GroupRun::end() noexcept {
  if (cancellation_) return cancellation_;
  kernel::Failure failure = group_->take_failure();
  if (failure) return failure;
  if (gives_value_ && !body_->can_start()) failure = Error::cancelled;  // by `group.cancel()`
  return failure;
}

}  // namespace uasyncio
