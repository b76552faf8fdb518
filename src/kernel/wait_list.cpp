// SPDX-License-Identifier: MIT
// Waiting, waking and handing over, written once for all primitives, so that FIFO order, removal
// and the end of a primitive under its waiters are right everywhere.
#include "uasyncio/kernel/wait_list.hpp"

#include "uasyncio/kernel/assert.hpp"
#include "uasyncio/kernel/report.hpp"
#include "uasyncio/kernel/scheduler.hpp"

namespace uasyncio::kernel {

void append(NodeList& list, Node* node) noexcept {
  UASYNCIO_ASSERT(node != nullptr);
  UASYNCIO_ASSERT(node != list.head, node->state);
  if (list.head == nullptr) {
    node->next = node->previous = node;
    list.head = node;
    return;
  }
  Node* last = list.head->previous;
  UASYNCIO_ASSERT(node != last, node->state);
  UASYNCIO_ASSERT(last->next == list.head, last->state);
  last->next = node;
  node->previous = last;
  node->next = list.head;
  list.head->previous = node;
}

void remove(NodeList& list, Node* node) noexcept {
  UASYNCIO_ASSERT(list.head != nullptr, node->state);
  UASYNCIO_ASSERT(node->next->previous == node, node->state);
  UASYNCIO_ASSERT(node->previous->next == node, node->state);
  if (node->next == node) {
    UASYNCIO_ASSERT(list.head == node, node->state);
    list.head = nullptr;
    return;
  }
  node->previous->next = node->next;
  node->next->previous = node->previous;
  if (list.head == node) list.head = node->next;
}

namespace {

/// Takes the first waiter out of the list, or returns null. Only tasks wait in these.
TaskHeader* take_task(NodeList& list) noexcept {
  auto* const task = static_cast<TaskHeader*>(take_first(list));
  UASYNCIO_ASSERT(
      task == nullptr || task->state == State::listed || task->state == State::listed_outside,
      task->state);
  return task;
}

}  // namespace

bool WaitList::wake_first() noexcept {
  TaskHeader* const task = take_task(*this);
  if (task == nullptr) return false;
  UASYNCIO_ASSERT(task->scheduler != nullptr, task->state);
  UASYNCIO_ASSERT((task->flags & handed_over) == 0, task->flags);
  task->scheduler->make_ready(task);
  return true;
}

void WaitList::wake_all() noexcept {
  while (wake_first()) {
  }
}

void WaitList::fail_all(Error error) noexcept {
  while (TaskHeader* task = take_task(*this)) task->scheduler->make_ready_failing(task, error);
}

bool GivingList::give() noexcept {
  TaskHeader* const task = take_task(*this);
  if (task == nullptr) return false;
  UASYNCIO_ASSERT((task->flags & handed_over) == 0, task->flags);
  UASYNCIO_ASSERT(take_back != nullptr);
  task->waits_on.hand_over = this;
  task->flags |= handed_over;
  enlist(task);
  task->scheduler->make_ready(task);
  return true;
}

void Scheduler::end_hand_over(TaskHeader* task, bool returns) noexcept {
  HandOver* const giver = task->waits_on.hand_over;
  UASYNCIO_ASSERT(giver != nullptr, task->state);
  giver->strike_off(task);
  if (returns) giver->take_back(giver);
}

TaskHeader* GivingList::take_given() noexcept {
  auto* const task = static_cast<TaskHeader*>(first_given);
  if (task == nullptr) return nullptr;
  UASYNCIO_ASSERT((task->flags & handed_over) != 0, task->flags);
  UASYNCIO_ASSERT(task->state == State::ready, task->state);
  strike_off(task);
  task->clear_flags(handed_over);
  return task;
}

void GivingList::abandon_given() noexcept {
  while (TaskHeader* const task = take_given()) forsake(task, what());
}

void WaitList::abandon() noexcept {
  while (TaskHeader* const task = take_task(*this)) {
    forsake(task, what());
    task->scheduler->make_ready(task);
  }
}

void forsake(TaskHeader* task, const char* what) noexcept {
  UASYNCIO_ASSERT(!task->done() && task->scheduler != nullptr, task->state);
  UASYNCIO_ASSERT(task->state != State::running, task->state);
  if ((task->flags & cancel_pending) == 0) {
    Report() << what << " destroyed while task '" << task->name_or_default()
             << "' waits for it; the task is cancelled\n";
  }
  task->flags |= cancel_requested;
  if (task->state == State::composite) {
    Scheduler::time_out(task);  // a cleanup does not hold it back
  } else {
    task->flags |= cancel_pending;
  }
}

}  // namespace uasyncio::kernel
