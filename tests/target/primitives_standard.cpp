// SPDX-License-Identifier: MIT
// asyncio's own primitives on the board.
#include "scenario.hpp"

using namespace uasyncio;
using namespace target_test;

namespace {

// Tasks, sleep and cancel.

Coro<> tasks_run_in_the_order_of_their_creation() {
  auto one = create_task(say_after(0, "one"));
  auto two = create_task(say_after(0, "two"));
  say("main");
  co_await one;
  co_await two;
}

Coro<> sleep_ms_ends_in_the_order_of_deadlines() {
  const Clock clock;
  co_await gather(say_after(30, "30"), say_after(10, "10"), say_after(20, "20"));
  say(clock.milliseconds());
}

Coro<> cancel_unwinds_and_is_seen() {
  auto task = create_task(sleep_on("~task"));
  co_await sleep_ms(1);
  say(task.cancel(), task.done());
  say(co_await cancel_and_wait(task));
  say(task.cancelled(), task.cancel());
}

// Event.

Coro<> wait_for_event(Event& event, int number) {
  co_await event.wait();
  say(number);
}

Coro<> event_wakes_all_in_their_order() {
  Event event;
  auto one = create_task(wait_for_event(event, 1));
  auto two = create_task(wait_for_event(event, 2));
  auto three = create_task(wait_for_event(event, 3));
  co_await sleep_ms(1);
  two.cancel();
  event.set();
  event.clear();
  say(event.is_set());
  co_await one;
  co_await three;
  say(two.cancelled());
}

// Lock.

Coro<> use_lock(Lock& lock, int number) {
  auto held = co_await with(lock);
  say("in", number);
  co_await sleep_ms(5);
  say("out", number);
}

Coro<> lock_is_held_by_one_at_a_time() {
  Lock lock;
  co_await gather(use_lock(lock, 1), use_lock(lock, 2), use_lock(lock, 3));
  say(lock.locked());
  say(lock.try_acquire());
  say(lock.try_acquire());
  lock.release();
}

Coro<> lock_goes_past_a_waiter_that_is_cancelled() {
  Lock lock;
  co_await lock.acquire();
  auto one = create_task(use_lock(lock, 1));
  auto two = create_task(use_lock(lock, 2));
  co_await sleep_ms(1);
  lock.release();  // to one, which is cancelled before it runs
  one.cancel();
  say(lock.locked());
  co_await two;
  say(one.cancelled(), lock.locked());
}

// Semaphore and BoundedSemaphore.

Coro<> use_semaphore(Semaphore& semaphore, int number) {
  auto held = co_await with(semaphore);
  say("in", number);
  co_await sleep_ms(10 * number);
  say("out", number);
}

Coro<> semaphore_has_places() {
  Semaphore semaphore(2);
  co_await gather(use_semaphore(semaphore, 1), use_semaphore(semaphore, 2),
                  use_semaphore(semaphore, 3));
  say(semaphore.value());
}

Coro<> bounded_semaphore_has_a_bound() {
  BoundedSemaphore semaphore(2);
  co_await semaphore.acquire();
  say(semaphore.value());
  say(semaphore.release());
  say(semaphore.release());
  say(semaphore.value());
}

// Condition.

Coro<> wait_for_number(Condition& condition, const int& number, int wanted) {
  auto held = co_await with(condition);
  co_await condition.wait_for([&number, wanted] { return number >= wanted; });
  say("has", wanted, condition.locked());
}

Coro<> condition_waits_for_a_predicate() {
  Condition condition;
  int number = 0;
  auto two = create_task(wait_for_number(condition, number, 2));
  auto one = create_task(wait_for_number(condition, number, 1));
  co_await sleep_ms(1);
  for (number = 1; number != 3; ++number) {
    {
      auto held = co_await with(condition);
      say("is", number);
      condition.notify_all();
    }
    co_await sleep_ms(1);
  }
  co_await one;
  co_await two;
}

Coro<> wait_in_condition(Condition& condition, int number) {
  auto held = co_await with(condition);
  co_await condition.wait();
  say(number);
}

Coro<> notify_wakes_the_first() {
  Condition condition;
  auto one = create_task(wait_in_condition(condition, 1));
  auto two = create_task(wait_in_condition(condition, 2));
  for (int round = 0; round != 2; ++round) {
    co_await sleep_ms(1);
    auto held = co_await with(condition);
    condition.notify();
    say("notified");
  }
  co_await one;
  co_await two;
}

// Barrier.

int open_barrier() {
  say("open");
  return 7;
}

Coro<> meet(Barrier<int>& barrier, int number) {
  co_await sleep_ms(5 * number);
  say("at", number);
  const int index = co_await barrier;
  say("index", index);
}

Coro<> barrier_opens_for_all() {
  Barrier barrier(3, open_barrier);
  co_await gather(meet(barrier, 1), meet(barrier, 2), meet(barrier, 3));
  say(barrier.busy(), *barrier.result());
  auto one = create_task(meet(barrier, 1));
  auto two = create_task(meet(barrier, 2));
  co_await sleep_ms(20);
  say(barrier.n_waiting());
  say(barrier.trigger());
  co_await gather(one, two);
}

Coro<> a_barrier_that_is_aborted_is_broken() {
  Barrier barrier(2);
  auto waiting = create_task([](Barrier<>* its) -> Coro<> { co_await *its; }, &barrier);
  co_await sleep_ms(1);
  barrier.abort();
  say((co_await as_result(waiting)).error());
  say(barrier.broken());
}

// Queues.

Coro<> produce(Queue<int, 2>& queue) {
  for (int item = 1; item != 6; ++item) {
    co_await queue.put(item);
    say("put", item);
  }
  co_await queue.join();
  say("joined");
  queue.shutdown();
}

Coro<> consume(Queue<int, 2>& queue) {
  while (auto item = co_await queue.next()) {
    say("got", *item);
    co_await sleep_ms(1);
    queue.task_done();
  }
}

Coro<> queue_hands_over_in_order() {
  Queue<int, 2> queue;
  co_await gather(produce(queue), consume(queue));
  say((co_await as_result(queue.get())).error());
  say(queue.put_nowait(1));
}

Coro<> a_queue_from_the_pool_grows() {
  Queue<int> queue;
  for (int item = 0; item != 40; ++item) co_await queue.put(item);
  int sum = 0;
  while (auto item = queue.get_nowait()) sum += *item;
  say(sum);
  say((co_await as_result(wait_for_ms(queue.get(), 5))).error());
}

Coro<> a_priority_queue_gives_the_smallest() {
  PriorityQueue<int, 4> in_itself;
  PriorityQueue<int> in_the_pool(4);
  for (int item : {3, 1, 4, 2}) {
    co_await in_itself.put(item);
    co_await in_the_pool.put(-item);
  }
  say(in_itself.full(), in_the_pool.put_nowait(0));
  while (!in_itself.empty()) {
    say(co_await in_itself.get());
    say(*in_the_pool.get_nowait());
  }
}

Coro<> a_lifo_queue_gives_the_latest() {
  LifoQueue<int, 3> queue;
  for (int item : {1, 2, 3}) co_await queue.put(item);
  say(queue.put_nowait(4));
  while (!queue.empty()) say(co_await queue.get());
}

// with, around a body.

class Connection {
 public:
  Coro<int> aenter() {
    co_await sleep_ms(1);
    say("enter");
    co_return 21;
  }
  Coro<> aexit() {
    co_await sleep_ms(1);
    say("exit");
  }
};

Coro<int> use(int number) {
  say("use", number);
  co_await sleep_ms(1);
  co_return 2 * number;
}

Coro<> a_resource_is_left_however_its_body_ends() {
  Connection connection;
  say(co_await with(connection, [](int number) -> Coro<int> { return use(number); }));
  auto failing = [] { return fail_after(1, Error::os(5)); };
  say((co_await as_result(with(Connection(), failing))).error());
  auto task = create_task([] { return with(Connection(), [] { return sleep_on("~body"); }); });
  co_await sleep_ms(20);
  say(co_await cancel_and_wait(task));
}

Coro<> a_lock_is_held_around_a_body() {
  Lock lock;
  say(co_await with(lock, [&lock]() -> Coro<int> { co_return lock.locked() ? 1 : 2; }));
  say(lock.locked());
}

// AsyncGenerator.

AsyncGenerator<int> count(int end) {
  const Guard guard("~count");
  for (int number = 0; number != end; ++number) {
    co_yield number;
    co_await sleep_ms(1);
  }
}

Coro<> a_generator_gives_one_value_after_the_other() {
  const Clock clock;
  auto numbers = count(3);
  while (auto number = co_await numbers.next()) say(*number);
  say(clock.milliseconds());
  {
    auto more = count(9);
    say(*co_await more.next());
  }
  say("end");
}

constexpr Scenario scenarios[] = {
    {"create_task", tasks_run_in_the_order_of_their_creation, "main one two"},
    {"sleep_ms", sleep_ms_ends_in_the_order_of_deadlines, "10 20 30 30"},
    {"cancel", cancel_unwinds_and_is_seen, "1 0 ~task CancelledError 1 0"},
    {"Event", event_wakes_all_in_their_order, "0 1 3 1"},
    {"Lock", lock_is_held_by_one_at_a_time, "in 1 out 1 in 2 out 2 in 3 out 3 0 1 0"},
    {"Lock, cancelled", lock_goes_past_a_waiter_that_is_cancelled, "1 in 2 out 2 1 0"},
    {"Semaphore", semaphore_has_places, "in 1 in 2 out 1 in 3 out 2 out 3 2"},
    {"BoundedSemaphore", bounded_semaphore_has_a_bound, "1 1 0 2"},
    {"Condition", condition_waits_for_a_predicate, "is 1 has 1 1 is 2 has 2 1"},
    {"Condition.notify", notify_wakes_the_first, "notified 1 notified 2"},
    {"Barrier", barrier_opens_for_all,
     "at 1 at 2 at 3 open index 2 index 0 index 1 0 7 at 1 at 2 2 open 1 index 0 index 1"},
    {"Barrier.abort", a_barrier_that_is_aborted_is_broken, "BrokenBarrierError 1"},
    {"Queue", queue_hands_over_in_order,
     "put 1 put 2 got 1 put 3 got 2 put 4 got 3 put 5 got 4 got 5 joined QueueShutDown 0"},
    {"Queue in the pool", a_queue_from_the_pool_grows, "780 TimeoutError"},
    {"PriorityQueue", a_priority_queue_gives_the_smallest, "1 0 1 -4 2 -3 3 -2 4 -1"},
    {"LifoQueue", a_lifo_queue_gives_the_latest, "0 3 2 1"},
    {"with", a_resource_is_left_however_its_body_ends,
     "enter use 21 exit 42 enter exit OSError enter ~body exit CancelledError"},
    {"with a Lock", a_lock_is_held_around_a_body, "1 0"},
    {"AsyncGenerator", a_generator_gives_one_value_after_the_other, "0 1 2 ~count 3 0 ~count end"},
};

}  // namespace

int main() {
  asyncio::run(play_all(scenarios));
  CHECK_AT_MOST(platform::stack_used(), 1'536u);
  return status();
}
