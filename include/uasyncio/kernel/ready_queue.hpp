// SPDX-License-Identifier: MIT
// The ready queue: intrusive, first in, first out. A pass runs what was in it when the pass began.
#pragma once

#include "uasyncio/kernel/assert.hpp"
#include "uasyncio/kernel/task_header.hpp"

#include <cstddef>

namespace uasyncio::kernel {

/// Each loop has its own. What is in it stands in no other list. In the loop's thread; O(1).
class ReadyQueue {
 public:
  ReadyQueue() noexcept = default;
  ReadyQueue(const ReadyQueue&) = delete;
  ReadyQueue& operator=(const ReadyQueue&) = delete;

  bool empty() const noexcept { return head_ == nullptr; }
  Node* first() const noexcept { return head_; }
  /// Of a queue that is not empty.
  Node* last() const noexcept { return reinterpret_cast<Node*>(end_); }

  /// Adds a node, which is in no list, behind the last one.
  [[gnu::always_inline]] void push(Node* node) noexcept {
    UASYNCIO_ASSERT(end_ != &node->next);  // it is the last one already
    node->next = nullptr;
    *end_ = node;
    end_ = &node->next;
  }

  /// Takes the first node of a queue that is not empty.
  Node* pop() noexcept {
    UASYNCIO_ASSERT(head_ != nullptr);
    Node* node = head_;
    UASYNCIO_ASSERT(node->next != node, node->state);
    head_ = node->next;
    if (head_ == nullptr) end_ = &head_;
    return node;
  }

  /// A part of a queue on the move.
  struct Chain {
    Node* first;
    Node** end;
  };

  /// Empties the queue. Of an empty one `first` is null.
  Chain take_all() noexcept {
    UASYNCIO_ASSERT(*end_ == nullptr);
    UASYNCIO_ASSERT((head_ == nullptr) == (end_ == &head_), head_);
    const Chain chain{head_, end_};
    head_ = nullptr;
    end_ = &head_;
    return chain;
  }

  /// Takes the nodes up to and with `last`, which must be in the queue.
  Chain take_until(Node* last) noexcept {
    UASYNCIO_ASSERT(head_ != nullptr && last != nullptr);
    UASYNCIO_ASSERT(*end_ == nullptr, last->state);
    const Chain chain{head_, &last->next};
    head_ = last->next;
    last->next = nullptr;
    if (head_ == nullptr) end_ = &head_;
    return chain;
  }

  /// Adds a chain, which is not empty, in front of what is in the queue.
  void push_front(Chain chain) noexcept {
    UASYNCIO_ASSERT(chain.first != nullptr && *chain.end == nullptr);
    if (head_ == nullptr) end_ = chain.end;
    *chain.end = head_;
    head_ = chain.first;
  }

  /// Adds a chain behind what is in the queue; one with a null `first` changes nothing.
  void push_all(Chain chain) noexcept {
    if (chain.first == nullptr) return;
    *end_ = chain.first;
    end_ = chain.end;
  }

 private:
  static_assert(offsetof(NodeLinks, next) == 0, "the link of the last node is where the node is");

  Node* head_ = nullptr;
  Node** end_ = &head_;  // the link behind the last node
};

}  // namespace uasyncio::kernel
