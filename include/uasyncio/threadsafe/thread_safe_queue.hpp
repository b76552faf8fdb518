// SPDX-License-Identifier: MIT
// ThreadSafeQueue: items between tasks, interrupts and threads, in both directions.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/kernel/doorbell.hpp"
#include "uasyncio/sync/make_item.hpp"
#include "uasyncio/threadsafe/exclusive_section.hpp"

#include <cstddef>
#include <new>
#include <optional>
#include <type_traits>
#include <utility>

namespace uasyncio {

/// The part of a ThreadSafeQueue that does not depend on its type: who waits, and which places are
/// taken. What was promised to a woken task, an item or a free place, is nobody else's. From
/// anywhere.
class ThreadSafeQueueBase : protected kernel::Doorbell {
 public:
  /// How many items can be taken.
  std::size_t qsize() noexcept;
  bool empty() noexcept { return qsize() == 0; }
  /// Whether `put_sync` would refuse an item.
  bool full() noexcept;

 protected:
  /// The waiters of one side; what they wait for is an item, or a place.
  struct Side : kernel::GivingList {
    Side(const char* what, ThreadSafeQueueBase& its_queue) noexcept
        : kernel::GivingList(what, &is_back), queue(its_queue) {}
    static void is_back(kernel::HandOver* giver) noexcept;

    ThreadSafeQueueBase& queue;
    std::size_t promised = 0;  // guarded by the exclusive section, as is `must_ring`
    bool must_ring = false;    // somebody waits for more
  };

  explicit ThreadSafeQueueBase(std::size_t capacity) noexcept
      : kernel::Doorbell(&on_ring), capacity_(capacity) {}
  ~ThreadSafeQueueBase() = default;

  // Inside a section. `is_promised`: by a task to which one was promised.
  bool may_take(Side& side, bool is_promised) noexcept {
    if (is_promised) --side.promised;
    return available(side) != 0;
  }
  std::size_t take_place() noexcept { return place_after(first_, count_++); }
  std::size_t free_place() noexcept {
    --count_;
    return std::exchange(first_, place_after(first_, 1));
  }

  // In the loop's thread.
  bool is_promised_at_once(Side& side) noexcept {
    return side.empty() && side.given == 0 && promise(side);
  }
  void suspend(Side& side, kernel::Frame* waiting) noexcept { wait_in(side, waiting); }

  Exclusion exclusion_;  // guards all numbers, and the items
  std::size_t count_ = 0;
  Side getters_{"ThreadSafeQueue.get", *this};
  Side putters_{"ThreadSafeQueue.put", *this};

 private:
  std::size_t place_after(std::size_t place, std::size_t steps) const noexcept {
    place += steps;
    return place < capacity_ ? place : place - capacity_;  // dividing takes long on a Cortex-M0
  }
  std::size_t available(const Side& side) const noexcept {
    return (&side == &getters_ ? count_ : capacity_ - count_) - side.promised;
  }
  bool promise(Side& side) noexcept;
  void serve(Side& side) noexcept;
  static void on_ring(kernel::Signal& signal) noexcept;

  std::size_t capacity_;
  std::size_t first_ = 0;
};

/// Holds up to N items. Any number of producers and consumers, each a task, an interrupt or a
/// thread; the tasks are those of one loop. First in, first out, for the items and for the tasks
/// that wait; between tasks nobody overtakes. Interrupts are masked while one T is moved: keep it
/// small; what may throw then does not compile. Not movable; must outlive whatever uses it. Its
/// destructor drops the items and cancels the tasks that wait.
template <class T, std::size_t N>
class ThreadSafeQueue : public ThreadSafeQueueBase {
  static_assert(N > 0, "a queue holds at least one item");
  static_assert(std::is_nothrow_move_constructible_v<T> && std::is_nothrow_destructible_v<T>,
                "an item is moved with interrupts masked: its type must not throw then");

 public:
  ThreadSafeQueue() noexcept : ThreadSafeQueueBase(N) {}
  ~ThreadSafeQueue() {
    take_down();
    while (count_ != 0) at(free_place())->~T();
  }

  class [[nodiscard("co_await it: without that nothing is put")]] Put {
   public:
    Put(ThreadSafeQueue& queue, T&& item) noexcept : queue_(&queue), item_(std::move(item)) {}
    bool await_ready() const noexcept { return queue_->is_promised_at_once(queue_->putters_); }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      queue_->suspend(queue_->putters_, detail::frame_of(awaiting));
    }
    void await_resume() noexcept { queue_->put_item(item_, true); }

   private:
    ThreadSafeQueue* queue_;
    T item_;
  };

  class [[nodiscard("co_await it: without that nothing is taken")]] Next {
   public:
    explicit Next(ThreadSafeQueue& queue) noexcept : queue_(&queue) {}
    bool await_ready() const noexcept { return queue_->is_promised_at_once(queue_->getters_); }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      queue_->suspend(queue_->getters_, detail::frame_of(awaiting));
    }
    std::optional<T> await_resume() noexcept { return queue_->get_item(true); }

   private:
    ThreadSafeQueue* queue_;
  };
  class [[nodiscard("co_await it: without that nothing is taken")]] Get : Next {
   public:
    explicit Get(ThreadSafeQueue& queue) noexcept : Next(queue) {}
    using Next::await_ready;
    using Next::await_suspend;
    T await_resume() noexcept { return *Next::await_resume(); }
  };

  /// Suspends while the queue is full; at once, without yielding, if it is not and nobody waits
  /// before. A cancelled put leaves nothing in the queue. Never fails. From a task.
  [[nodiscard("co_await it: without that nothing is put")]]
  Put put(T item) noexcept {
    return Put(*this, std::move(item));
  }
  /// The same with an item that is made of the arguments, as `Queue::put`.
  template <class... Args>
    requires detail::ItemArguments<T, Args...>
  [[nodiscard("co_await it: without that nothing is put")]]
  Put put(Args&&... args) noexcept {
    return Put(*this, detail::make_item<T>(std::forward<Args>(args)...));
  }
  /// Suspends while the queue is empty, gives the oldest item; at once, without yielding, if there
  /// is one and nobody waits before. An item of a getter that is cancelled before it ran goes to
  /// the next. Never fails. From a task.
  [[nodiscard("co_await it: without that nothing is taken")]]
  Get get() noexcept {
    return Get(*this);
  }
  /// The same, for `while (auto item = co_await queue.next())`. Never gives nullopt.
  [[nodiscard("co_await it: without that nothing is taken")]]
  Next next() noexcept {
    return Next(*this);
  }

  /// False if the queue is full. From anywhere; does not wait, but a thread may spin while another
  /// one moves an item. Wakes a sleeping loop if a task waits for it.
  bool put_sync(T item) noexcept { return put_item(item, false); }
  /// The oldest item, or nullopt. From anywhere, as put_sync.
  std::optional<T> get_sync() noexcept { return get_item(false); }

 private:
  T* at(std::size_t place) noexcept { return std::launder(reinterpret_cast<T*>(room_[place])); }

  bool put_item(T& item, bool is_promised) noexcept {
    bool must_ring;
    {
      const ExclusiveSection section(exclusion_);
      if (!may_take(putters_, is_promised)) return false;
      ::new (room_[take_place()]) T(std::move(item));
      must_ring = std::exchange(getters_.must_ring, false);
    }
    if (must_ring) ring();
    return true;
  }
  std::optional<T> get_item(bool is_promised) noexcept {
    std::optional<T> item;
    bool must_ring;
    {
      const ExclusiveSection section(exclusion_);
      if (!may_take(getters_, is_promised)) return item;
      T* const oldest = at(free_place());
      item.emplace(std::move(*oldest));
      oldest->~T();
      must_ring = std::exchange(putters_.must_ring, false);
    }
    if (must_ring) ring();
    return item;
  }

  alignas(T) unsigned char room_[N][sizeof(T)];
};

}  // namespace uasyncio
