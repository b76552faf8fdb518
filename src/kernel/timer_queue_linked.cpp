// SPDX-License-Identifier: MIT
// Of kernel/timer_queue.hpp: the queue of chips. Its memory are the links of its nodes, so that
// there is always enough.
#include "uasyncio/kernel/timer_queue.hpp"

#include "uasyncio/kernel/assert.hpp"

#include <cstdint>

// The pairing heap of deadlines. No memory is needed to push, which must not fail, and a node
// leaves from anywhere in it, because cancelling a sleep is as usual as its end.
//
// The children of a node are a list from oldest to youngest. `next` of the youngest is its parent
// with the lowest bit set; `previous` of the oldest is the youngest. So a node finds its
// neighbours, its parent and both ends of its list without a fourth link.

namespace uasyncio::kernel {
namespace {

constexpr std::uintptr_t parent_tag = 1;

bool is_parent(const Node* link) noexcept {
  return (reinterpret_cast<std::uintptr_t>(link) & parent_tag) != 0;
}
Node* as_parent(TimerNode* node) noexcept {
  return reinterpret_cast<Node*>(reinterpret_cast<std::uintptr_t>(node) | parent_tag);
}
TimerNode* parent_in(const Node* link) noexcept {
  return reinterpret_cast<TimerNode*>(reinterpret_cast<std::uintptr_t>(link) & ~parent_tag);
}

void adopt_as_oldest(TimerNode* parent, TimerNode* child) noexcept {
  UASYNCIO_ASSERT(parent != child, child->state);
  UASYNCIO_ASSERT(parent->deadline <= child->deadline, child->deadline);
  TimerNode* oldest = parent->child;
  parent->child = child;
  if (oldest == nullptr) {
    child->next = as_parent(parent);
    child->previous = child;
    return;
  }
  child->previous = oldest->previous;
  child->next = oldest;
  oldest->previous = child;
}

void adopt_as_youngest(TimerNode* parent, TimerNode* child) noexcept {
  UASYNCIO_ASSERT(parent != child, child->state);
  UASYNCIO_ASSERT(parent->deadline <= child->deadline, child->deadline);
  TimerNode* oldest = parent->child;
  child->next = as_parent(parent);
  if (oldest == nullptr) {
    parent->child = child;
    child->previous = child;
    return;
  }
  Node* youngest = oldest->previous;
  youngest->next = child;
  child->previous = youngest;
  oldest->previous = child;
}

/// Joins two heaps. All of `older` was inserted before its equals in `younger`.
TimerNode* meld(TimerNode* older, TimerNode* younger) noexcept {
  UASYNCIO_ASSERT(older != nullptr && younger != nullptr);
  UASYNCIO_ASSERT(older != younger, older->state);
  if (younger->deadline < older->deadline) {
    adopt_as_oldest(younger, older);
    return younger;
  }
  adopt_as_youngest(older, younger);
  return older;
}

/// Joins the children of `node`, which has some, into one heap, pairwise and then from the youngest
/// pair back.
TimerNode* meld_children(TimerNode* node) noexcept {
  UASYNCIO_ASSERT(node != nullptr && node->child != nullptr);
  TimerNode* child = node->child;
  TimerNode* pairs = nullptr;  // a stack through `previous`
  do {
    TimerNode* first = child;
    TimerNode* second = is_parent(first->next) ? nullptr : timer(first->next);
    if (second == nullptr) {
      child = nullptr;
    } else {
      child = is_parent(second->next) ? nullptr : timer(second->next);
      first = meld(first, second);
    }
    first->previous = pairs;
    pairs = first;
  } while (child != nullptr);
  TimerNode* heap = pairs;
  pairs = timer(heap->previous);
  while (pairs != nullptr) {
    TimerNode* pair = pairs;
    pairs = timer(pair->previous);
    heap = meld(pair, heap);
  }
  UASYNCIO_ASSERT(heap->deadline >= node->deadline, heap->deadline);
  return heap;
}

/// Puts `heap` where `node` was among its siblings.
void replace(TimerNode* node, TimerNode* heap) noexcept {
  Node* const before = node->previous;  // of the oldest, the youngest
  Node* const after = node->next;
  UASYNCIO_ASSERT(is_parent(before->next) || before->next == node, node->state);
  UASYNCIO_ASSERT(is_parent(after) || after->previous == node, node->state);
  heap->previous = before;
  heap->next = after;
  if (is_parent(before->next)) {
    parent_in(before->next)->child = heap;
  } else {
    before->next = heap;
  }
  if (is_parent(after)) {
    parent_in(after)->child->previous = heap;  // its own, if it is the only child
  } else {
    after->previous = heap;
  }
}

/// Takes `node` out of its siblings.
void detach(TimerNode* node) noexcept {
  Node* const before = node->previous;
  Node* const after = node->next;
  UASYNCIO_ASSERT(is_parent(before->next) || before->next == node, node->state);
  UASYNCIO_ASSERT(is_parent(after) || after->previous == node, node->state);
  if (before == node) {
    parent_in(after)->child = nullptr;
    return;
  }
  if (is_parent(before->next)) {
    parent_in(before->next)->child = timer(after);
  } else {
    before->next = after;
  }
  if (is_parent(after)) {
    parent_in(after)->child->previous = before;
  } else {
    after->previous = before;
  }
}

}  // namespace

void LinkedTimers::push(TimerNode* node) noexcept {
  UASYNCIO_ASSERT(node != nullptr && node != root_);
  node->child = nullptr;
  root_ = root_ == nullptr ? node : meld(root_, node);
}

void LinkedTimers::pop() noexcept {
  UASYNCIO_ASSERT(root_ != nullptr);
  root_ = root_->child == nullptr ? nullptr : meld_children(root_);
}

void LinkedTimers::remove(TimerNode* node) noexcept {
  UASYNCIO_ASSERT(root_ != nullptr, node->state);
  UASYNCIO_ASSERT(root_->deadline <= node->deadline, node->deadline);
  if (node == root_) {
    pop();
    return;
  }
  // The children take the place of the removed node, so that ages stay in order.
  if (node->child != nullptr) {
    replace(node, meld_children(node));
  } else {
    detach(node);
  }
}

}  // namespace uasyncio::kernel
