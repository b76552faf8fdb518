// SPDX-License-Identifier: MIT
// Lock, Semaphore, Condition, Barrier and Queue. See locks.py.
#include "transcript.hpp"

#include <array>

using namespace transcript;

namespace {

template <class L>
Coro<> holds(const char* name, L& lock, double seconds) {
  say(name, "asks");
  Unwound unwound(name);
  {
    auto held = co_await asyncio::with(lock);
    say(name, "holds");
    co_await asyncio::sleep(seconds);
  }
  unwound.dismiss();
  say(name, "is done");
}

template <std::size_t N>
std::array<Task<>, N> holders(asyncio::Lock& lock, double seconds) {
  std::array<Task<>, N> tasks;
  for (std::size_t i = 0; i != N; ++i) {
    tasks[i] = asyncio::create_task(holds(names[i], lock, seconds));
  }
  return tasks;
}

Coro<> first_come_first_served() {
  asyncio::Lock lock;
  auto tasks = holders<4>(lock, 0.002);
  co_await asyncio::sleep(0.001);
  say(lock.locked());
  co_await asyncio::gather(tasks);
  say(lock.locked());
}

Coro<> cancelled_holder_and_waiters() {
  asyncio::Lock lock;
  auto tasks = holders<5>(lock, 0.01);
  co_await asyncio::sleep(0.002);
  tasks[2].cancel();
  co_await asyncio::sleep(0.001);
  tasks[0].cancel();
  co_await asyncio::sleep(0.003);
  tasks[4].cancel();
  co_await asyncio::gather_results(tasks);
  say(lock.locked(), tasks[0].cancelled(), tasks[1].cancelled(), tasks[2].cancelled(),
      tasks[3].cancelled(), tasks[4].cancelled());
}

Coro<> cancelled_after_the_release() {
  asyncio::Lock lock;
  co_await lock.acquire();
  auto tasks = holders<2>(lock, 0.001);
  co_await asyncio::sleep(0.001);
  lock.release();
  tasks[0].cancel();
  co_await asyncio::gather_results(tasks);
  say(lock.locked());
}

Coro<> places() {
  asyncio::Semaphore semaphore(2);
  std::array<Task<>, 4> tasks;
  const double lengths[] = {0.005, 0.002, 0.006, 0.001};
  for (int i = 0; i != 4; ++i) {
    tasks[i] = asyncio::create_task(holds(names[i], semaphore, lengths[i]));
  }
  co_await asyncio::sleep(0.001);
  say(semaphore.locked());
  tasks[2].cancel();
  co_await asyncio::gather_results(tasks);
  say(semaphore.locked());
}

Coro<> waits(const char* name, asyncio::Condition& condition) {
  auto held = co_await asyncio::with(condition);
  say(name, "waits");
  co_await condition.wait();
  say(name, "notified");
  co_await asyncio::sleep(0.001);
}

Coro<> conditions() {
  asyncio::Condition condition;
  std::array<Task<>, 4> tasks;
  for (int i = 0; i != 4; ++i) tasks[i] = asyncio::create_task(waits(names[i], condition));
  co_await asyncio::sleep(0.005);
  {
    auto held = co_await asyncio::with(condition);
    condition.notify();
    say("one");
    co_await asyncio::sleep(0.002);
  }
  co_await asyncio::sleep(0.005);
  tasks[1].cancel();
  co_await asyncio::sleep(0.001);
  {
    auto held = co_await asyncio::with(condition);
    condition.notify_all();
    say("all");
  }
  co_await asyncio::gather_results(tasks);
  say(tasks[0].cancelled(), tasks[1].cancelled(), tasks[2].cancelled(), tasks[3].cancelled());
}

Coro<> waits_for_count(asyncio::Condition& condition, int& count, int wanted) {
  auto held = co_await asyncio::with(condition);
  co_await condition.wait_for([&count, wanted] { return count >= wanted; });
  say(wanted, "reached");
}

Coro<> predicates() {
  asyncio::Condition condition;
  int count = 0;
  std::array<Task<>, 3> tasks;
  const int wanted[] = {3, 1, 2};
  for (int i = 0; i != 3; ++i) {
    tasks[i] = asyncio::create_task(waits_for_count(condition, count, wanted[i]));
  }
  for (int time = 0; time != 3; ++time) {
    co_await asyncio::sleep(0.002);
    auto held = co_await asyncio::with(condition);
    ++count;
    condition.notify_all();
  }
  co_await asyncio::gather(tasks);
}

Coro<> meets(const char* name, asyncio::Barrier<>& barrier, double seconds) {
  for (int time = 0; time != 2; ++time) {
    co_await asyncio::sleep(seconds);
    say(name, "arrives", barrier.n_waiting());
    co_await barrier.wait();
    say(name, "goes on");
    co_await asyncio::sleep(0.01);
  }
}

Coro<> barriers() {
  asyncio::Barrier<> barrier(3);
  (void)co_await asyncio::gather(meets("a", barrier, 0.003), meets("b", barrier, 0.001),
                                 meets("c", barrier, 0.002));
}

Coro<> meets_in_vain(const char* name, asyncio::Barrier<>& barrier) {
  auto result = co_await asyncio::as_result(barrier.wait());
  if (!result) say(name, result.error().name());
}

Coro<> broken_barriers() {
  asyncio::Barrier<> barrier(3);
  std::array<Task<>, 2> first;
  for (int i = 0; i != 2; ++i) first[i] = asyncio::create_task(meets_in_vain(names[i], barrier));
  co_await asyncio::sleep(0.001);
  barrier.abort();
  co_await asyncio::gather(first);
  say(barrier.broken());
  co_await meets_in_vain("c", barrier);
  barrier.reset();
  say(barrier.broken(), barrier.n_waiting());
}

Coro<> produces(asyncio::Queue<int>& queue) {
  for (int item = 0; item != 6; ++item) {
    co_await queue.put(item);
    say("put", item, queue.qsize());
  }
}

Coro<> consumes(const char* name, asyncio::Queue<int>& queue) {
  for (;;) {
    const int item = co_await queue.get();
    say(name, "got", item);
    co_await asyncio::sleep(0.003);
    queue.task_done();
  }
}

Coro<> queues() {
  asyncio::Queue<int> queue(2);
  Task<> producer = asyncio::create_task(produces(queue));
  std::array<Task<>, 2> consumers;
  for (int i = 0; i != 2; ++i) consumers[i] = asyncio::create_task(consumes(names[i], queue));
  co_await asyncio::sleep(0.001);
  say(queue.full(), queue.empty(), queue.maxsize());
  co_await producer;
  co_await queue.join();
  say("joined", queue.qsize());
  for (Task<>& consumer : consumers) consumer.cancel();
  co_await asyncio::gather_results(consumers);
}

Coro<> gets(const char* name, asyncio::Queue<int>& queue) {
  const int item = co_await queue.get();
  say(name, item);
}

Coro<> getters_in_order() {
  asyncio::Queue<int> queue;
  std::array<Task<>, 3> tasks;
  for (int i = 0; i != 3; ++i) tasks[i] = asyncio::create_task(gets(names[i], queue));
  co_await asyncio::sleep(0.001);
  tasks[0].cancel();
  queue.put_nowait(1);
  queue.put_nowait(2);
  co_await asyncio::gather_results(tasks);
  say(queue.empty());
}

template <class Queue>
Coro<> empties(Queue& queue) {
  for (const int item : {3, 1, 4, 1, 5}) queue.put_nowait(item);
  while (!queue.empty()) {
    const int item = co_await queue.get();
    say(item);
  }
}

Coro<> other_orders() {
  asyncio::LifoQueue<int> last_first;
  co_await empties(last_first);
  asyncio::PriorityQueue<int> smallest_first;
  co_await empties(smallest_first);
}

Coro<> app() {
  co_await section("first come first served", first_come_first_served);
  co_await section("cancelled holder and waiters", cancelled_holder_and_waiters);
  co_await section("cancelled after the release", cancelled_after_the_release);
  co_await section("places", places);
  co_await section("conditions", conditions);
  co_await section("predicates", predicates);
  co_await section("barriers", barriers);
  co_await section("broken barriers", broken_barriers);
  co_await section("queues", queues);
  co_await section("getters in order", getters_in_order);
  co_await section("other orders", other_orders);
}

}  // namespace

int main() { asyncio::run(app()); }
