// The ready queue: intrusive, first in, first out. A pass runs what was in it when the pass began.
#pragma once

#include "uasyncio/core/task_header.hpp"

namespace uasyncio {

class ReadyQueue {
 public:
  ReadyQueue() noexcept = default;
  ReadyQueue(const ReadyQueue&) = delete;
  ReadyQueue& operator=(const ReadyQueue&) = delete;

  bool empty() const noexcept { return head_ == nullptr; }
  Node* first() const noexcept { return head_; }
  Node* last() const noexcept { return last_; }

  void push(Node* node) noexcept {
    node->next = nullptr;
    if (head_ == nullptr) {
      head_ = node;
    } else {
      last_->next = node;
    }
    last_ = node;
  }

  Node* pop() noexcept {
    Node* node = head_;
    head_ = node->next;
    return node;
  }

  /// A part of a queue on the move.
  struct Chain {
    Node* first;
    Node* last;
  };

  /// Empties the queue.
  Chain take_all() noexcept {
    const Chain chain{head_, last_};
    head_ = nullptr;
    return chain;
  }

  void push_all(Chain chain) noexcept {
    if (chain.first == nullptr) return;
    if (head_ == nullptr) {
      head_ = chain.first;
    } else {
      last_->next = chain.first;
    }
    last_ = chain.last;
  }

 private:
  Node* head_ = nullptr;
  Node* last_ = nullptr;  // meaningful while head_ is not null
};

}  // namespace uasyncio
