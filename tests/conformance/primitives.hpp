// SPDX-License-Identifier: MIT
// Every primitive that tasks wait for, behind one interface, in memory that is overwritten when it
// goes: whatever is touched afterwards does not work any more.
#pragma once

#include "tests/support/scenario.hpp"

#include <array>
#include <cstring>
#include <memory>
#include <new>
#include <ostream>
#include <uasyncio/compat.hpp>

namespace primitives {

namespace asyncio = uasyncio;

class Subject {
 public:
  virtual ~Subject() = default;
  bool exists() const { return exists_; }
  virtual void destroy() = 0;
  /// A task's wait for it, up to its end.
  virtual asyncio::Coro<> wait() = 0;
  /// Lets somebody go on who waits.
  virtual void let_go() = 0;

 protected:
  bool exists_ = false;
};

struct Kind {
  const char* name;  // of the test
  const char* what;  // what reports call it
  bool gives;        // who was let go needs it still
  std::unique_ptr<Subject> (*make)();
  const char* waiter = nullptr;  // what reports call a task that waits, if not by its own name
  bool cleans_up = false;        // who is cancelled needs it for a cleanup
};
inline std::ostream& operator<<(std::ostream& out, const Kind& kind) { return out << kind.name; }

/// `How` says how to make and use a Primitive: `prepare`, so that tasks have to wait; `wait`; and
/// `let_go`.
template <class Primitive, class How>
class SubjectOf : public Subject {
 public:
  SubjectOf() {
    ::new (room_) Primitive;
    exists_ = true;
    if constexpr (requires(Primitive& one) { How::prepare(one); }) How::prepare(get());
  }
  ~SubjectOf() override {
    if (exists_) destroy();
  }
  void destroy() override {
    exists_ = false;
    get().~Primitive();
    std::memset(room_, 0xA5, sizeof(room_));
  }
  asyncio::Coro<> wait() override { return How::wait(*this, get()); }
  void let_go() override { How::let_go(get()); }

 private:
  Primitive& get() { return *std::launder(reinterpret_cast<Primitive*>(room_)); }

  alignas(Primitive) unsigned char room_[sizeof(Primitive)];
};

template <class Primitive, class How>
std::unique_ptr<Subject> make() {
  return std::make_unique<SubjectOf<Primitive, How>>();
}

inline constexpr int waiters = 3;  // tasks in a test

// --- How each one is used -----------------------------------------------------------------------

/// Waits with `primitive.wait()`, lets go with `primitive.set()`.
struct BySet {
  template <class Primitive>
  static asyncio::Coro<> wait(Subject&, Primitive& one) {
    (void)co_await one.wait();
  }
  template <class Primitive>
  static void let_go(Primitive& one) {
    if constexpr (requires { one.set(1); }) {
      one.set(1);
    } else {
      one.set();
    }
  }
};

/// Waits with `acquire()`, lets go with `release()`, and keeps what it has got.
struct ByRelease {
  template <class Primitive>
  static void prepare(Primitive& one) {
    EXPECT_TRUE(one.try_acquire());
  }
  template <class Primitive>
  static asyncio::Coro<> wait(Subject&, Primitive& one) {
    co_await one.acquire();
  }
  template <class Primitive>
  static void let_go(Primitive& one) {
    one.release();
  }
};

struct ByNotify {
  /// Without `with`, whose guard may not outlive the condition.
  static asyncio::Coro<> wait(Subject& subject, asyncio::Condition& one) {
    co_await one.acquire();
    const auto release = [&subject, &one] {
      if (subject.exists()) one.release();
    };
    const asyncio::on_cancel guard(release);
    co_await one.wait();
  }
  static void let_go(asyncio::Condition& one) {
    const bool is_ours = one.try_acquire();
    one.notify();
    if (is_ours) one.release();
  }
};

struct ByArrival {
  static asyncio::Coro<> wait(Subject&, asyncio::Barrier<>& one) { co_await one.wait(); }
  static void let_go(asyncio::Barrier<>& one) {
    for (int n = 0; n != waiters && !one.trigger(); ++n) {
    }
  }
};
struct BarrierForAll : asyncio::Barrier<> {
  BarrierForAll() : Barrier(waiters + 1) {}
};

struct ByPut {
  template <class Queue>
  static asyncio::Coro<> wait(Subject&, Queue& queue) {
    EXPECT_EQ(co_await queue.get(), 1);
  }
  template <class Queue>
  static void let_go(Queue& queue) {
    EXPECT_TRUE(queue.put_nowait(1));
  }
};

struct ByPutForNext {
  template <class Queue>
  static asyncio::Coro<> wait(Subject&, Queue& queue) {
    EXPECT_EQ(co_await queue.next(), 1);
  }
  template <class Queue>
  static void let_go(Queue& queue) {
    EXPECT_TRUE(queue.put_nowait(1));
  }
};

using Queue = asyncio::Queue<int, 1>;

struct ByGet {
  static void prepare(Queue& queue) { EXPECT_TRUE(queue.put_nowait(1)); }
  static asyncio::Coro<> wait(Subject&, Queue& queue) { co_await queue.put(1); }
  static void let_go(Queue& queue) { EXPECT_TRUE(queue.get_nowait().has_value()); }
};

struct ByTaskDone {
  static void prepare(Queue& queue) { EXPECT_TRUE(queue.put_nowait(1)); }
  static asyncio::Coro<> wait(Subject&, Queue& queue) { co_await queue.join(); }
  static void let_go(Queue& queue) { EXPECT_TRUE(queue.task_done()); }
};

using OutsideQueue = asyncio::ThreadSafeQueue<int, 1>;

struct ByPutSync {
  static asyncio::Coro<> wait(Subject&, OutsideQueue& queue) { (void)co_await queue.get(); }
  static void let_go(OutsideQueue& queue) { queue.put_sync(1); }
};
struct ByGetSync {
  static void prepare(OutsideQueue& queue) { EXPECT_TRUE(queue.put_sync(1)); }
  static asyncio::Coro<> wait(Subject&, OutsideQueue& queue) { co_await queue.put(1); }
  static void let_go(OutsideQueue& queue) { queue.get_sync(); }
};

using Ring = asyncio::RingIO<2>;

struct ByWrite {
  static asyncio::Coro<> wait(Subject&, Ring& ring) {
    char byte[1];
    co_await ring.read(byte);
  }
  static void let_go(Ring& ring) { ring.write("x"); }
};
struct ByRead {
  static void prepare(Ring& ring) { EXPECT_EQ(ring.write("xx"), 2u); }
  static asyncio::Coro<> wait(Subject&, Ring& ring) { co_await ring.write_all("x"); }
  static void let_go(Ring& ring) {
    char byte[1];
    ring.readinto(byte);
  }
};

/// A member of a WaitAny or WaitAll, which the task makes.
template <template <class...> class Wait>
struct AsMember {
  template <class Event>
  static asyncio::Coro<> wait(Subject&, Event& event) {
    Wait any(event);
    co_await any.wait();
  }
  template <class Event>
  static void let_go(Event& event) {
    event.set();
  }
};

/// A WaitAny or WaitAll that several tasks wait on, and that goes before its members.
template <template <class...> class Wait>
struct Several {
  asyncio::Event event;
  asyncio::ThreadSafeFlag flag;
  Wait<asyncio::Event&, asyncio::ThreadSafeFlag&> both{event, flag};
};
struct ByFlag {
  template <template <class...> class Wait>
  static asyncio::Coro<> wait(Subject&, Several<Wait>& several) {
    (void)co_await several.both;
  }
  template <template <class...> class Wait>
  static void let_go(Several<Wait>& several) {
    several.event.set();
    several.flag.set();
  }
};
/// One that keeps another one inside, which goes with it.
struct Nested {
  asyncio::Event one, two;
  asyncio::WaitAny<asyncio::WaitAll<asyncio::Event&, asyncio::Event&>, asyncio::Event&> any{
      asyncio::WaitAll(one, two), two};
};
struct ByEvents {
  static asyncio::Coro<> wait(Subject&, Nested& nested) { (void)co_await nested.any; }
  static void let_go(Nested& nested) {
    nested.one.set();
    nested.two.set();
  }
};

struct Topic {
  asyncio::Broker<int> broker;
  asyncio::Queue<int, 4> queue;
};
struct ByPublish {
  static void prepare(Topic& topic) { EXPECT_TRUE(topic.broker.subscribe("t", topic.queue)); }
  static asyncio::Coro<> wait(Subject&, Topic& topic) { (void)co_await topic.queue.get(); }
  static void let_go(Topic& topic) { topic.broker.publish("t", 1); }
};

struct NoPlace : asyncio::Semaphore {
  NoPlace() : Semaphore(0) {}
};
struct GivesPlace : ByRelease {
  static void prepare(NoPlace&) {}
};

// --- All of them --------------------------------------------------------------------------------

inline const Kind kinds[] = {
    {"Event", "Event", false, &make<asyncio::Event, BySet>},
    {"ValueEvent", "ValueEvent", true, &make<asyncio::ValueEvent<int>, BySet>},
    {"Lock", "Lock", true, &make<asyncio::Lock, ByRelease>},
    {"Semaphore", "Semaphore", true, &make<NoPlace, GivesPlace>},
    {"BoundedSemaphore", "BoundedSemaphore", true, &make<asyncio::BoundedSemaphore, ByRelease>},
    {"Condition", "Condition", true, &make<asyncio::Condition, ByNotify>, nullptr, true},
    {"Barrier", "Barrier", false, &make<BarrierForAll, ByArrival>},
    {"QueueGet", "Queue.get", true, &make<Queue, ByPut>},
    {"QueueNext", "Queue.get", true, &make<Queue, ByPutForNext>},
    {"QueuePut", "Queue.put", true, &make<Queue, ByGet>},
    {"QueueJoin", "Queue.join", false, &make<Queue, ByTaskDone>},
    {"PriorityQueue", "Queue.get", true, &make<asyncio::PriorityQueue<int, 4>, ByPut>},
    {"LifoQueue", "Queue.get", true, &make<asyncio::LifoQueue<int, 4>, ByPut>},
    {"RingbufQueue", "Queue.get", true, &make<asyncio::RingbufQueue<int, 4>, ByPut>},
    {"Message", "Message", true, &make<asyncio::Message<int>, BySet>},
    {"ThreadSafeFlag", "ThreadSafeFlag", true, &make<asyncio::ThreadSafeFlag, BySet>},
    {"ThreadSafeEvent", "ThreadSafeEvent", false, &make<asyncio::ThreadSafeEvent, BySet>},
    {"ThreadSafeQueueGet", "ThreadSafeQueue.get", true, &make<OutsideQueue, ByPutSync>},
    {"ThreadSafeQueuePut", "ThreadSafeQueue.put", true, &make<OutsideQueue, ByGetSync>},
    {"RingIORead", "RingIO.read", true, &make<Ring, ByWrite>},
    {"RingIOWrite", "RingIO.write", true, &make<Ring, ByRead>},
    {"DelayMs", "Delay_ms", false, &make<asyncio::Delay_ms<>, BySet>},
    {"WaitAnyEvent", "Event", false, &make<asyncio::Event, AsMember<asyncio::WaitAny>>, "gathered"},
    {"WaitAnyFlag", "ThreadSafeFlag", true,
     &make<asyncio::ThreadSafeFlag, AsMember<asyncio::WaitAny>>, "gathered"},
    {"WaitAllEvent", "Event", false, &make<asyncio::Event, AsMember<asyncio::WaitAll>>, "gathered"},
    {"WaitAllFlag", "ThreadSafeFlag", true,
     &make<asyncio::ThreadSafeFlag, AsMember<asyncio::WaitAll>>, "gathered"},
    {"WaitAny", "WaitAny", true, &make<Several<asyncio::WaitAny>, ByFlag>},
    {"WaitAll", "WaitAll", true, &make<Several<asyncio::WaitAll>, ByFlag>},
    {"WaitAnyNested", "WaitAny", true, &make<Nested, ByEvents>},
    {"BrokerTopic", "Queue.get", true, &make<Topic, ByPublish>},
};

}  // namespace primitives
