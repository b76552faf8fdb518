// SPDX-License-Identifier: MIT
// Where uasyncio's primitives differ on purpose: see sync_differences.py and
// sync_differences.difference.
#include "transcript.hpp"

using namespace transcript;
using asyncio::TaskGroup;

namespace {

Coro<> acquires(asyncio::Lock& lock) { co_await lock.acquire(); }

Coro<> a_lock_on_its_way() {
  asyncio::Lock lock;
  co_await lock.acquire();
  Task<> task = asyncio::create_task(acquires(lock));
  co_await asyncio::sleep(0);
  lock.release();
  say(lock.locked());
  co_await task;
}

Coro<> has_place(const char* name, asyncio::Semaphore& semaphore) {
  co_await semaphore.acquire();
  say(name);
}

Coro<> places_on_their_way() {
  asyncio::Semaphore semaphore(0);
  Task<> a = asyncio::create_task(has_place("a", semaphore));
  Task<> b = asyncio::create_task(has_place("b", semaphore));
  co_await asyncio::sleep(0);
  for (int i = 0; i != 3; ++i) semaphore.release();
  say(semaphore.locked());
  co_await has_place("main", semaphore);
  co_await asyncio::gather(a, b);
}

Coro<> gets(asyncio::Queue<int>& queue) {
  const int item = co_await queue.get();
  say("task got", item);
}

Coro<> an_item_on_its_way() {
  asyncio::Queue<int> queue;
  Task<> task = asyncio::create_task(gets(queue));
  co_await asyncio::sleep(0);
  queue.put_nowait(1);
  if (auto item = queue.get_nowait()) {
    say("main got", *item);
  } else {
    say("empty");
  }
  queue.put_nowait(2);
  co_await task;
}

Coro<> waits(const char* name, asyncio::Condition& condition) {
  auto held = co_await asyncio::with(condition);
  co_await condition.wait();
  say(name, "notified");
}

Coro<> a_notification_for_a_cancelled_waiter() {
  asyncio::Condition condition;
  Task<> a = asyncio::create_task(waits("a", condition));
  Task<> b = asyncio::create_task(waits("b", condition));
  co_await asyncio::sleep(0.001);
  {
    auto held = co_await asyncio::with(condition);
    condition.notify();
    a.cancel();
  }
  co_await asyncio::sleep(0.001);
  say(a.cancelled(), b.done());
  {
    auto held = co_await asyncio::with(condition);
    condition.notify_all();
  }
  (void)co_await asyncio::gather_results(a, b);
}

Coro<> arrives(const char* name, asyncio::Barrier<>& barrier) {
  const int index = co_await barrier.wait();
  say(name, index);
}

Coro<> indexes_after_a_cancel() {
  asyncio::Barrier<> barrier(3);
  Task<> a = asyncio::create_task(arrives("a", barrier));
  Task<> b = asyncio::create_task(arrives("b", barrier));
  co_await asyncio::sleep(0.001);
  a.cancel();
  co_await asyncio::sleep(0.001);
  Task<> c = asyncio::create_task(arrives("c", barrier));
  Task<> d = asyncio::create_task(arrives("d", barrier));
  (void)co_await asyncio::gather_results(a, b, c, d);
}

Coro<> the_next_round_of_a_barrier() {
  asyncio::Barrier<> barrier(2);
  co_await asyncio::gather(arrives("a", barrier), arrives("b", barrier), arrives("c", barrier),
                           arrives("d", barrier));
}

struct Ranked {
  int rank;
  const char* name;
  friend bool operator<(const Ranked& a, const Ranked& b) { return a.rank < b.rank; }
};

Coro<> equal_items() {
  asyncio::PriorityQueue<Ranked> queue;
  for (const char* name : {"a", "b", "c", "d"}) queue.put_nowait({1, name});
  while (auto item = queue.get_nowait()) say(item->name);
  co_return;
}

Coro<> fails() { co_await asyncio::fail(Error::value); }

Coro<> fails_inside(TaskGroup& group) {
  group.create_task(fails());
  co_return;
}

Coro<> a_child_of_a_group_fails() {
  auto result = co_await asyncio::as_result(asyncio::with(TaskGroup(), fails_inside));
  say(result.error().name());
}

Coro<> fails_in_the_end() {
  (void)co_await asyncio::as_outcome(asyncio::sleep(1000));
  co_await asyncio::fail(Error::value);
}

Coro<> fails_late(TaskGroup& group) {
  group.create_task(fails_in_the_end());
  co_return;
}

Coro<> says_its_end() {
  auto outcome = co_await asyncio::as_outcome(asyncio::with(TaskGroup(), fails_late));
  say(outcome.cancelled() ? "cancelled" : "failed");
}

void say_failure(asyncio::Loop&, const asyncio::ExceptionContext& context) {
  say("the exception handler has", context.error.name());
}

Coro<> a_child_fails_when_it_is_cancelled() {
  asyncio::Loop::running()->set_exception_handler(&say_failure);
  Task<> task = asyncio::create_task(says_its_end());
  co_await asyncio::sleep(0.001);
  task.cancel();
  co_await task;
}

Coro<> calls_from_anywhere() {
  asyncio::Loop& loop = *asyncio::Loop::running();
  loop.call_soon_threadsafe([] { say("from anywhere"); });
  loop.call_soon([] { say("from the loop"); });
  co_await asyncio::sleep(0.001);
}

Coro<> app() {
  co_await section("a lock on its way", a_lock_on_its_way);
  co_await section("places on their way", places_on_their_way);
  co_await section("an item on its way", an_item_on_its_way);
  co_await section("a notification for a cancelled waiter", a_notification_for_a_cancelled_waiter);
  co_await section("indexes after a cancel", indexes_after_a_cancel);
  co_await section("the next round of a barrier", the_next_round_of_a_barrier);
  co_await section("equal items", equal_items);
  co_await section("a child of a group fails", a_child_of_a_group_fails);
  co_await section("a child fails when it is cancelled", a_child_fails_when_it_is_cancelled);
  co_await section("calls from anywhere", calls_from_anywhere);
}

}  // namespace

int main() { asyncio::run(app()); }
