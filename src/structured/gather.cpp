// SPDX-License-Identifier: MIT
// The part of gather that knows no types: it watches its children and decides what the first
// failure does. Children that it made are cancelled and awaited in any case, because they may
// refer to the caller's locals; tasks that were handed in belong to others, and are only let go
// of.
#include "uasyncio/structured/gather.hpp"

namespace uasyncio::detail {

const kernel::Composite::Rules GatherBase::rules_of_gather{&on_next_child, &on_all_asked,
                                                           &on_abandon};

void GatherBase::begin(std::span<GatherChild> children, kernel::Frame* waiting) noexcept {
  kernel::Scheduler* scheduler = kernel::Scheduler::running();
  children_ = children;
  waiter = scheduler->current();
  scheduler->await_composite(this, waiting);
  for (GatherChild& child : children_) {
    left_ += child.start(InsideTask::header(child.task), this, &on_child_ended);
  }
  for (GatherChild& child : children_) {
    kernel::TaskHeader* task = InsideTask::header(child.task);
    if (task == nullptr) {
      child_failed(kernel::Failure(child.task.error()));
    } else if (task->done() && task->failure) {
      task->flags |= kernel::retrieved;
      child_failed(task->failure.seen_by_waiter());
    }
  }
  if (left_ != 0) return;
  // Nothing to wait for: go on in this turn.
  waiter->state = kernel::State::running;
  if (failure_) {
    scheduler->fail(failure_, waiting);
  } else {
    scheduler->continue_with(waiting);
  }
}

/// The first failure decides; then owned children are cancelled and awaited, others left alone.
void GatherBase::child_failed(kernel::Failure failure) noexcept {
  if (collects_failures_ || failure_ || is_cancelling_) {
    failure.drop();
    return;
  }
  failure_ = failure;
  for (GatherChild& child : children_) {
    if (child.is_owned) {
      child.task.cancel();
    } else {
      unwatch(child);
    }
  }
}

void GatherBase::stop_rest() noexcept {
  collects_failures_ = true;
  for (GatherChild& child : children_) child.task.cancel();
}

void GatherBase::forsake(const char* what) noexcept {
  if (!is_cancelling_) kernel::forsake(waiter, what);
}

void GatherBase::on_child_ended(kernel::Watcher* watcher, kernel::TaskHeader* task) noexcept {
  auto* child = static_cast<GatherChild*>(watcher);
  auto* gather = static_cast<GatherBase*>(child->composite);
  child->watched = nullptr;
  --gather->left_;
  task->flags |= kernel::retrieved;
  if (task->failure) gather->child_failed(task->failure.seen_by_waiter());
  if (gather->left_ == 0) gather->wake();
}

void GatherBase::wake() noexcept {
  kernel::Scheduler* scheduler = waiter->scheduler;
  if (is_cancelling_) {
    failure_.drop();
    scheduler->make_ready_cancelled(waiter);
  } else if (failure_) {
    scheduler->make_ready_failing(waiter, failure_);
  } else {
    scheduler->make_ready(waiter);
  }
}

kernel::TaskHeader* GatherBase::on_next_child(kernel::Composite* composite) noexcept {
  auto* gather = static_cast<GatherBase*>(composite);
  gather->is_cancelling_ = true;
  while (gather->asked_ != gather->children_.size()) {
    GatherChild& child = gather->children_[gather->asked_++];
    kernel::TaskHeader* const task = InsideTask::header(child.task);
    if (task == nullptr) continue;
    const bool came_from_there =
        !child.is_owned && child.is_watching() && (task->flags & kernel::closed_to_cancel) != 0;
    if (!came_from_there) return task;
    // The request comes from this child: it waits for the gather, and the gather for it. Unless one
    // of the two stops waiting, both do so for ever.
    gather->unwatch(child);
  }
  gather->asked_ = 0;
  return nullptr;
}

/// Owned children may refer to the caller's locals: those are awaited in any case.
bool GatherBase::on_all_asked(kernel::Composite* composite, bool came_round) noexcept {
  auto* gather = static_cast<GatherBase*>(composite);
  if (came_round) {
    for (GatherChild& child : gather->children_) {
      if (!child.is_owned) gather->unwatch(child);
    }
  }
  if (gather->left_ != 0) return false;
  gather->failure_.drop();
  return true;
}

void GatherBase::on_abandon(kernel::Composite* composite) noexcept {
  auto* gather = static_cast<GatherBase*>(composite);
  for (GatherChild& child : gather->children_) {
    if (child.stop()) kernel::Scheduler::orphan(InsideTask::header(child.task), child.is_owned);
  }
  gather->failure_.drop();
}

bool GatherCheck::is_there(const kernel::ValueCheck& check) noexcept {
  for (const GatherChild& child : static_cast<const GatherCheck&>(check).children) {
    const kernel::TaskHeader* task = InsideTask::header(child.task);
    if (task != nullptr && !child.is_owned && kernel::value_is_gone(task)) return false;
  }
  return true;
}

}  // namespace uasyncio::detail
