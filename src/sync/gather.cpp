#include "uasyncio/sync/gather.hpp"

#include "uasyncio/core/wait_list.hpp"

namespace uasyncio::detail {

void GatherBase::begin(std::span<GatherChild> children, Frame* waiting) noexcept {
  Scheduler* scheduler = Scheduler::running();
  children_ = children;
  waiter_ = scheduler->current();
  scheduler->await_composite(this, waiting);
  for (GatherChild& child : children_) watch(child);
  for (GatherChild& child : children_) {
    TaskHeader* task = child.task.header();
    if (task == nullptr) {
      child_failed(Failure(child.creation_failure));
    } else if (task->done() && task->failure) {
      task->flags |= retrieved;
      child_failed(task->failure.seen_by_waiter());
    }
  }
  if (left_ != 0) return;
  // Nothing to wait for: go on in this turn.
  waiter_->state = State::running;
  if (failure_) {
    scheduler->fail(failure_, waiting);
  } else {
    scheduler->continue_with(waiting);
  }
}

void GatherBase::watch(GatherChild& child) noexcept {
  child.gather = this;
  child.state = State::not_a_task;
  child.notify = &on_child_ended;
  TaskHeader* task = child.task.header();
  if (task == nullptr || task->done()) return;
  uasyncio::append(task->waiters, &child);
  child.is_watched = true;
  ++left_;
}

void GatherBase::unwatch(GatherChild& child) noexcept {
  if (!child.is_watched) return;
  uasyncio::remove(child.task.header()->waiters, &child);
  child.is_watched = false;
  --left_;
}

/// The first failure decides; then owned children are cancelled and awaited, others left alone.
void GatherBase::child_failed(Failure failure) noexcept {
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

void GatherBase::on_child_ended(Watcher* watcher, TaskHeader* task) noexcept {
  auto* child = static_cast<GatherChild*>(watcher);
  GatherBase* gather = child->gather;
  child->is_watched = false;
  --gather->left_;
  task->flags |= retrieved;
  if (task->failure) gather->child_failed(task->failure.seen_by_waiter());
  if (gather->left_ == 0) gather->wake();
}

void GatherBase::wake() noexcept {
  Scheduler* scheduler = waiter_->scheduler;
  if (is_cancelling_) {
    failure_.drop();
    scheduler->make_ready_cancelled(waiter_);
  } else if (failure_) {
    scheduler->make_ready_failing(waiter_, failure_);
  } else {
    scheduler->make_ready(waiter_);
  }
}

bool GatherBase::on_cancel(Composite* composite) noexcept {
  auto* gather = static_cast<GatherBase*>(composite);
  gather->is_cancelling_ = true;
  for (GatherChild& child : gather->children_) {
    const TaskHeader* task = child.task.header();
    if (!child.is_owned && child.is_watched && (task->flags & forwarding) != 0) {
      gather->unwatch(child);  // the request came from there: in a cycle somebody stops
    } else {
      child.task.cancel();
    }
  }
  if (gather->left_ != 0) return false;
  gather->failure_.drop();
  return true;
}

/// Owned children may refer to the caller's locals: those are awaited in any case.
bool GatherBase::on_leave(Composite* composite) noexcept {
  auto* gather = static_cast<GatherBase*>(composite);
  for (GatherChild& child : gather->children_) {
    if (!child.is_owned) gather->unwatch(child);
  }
  if (gather->left_ != 0) return false;
  gather->failure_.drop();
  return true;
}

void GatherBase::on_abandon(Composite* composite) noexcept {
  auto* gather = static_cast<GatherBase*>(composite);
  for (GatherChild& child : gather->children_) gather->unwatch(child);
  gather->failure_.drop();
}

bool GatherCheck::is_there(const ValueCheck& check) noexcept {
  for (const GatherChild& child : static_cast<const GatherCheck&>(check).children) {
    const TaskHeader* task = child.task.header();
    if (task != nullptr && !child.is_owned && value_is_gone(task)) return false;
  }
  return true;
}

}  // namespace uasyncio::detail
