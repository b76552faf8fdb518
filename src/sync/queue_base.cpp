// SPDX-License-Identifier: MIT
// The part of all queues that knows no types: who waits to get and to put, and in which order. Who
// was woken has been given an item or a place and takes it at its turn; nobody can overtake it,
// and if it is cancelled the next one gets it. A `next` that waits is a frame of its own, so that
// a shutdown can let it give nothing where a `get` fails.
#include "uasyncio/sync/queue_base.hpp"

#include "uasyncio/kernel/report.hpp"

namespace uasyncio::detail {
namespace {

// The frame of a `next` that waits: goes on with the coroutine that awaits it.
void go_on_with_parent(kernel::Frame* frame) noexcept {
  kernel::Scheduler::running()->continue_with(frame->parent.frame());
}
void destroy_nothing(kernel::Frame*) noexcept {}

/// Lets the wait of a task fail, or a `next` give nothing.
void refuse(kernel::TaskHeader* task) noexcept {
  if (task->leaf->resume == &go_on_with_parent) {
    static_cast<NextWait*>(task->leaf)->is_refused = true;
    return;
  }
  task->failure = kernel::Failure(Error::queue_shut_down);
  task->flags |= kernel::failure_pending;
}

/// Takes back what tasks were given that have not run yet, and refuses them.
void refuse_given(kernel::GivingList& list) noexcept {
  while (kernel::TaskHeader* const task = list.take_given()) refuse(task);
}

void refuse_waiting(kernel::NodeList& list) noexcept {
  while (kernel::Node* const node = take_first(list)) {
    auto* const task = static_cast<kernel::TaskHeader*>(node);
    refuse(task);
    task->scheduler->make_ready(task);
  }
}

}  // namespace

bool QueueBase::task_done() noexcept {
  if (unfinished_ == 0) {
    kernel::Report() << "task_done() was called more often than items were put in the queue\n";
    return false;
  }
  count_dropped();
  return true;
}

void QueueBase::count_dropped() noexcept {
  if (unfinished_ != 0 && --unfinished_ == 0) joiners_.wake_all();
}

void QueueBase::hand_out_to_waiters() noexcept {
  while (!getters().empty() && has_item()) getters().give();
  while (!putters().empty() && has_place()) putters().give();
}

void QueueBase::on_getter_gone(kernel::HandOver* giver) noexcept {
  static_cast<QueueBase&>(static_cast<GetterList&>(*giver)).hand_out();
}
void QueueBase::on_putter_gone(kernel::HandOver* giver) noexcept {
  static_cast<QueueBase&>(static_cast<PutterList&>(*giver)).hand_out();
}

void QueueBase::wait_to_get(kernel::Frame* waiting) noexcept {
  kernel::Scheduler* const scheduler = kernel::Scheduler::running();
  if (is_shut_down_ && !has_item()) {
    scheduler->fail(Error::queue_shut_down, waiting);
    return;
  }
  scheduler->wait_in(getters(), waiting);
  hand_out();  // there may be an item, but others were before
}

void QueueBase::wait_for_next(NextWait& wait, kernel::Frame* waiting) noexcept {
  wait.resume = &go_on_with_parent;
  wait.destroy = &destroy_nothing;
  wait.parent = kernel::ParentLink(waiting);
  kernel::Scheduler::running()->wait_in(getters(), &wait);
  hand_out();
}

void QueueBase::wait_to_put(kernel::Frame* waiting) noexcept {
  kernel::Scheduler* const scheduler = kernel::Scheduler::running();
  if (is_shut_down_) {
    scheduler->fail(Error::queue_shut_down, waiting);
  } else if (capacity_ == 0 || is_unbounded_) {
    scheduler->fail(Error::memory("the queue has no memory"), waiting);
  } else {
    scheduler->wait_in(putters(), waiting);
    hand_out();
  }
}

void QueueBase::stop() noexcept {
  is_shut_down_ = true;
  refuse_given(putters());
  refuse_waiting(putters());
  refuse_waiting(getters());
}

void QueueBase::stop_getters() noexcept { refuse_given(getters()); }

}  // namespace uasyncio::detail
