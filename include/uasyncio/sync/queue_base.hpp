// SPDX-License-Identifier: MIT
// Who waits for a queue, and when it goes on, whatever the items are.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/kernel/wait_list.hpp"

#include <cstddef>

namespace uasyncio::detail {

struct GetterList : kernel::GivingList {
  using kernel::GivingList::GivingList;
};
struct PutterList : kernel::GivingList {
  using kernel::GivingList::GivingList;
};

/// `next` waits with a frame of its own: so it can be told from `get`, which fails when nothing
/// comes any more, and be told so.
struct NextWait : kernel::Frame {
  bool is_refused = false;  // nothing comes any more; the queue may be gone
};

/// The two wait lists of a queue, the count of its items, `join` and shut-down. An item is given to
/// the getter that has waited longest, a free place to the putter that has. What was given is not
/// there for others; who comes before the woken task has run queues up behind it.
class QueueBase : GetterList, PutterList {
 public:
  QueueBase(const QueueBase&) = delete;
  QueueBase& operator=(const QueueBase&) = delete;

  class [[nodiscard("co_await it: without that nobody waits")]] Join {
   public:
    explicit Join(QueueBase& queue) noexcept : queue_(&queue) {}
    bool await_ready() const noexcept { return queue_->unfinished_ == 0; }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      kernel::Scheduler::running()->wait_in(queue_->joiners_, frame_of(awaiting));
    }
    void await_resume() const noexcept {}

   private:
    QueueBase* queue_;
  };

  /// How many items can be taken: those that were given to a woken task do not count.
  std::size_t qsize() const noexcept { return size_ - getters().given; }
  bool empty() const noexcept { return qsize() == 0; }
  /// Whether put_nowait would find no place. An unbounded queue is never full.
  bool full() const noexcept { return !is_unbounded_ && !has_place(); }
  /// How many items it holds at most; 0: unbounded.
  std::size_t maxsize() const noexcept { return is_unbounded_ ? 0 : capacity_; }

  /// Says that an item which was taken is done with. False, and a report, if that was said of all
  /// items that were ever put (asyncio's ValueError). From a task or plain code of the loop.
  bool task_done() noexcept;
  /// Suspends until every item that was put is done with; at once, without yielding, if none is
  /// outstanding. Cancelling leaves no trace. From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  Join join() noexcept {
    return Join(*this);
  }

 protected:
  /// A `capacity` of 0 that is not unbounded: there was no room, every put fails with MemoryError.
  constexpr QueueBase(std::size_t capacity, bool is_unbounded) noexcept
      : GetterList("Queue.get", &on_getter_gone),
        PutterList("Queue.put", &on_putter_gone),
        capacity_(capacity),
        is_unbounded_(is_unbounded) {}
  ~QueueBase() = default;

  bool is_unbounded() const noexcept { return is_unbounded_; }
  bool is_shut_down() const noexcept { return is_shut_down_; }
  bool has_item() const noexcept { return getters().given < size_; }
  bool has_place() const noexcept { return size_ + putters().given < capacity_; }
  /// The same for those who would wait: is nobody before them?
  bool may_get() const noexcept { return getters().given == 0 && size_ != 0; }
  bool may_put() const noexcept { return putters().given == 0 && size_ < capacity_; }

  void wait_to_get(kernel::Frame* waiting) noexcept;
  void wait_for_next(NextWait& wait, kernel::Frame* waiting) noexcept;
  void wait_to_put(kernel::Frame* waiting) noexcept;

  /// Gives items and places to those who wait, after something has changed. Most often nobody does.
  void hand_out() noexcept {
    if (!getters().empty() || !putters().empty()) hand_out_to_waiters();
  }
  /// An item is dropped that nobody has taken: it is done with.
  void count_dropped() noexcept;
  /// Refuses who waits, and who was given a place.
  void stop() noexcept;
  /// Refuses also who was given an item.
  void stop_getters() noexcept;

  std::size_t size_ = 0;
  std::size_t capacity_;
  std::size_t unfinished_ = 0;

 private:
  GetterList& getters() noexcept { return *this; }
  PutterList& putters() noexcept { return *this; }
  const GetterList& getters() const noexcept { return *this; }
  const PutterList& putters() const noexcept { return *this; }
  void hand_out_to_waiters() noexcept;
  static void on_getter_gone(kernel::HandOver* giver) noexcept;
  static void on_putter_gone(kernel::HandOver* giver) noexcept;

  kernel::WaitList joiners_{"Queue.join"};
  const bool is_unbounded_;
  bool is_shut_down_ = false;
};

}  // namespace uasyncio::detail
