// SPDX-License-Identifier: MIT
// Queue, LifoQueue, PriorityQueue: tasks hand items to tasks.
#pragma once

#include "uasyncio/sync/item_ring.hpp"
#include "uasyncio/sync/make_item.hpp"

#include <algorithm>
#include <functional>
#include <optional>

namespace uasyncio {
namespace detail {

/// What all queues do; `Items` says in which order. A failure in the move of an item loses that
/// item and nothing else.
template <class T, class Items>
class QueueOf : public Items {
  static_assert(std::is_move_constructible_v<T>,
                "a queue moves its items in and out: its type must be movable");

 public:
  using value_type = T;
  using Items::Items;

  class [[nodiscard("co_await it: without that nothing is put")]] Put {
   public:
    Put(QueueOf& queue, T&& item) : queue_(&queue), item_(std::move(item)) {}
    bool await_ready() const { return queue_->may_put_now(); }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      queue_->wait_to_put(frame_of(awaiting));
    }
    void await_resume() {
      raise_pending_failure();
      queue_->add(std::move(item_));
    }

   private:
    QueueOf* queue_;
    T item_;
  };

  class [[nodiscard("co_await it: without that nothing is taken")]] Get {
   public:
    explicit Get(QueueOf& queue) noexcept : queue_(&queue) {}
    bool await_ready() const noexcept { return queue_->may_get(); }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      queue_->wait_to_get(frame_of(awaiting));
    }
    T await_resume() const {
      raise_pending_failure();
      return queue_->take();
    }

   private:
    QueueOf* queue_;
  };

  class [[nodiscard("co_await it: without that nothing is taken")]] Next : NextWait {
   public:
    explicit Next(QueueOf& queue) noexcept : queue_(&queue) {}
    bool await_ready() noexcept {
      is_refused = queue_->is_shut_down() && !queue_->has_item();
      return is_refused || queue_->may_get();
    }
    void await_suspend(std::coroutine_handle<> awaiting) noexcept {
      queue_->wait_for_next(*this, frame_of(awaiting));
    }
    std::optional<T> await_resume() const {
      if (is_refused) return std::nullopt;
      return queue_->take();
    }

   private:
    QueueOf* queue_;
  };

  /// Puts the item in the queue. Suspends while the queue is full or others wait to put; then the
  /// first to wait gets the first free place. A put that is cancelled has put nothing. Fails with
  /// QueueShutDown after `shutdown`, with MemoryError if the pool is exhausted. From a task.
  [[nodiscard("co_await it: without that nothing is put")]]
  Put put(T item) {
    return Put(*this, std::move(item));
  }
  /// The same with an item that is made of the arguments: `queue.put("hot", 3)`. For aggregates,
  /// because GCC 12 miscompiles `co_await queue.put(Item{"hot", 3})`: it destroys an item twice.
  template <class... Args>
    requires ItemArguments<T, Args...>
  [[nodiscard("co_await it: without that nothing is put")]]
  Put put(Args&&... args) {
    return Put(*this, make_item<T>(std::forward<Args>(args)...));
  }

  /// Takes an item out. Suspends while there is none or others wait for one; the first to wait gets
  /// the first item. If it is cancelled the item goes to the next. Fails with QueueShutDown once
  /// the queue is shut down and empty. From a task.
  [[nodiscard("co_await it: without that nothing is taken")]]
  Get get() noexcept {
    return Get(*this);
  }

  /// As get, but gives nothing once the queue is shut down and empty, and never fails:
  /// `while (auto item = co_await queue.next()) use(*item);`
  [[nodiscard("co_await it: without that nothing is taken")]]
  Next next() noexcept {
    return Next(*this);
  }

  /// False if the queue is full or shut down, or the pool is exhausted. Never suspends. From tasks
  /// and plain code of the loop's thread.
  bool put_nowait(T item) {
    if (this->is_shut_down() || !this->has_or_makes_place()) return false;
    add(std::move(item));
    return true;
  }

  /// Nothing if the queue is empty. Never suspends. As put_nowait.
  std::optional<T> get_nowait() {
    if (!this->has_item()) return std::nullopt;
    return take();
  }

  /// Nothing is put from now on: puts fail, also those that wait; gets go on until the queue is
  /// empty, then they fail and `next` gives nothing. `immediate`: drops the items, which then count
  /// as done with. Can be called again. From tasks and plain code of the loop's thread.
  void shutdown(bool immediate = false) noexcept {
    this->stop();
    if (!immediate) return;
    this->stop_getters();
    while (this->size_ != 0) {
      this->drop();
      this->count_dropped();
    }
  }

 protected:
  void add(T&& item) {
    const HandsOut afterwards(*this);
    this->push(std::move(item));
    ++this->unfinished_;
  }
  T take() {
    const HandsOut afterwards(*this);
    const Drops first(*this);
    return std::move(this->next_item());
  }

 private:
  /// Also if the item's move throws: then what the task was given goes to the next.
  class HandsOut {
   public:
    explicit HandsOut(QueueOf& queue) noexcept : queue_(queue) {}
    ~HandsOut() { queue_.hand_out(); }
    HandsOut(const HandsOut&) = delete;
    HandsOut& operator=(const HandsOut&) = delete;

   private:
    QueueOf& queue_;
  };
  class Drops {
   public:
    explicit Drops(QueueOf& queue) noexcept : queue_(queue) {}
    ~Drops() { queue_.drop(); }
    Drops(const Drops&) = delete;
    Drops& operator=(const Drops&) = delete;

   private:
    QueueOf& queue_;
  };

  bool may_put_now() {
    if (this->is_shut_down()) return false;
    return this->may_put() || (this->has_or_makes_place() && this->may_put());
  }
};

template <class T, std::size_t N>
class FifoItems : public ItemRing<T, N> {
 protected:
  using ItemRing<T, N>::ItemRing;
  void push(T&& item) { this->add_last(std::move(item)); }
  T& next_item() noexcept { return this->item(0); }
  void drop() noexcept { this->drop_first(); }
};

template <class T, std::size_t N>
class LifoItems : public ItemRing<T, N> {
 protected:
  using ItemRing<T, N>::ItemRing;
  void push(T&& item) { this->add_last(std::move(item)); }
  T& next_item() noexcept { return this->item(this->size_ - 1); }
  void drop() noexcept { this->drop_last(); }
};

template <class T>
struct Ranked {
  T item;
  std::uint32_t number;  // in the order of put, modulo 2^32
};

/// A binary heap: the next item is made the last and then taken from there.
template <class T, std::size_t N, class Less>
class PriorityItems : public ItemRing<Ranked<T>, N> {
  static_assert(std::is_nothrow_move_constructible_v<T> && std::is_nothrow_move_assignable_v<T>,
                "the items of a PriorityQueue must move without throwing");

 protected:
  using ItemRing<Ranked<T>, N>::ItemRing;
  void push(T&& item) noexcept {
    this->add_last(Ranked<T>{std::move(item), number_++});
    std::push_heap(begin(), begin() + this->size_, &comes_after);
  }
  T& next_item() noexcept {
    std::pop_heap(begin(), begin() + this->size_, &comes_after);
    return (begin() + this->size_ - 1)->item;
  }
  void drop() noexcept { this->drop_last(); }

 private:
  static bool comes_after(const Ranked<T>& a, const Ranked<T>& b) noexcept {
    const Less less{};
    if (less(b.item, a.item)) return true;
    if (less(a.item, b.item)) return false;
    return static_cast<std::int32_t>(a.number - b.number) > 0;
  }
  Ranked<T>* begin() noexcept { return &this->item(0); }

  std::uint32_t number_ = 0;
};

}  // namespace detail

/// First in, first out. `Queue<T, N>` holds N items, in the object. `Queue<T>(n)` holds n, in room
/// that it takes from the frame pool when it is made; without a size, or with 0, it takes more as
/// it grows. For tasks of one loop. T must be movable. Not movable itself. Items that are left are
/// destroyed with the queue, tasks that wait are cancelled. A queue with room from the pool must be
/// gone before the pool: not a static object.
template <class T, std::size_t N = 0>
class Queue : public detail::QueueOf<T, detail::FifoItems<T, N>> {
 public:
  constexpr Queue() noexcept
    requires(N != 0)
  = default;
  explicit Queue(std::ptrdiff_t maxsize = 0) noexcept
    requires(N == 0)
      : detail::QueueOf<T, detail::FifoItems<T, N>>(maxsize) {}
};

/// As Queue, but last in, first out.
template <class T, std::size_t N = 0>
class LifoQueue : public detail::QueueOf<T, detail::LifoItems<T, N>> {
 public:
  constexpr LifoQueue() noexcept
    requires(N != 0)
  = default;
  explicit LifoQueue(std::ptrdiff_t maxsize = 0) noexcept
    requires(N == 0)
      : detail::QueueOf<T, detail::LifoItems<T, N>>(maxsize) {}
};

/// As Queue, but the smallest first; equal ones in the order of put. The moves of T must not throw,
/// and `Less` must not either.
template <class T, std::size_t N = 0, class Less = std::less<T>>
class PriorityQueue : public detail::QueueOf<T, detail::PriorityItems<T, N, Less>> {
 public:
  constexpr PriorityQueue() noexcept
    requires(N != 0)
  = default;
  explicit PriorityQueue(std::ptrdiff_t maxsize = 0) noexcept
    requires(N == 0)
      : detail::QueueOf<T, detail::PriorityItems<T, N, Less>>(maxsize) {}
};

}  // namespace uasyncio
