// SPDX-License-Identifier: MIT
// The limit: what a bare loop of C++ coroutines costs, with nothing but a queue of what is ready
// and a heap of timers. No cancelling, no failures, no input or output, one thread, and the memory
// of the heap. Not a library: what a library can come near to.
#pragma once

#include "bench/harness.hpp"

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <sys/epoll.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace bench::limit {

/// A coroutine, and a task if it was started.
class Task {
 public:
  struct Promise {
    Promise* next = nullptr;    // of what is ready
    Promise* waiter = nullptr;  // for the end
    bool is_over = false;

    Task get_return_object() { return Task(this); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept;
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
    std::coroutine_handle<Promise> handle() noexcept {
      return std::coroutine_handle<Promise>::from_promise(*this);
    }
  };
  using promise_type = Promise;

  explicit Task(Promise* promise) noexcept : promise_(promise) {}
  Task(Task&& other) noexcept : promise_(std::exchange(other.promise_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(promise_, other.promise_);
    return *this;
  }
  ~Task() {
    if (promise_ != nullptr) promise_->handle().destroy();
  }
  Promise& promise() const noexcept { return *promise_; }

  bool await_ready() const noexcept { return promise_->is_over; }
  void await_suspend(std::coroutine_handle<Promise> waiting) const noexcept {
    promise_->waiter = &waiting.promise();
  }
  void await_resume() const noexcept {}

 private:
  Promise* promise_;
};
using Promise = Task::Promise;

/// Four children to a node, side by side in a cache line, asked for before they are compared.
class Heap {
 public:
  struct Entry {
    std::uint64_t deadline;
    Promise* task;
  };

  bool empty() const noexcept { return entries_.size() == root; }
  const Entry& first() const noexcept { return entries_[root]; }

  void push(Entry entry) {
    std::size_t at = entries_.size();
    entries_.push_back(entry);
    while (at != root && entry.deadline < entries_[at / 4 + 2].deadline) {
      entries_[at] = entries_[at / 4 + 2];
      at = at / 4 + 2;
    }
    entries_[at] = entry;
  }

  void pop() {
    const Entry last = entries_.back();
    entries_.pop_back();
    if (empty()) return;
    const std::size_t end = entries_.size();
    std::size_t at = root;
    for (std::size_t child = 4 * (at - 2); child < end; child = 4 * (at - 2)) {
      for (std::size_t each = child; each != child + 4; ++each) {
        __builtin_prefetch(entries_.data() + 4 * (each - 2));
      }
      std::size_t first = child;
      for (std::size_t each = child + 1; each != child + 4 && each < end; ++each) {
        if (entries_[each].deadline < entries_[first].deadline) first = each;
      }
      if (entries_[first].deadline >= last.deadline) break;
      entries_[at] = entries_[first];
      at = first;
    }
    entries_[at] = last;
    __builtin_prefetch(first().task);
  }

 private:
  static constexpr std::size_t root = 3;
  std::vector<Entry> entries_ = std::vector<Entry>(root);
};

class Loop {
 public:
  ~Loop() {
    if (epoll_ >= 0) close(epoll_);
  }

  void make_ready(Promise& task) noexcept {
    task.next = nullptr;
    *end_ = &task;
    end_ = &task.next;
  }

  void run_until(const Task& main) {
    make_ready(main.promise());
    while (!main.promise().is_over) {
      Promise* task = std::exchange(first_, nullptr);
      end_ = &first_;
      while (task != nullptr) {
        Promise* const next = task->next;
        task->handle().resume();
        task = next;
      }
      if (!timers.empty()) fire_due();
    }
  }

  /// Before tasks go that sleep or are ready.
  void forget_all() {
    first_ = nullptr;
    end_ = &first_;
    timers = Heap();
  }

  Heap timers;

 private:
  void fire_due() {
    std::uint64_t now = monotonic_us();
    if (first_ == nullptr && timers.first().deadline > now) {
      sleep_until(timers.first().deadline, now);
      now = monotonic_us();
    }
    while (!timers.empty() && timers.first().deadline <= now) {
      make_ready(*timers.first().task);
      timers.pop();
    }
  }

  /// As a loop with input and output would.
  void sleep_until(std::uint64_t deadline, std::uint64_t now) {
    if (epoll_ < 0) epoll_ = epoll_create1(EPOLL_CLOEXEC);
    const std::uint64_t left = deadline - now;
    const timespec time{static_cast<time_t>(left / 1'000'000),
                        static_cast<long>(left % 1'000'000 * 1'000)};
    epoll_event event;
    epoll_pwait2(epoll_, &event, 1, &time, nullptr);
  }

  Promise* first_ = nullptr;
  Promise** end_ = &first_;
  int epoll_ = -1;
};

inline Loop loop;

inline auto Task::Promise::final_suspend() noexcept {
  is_over = true;
  if (waiter != nullptr) loop.make_ready(*waiter);
  return std::suspend_always{};
}

struct Yield {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<Promise> waiting) const noexcept {
    loop.make_ready(waiting.promise());
  }
  void await_resume() const noexcept {}
};

/// Not before so many milliseconds have passed.
class Sleep {
 public:
  explicit Sleep(unsigned length_ms) noexcept : length_ms_(length_ms) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<Promise> waiting) const {
    loop.timers.push({monotonic_us() + 1 + std::uint64_t{length_ms_} * 1'000, &waiting.promise()});
  }
  void await_resume() const noexcept {}

 private:
  unsigned length_ms_;
};

}  // namespace bench::limit
