#include "uasyncio/core/wait_list.hpp"

#include "uasyncio/core/report.hpp"
#include "uasyncio/core/scheduler.hpp"

namespace uasyncio {

void append(NodeList& list, Node* node) noexcept {
  if (list.head == nullptr) {
    node->next = node->previous = node;
    list.head = node;
    return;
  }
  Node* last = list.head->previous;
  last->next = node;
  node->previous = last;
  node->next = list.head;
  list.head->previous = node;
}

void remove(NodeList& list, Node* node) noexcept {
  if (node->next == node) {
    list.head = nullptr;
    return;
  }
  node->previous->next = node->next;
  node->next->previous = node->previous;
  if (list.head == node) list.head = node->next;
}

namespace {

void wake(Node* node) noexcept {
  if (node->state == State::not_a_task) {
    auto* watcher = static_cast<Watcher*>(node);
    watcher->notify(watcher, nullptr);
    return;
  }
  auto* task = static_cast<TaskHeader*>(node);
  task->scheduler->make_ready(task);
}

}  // namespace

bool WaitList::wake_first() noexcept {
  Node* node = take_first(*this);
  if (node == nullptr) return false;
  wake(node);
  return true;
}

bool WaitList::wake_first(HandOver* giver) noexcept {
  Node* node = take_first(*this);
  if (node == nullptr) return false;
  auto* task = static_cast<TaskHeader*>(node);  // only tasks have hands
  task->waits_on.hand_over = giver;
  task->flags |= handed_over;
  task->scheduler->make_ready(task);
  return true;
}

void WaitList::wake_all() noexcept {
  // A watcher that is told may add waiters; those wait for the next time.
  NodeList woken{head};
  head = nullptr;
  while (Node* node = take_first(woken)) wake(node);
}

void WaitList::abandon() noexcept {
#if UASYNCIO_DIAGNOSTICS
  Report() << what_ << " destroyed while tasks wait for it; they are cancelled\n";
#endif
  while (Node* node = take_first(*this)) {
    if (node->state == State::not_a_task) continue;
    auto* task = static_cast<TaskHeader*>(node);
    task->scheduler->make_ready_cancelled(task);
  }
}

}  // namespace uasyncio
