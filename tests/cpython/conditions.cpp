// SPDX-License-Identifier: MIT
// Conditions: notifying one, some, all; predicates; who is cancelled has the lock again; misuse.
// See conditions.py.
#include "misuse.hpp"
#include "transcript.hpp"

using namespace transcript;
using asyncio::Condition;

namespace {

Coro<> waits(const char* name, Condition& condition) {
  auto held = co_await asyncio::with(condition);
  say(name, "waits");
  auto outcome = co_await asyncio::as_outcome(condition.wait());
  if (outcome.cancelled()) say(name, "cancelled", condition.locked());
  co_await asyncio::pass_on(std::move(outcome));
  say(name, "notified", condition.locked());
}

Tasks waiting(int count, Condition& condition, int first = 0) {
  Tasks tasks;
  for (int i = first; i != first + count; ++i) {
    tasks.push_back(asyncio::create_task(waits(names[i], condition)));
  }
  return tasks;
}

Coro<> one_at_a_time() {
  Condition condition;
  Tasks tasks = waiting(3, condition);
  for (int i = 0; i != 3; ++i) {
    co_await asyncio::sleep(0.005);
    auto held = co_await asyncio::with(condition);
    condition.notify();
    say("main notifies");
  }
  co_await end_of(tasks);
  say(condition.locked());
}

Coro<> some_and_all() {
  Condition condition;
  Tasks tasks = waiting(6, condition);
  co_await asyncio::sleep(0.005);
  {
    auto held = co_await asyncio::with(condition);
    condition.notify(2);
  }
  co_await asyncio::sleep(0.005);
  {
    auto held = co_await asyncio::with(condition);
    condition.notify_all();
    say("main holds it a while");
    co_await asyncio::sleep(0.005);
  }
  co_await end_of(tasks);
}

Coro<> nobody_waits() {
  Condition condition;
  {
    auto held = co_await asyncio::with(condition);
    condition.notify();
    condition.notify_all();
  }
  Tasks tasks = waiting(1, condition);
  co_await asyncio::sleep(0.005);
  say("still", tasks[0].done());
  {
    auto held = co_await asyncio::with(condition);
    condition.notify(5);
  }
  co_await end_of(tasks);
}

Coro<> works(const char* name, Condition& condition) {
  auto held = co_await asyncio::with(condition);
  co_await condition.wait();
  say(name, "begins");
  co_await asyncio::sleep(0.01);
  say(name, "ends");
}

Coro<> one_holds_the_lock_after_the_other() {
  Condition condition;
  Tasks tasks;
  for (int i = 0; i != 3; ++i) tasks.push_back(asyncio::create_task(works(names[i], condition)));
  co_await asyncio::sleep(0.005);
  {
    auto held = co_await asyncio::with(condition);
    condition.notify_all();
  }
  co_await end_of(tasks);
}

struct Stock {
  Condition condition;
  int count = 0;
};

Coro<> takes(Stock& stock, const char* name, int count) {
  auto held = co_await asyncio::with(stock.condition);
  const int value = co_await stock.condition.wait_for(
      [&stock, count] { return stock.count >= count ? stock.count : 0; });
  stock.count -= count;
  say(name, "takes", count, "of", value);
}

Coro<> brings(Stock& stock, int count) {
  auto held = co_await asyncio::with(stock.condition);
  stock.count += count;
  say("brings", count);
  stock.condition.notify_all();
}

Coro<> a_predicate() {
  Stock stock;
  Tasks tasks;
  tasks.push_back(asyncio::create_task(takes(stock, "a", 3)));
  tasks.push_back(asyncio::create_task(takes(stock, "b", 1)));
  tasks.push_back(asyncio::create_task(takes(stock, "c", 2)));
  for (const int count : {1, 1, 5}) {
    co_await asyncio::sleep(0.005);
    co_await brings(stock, count);
  }
  co_await end_of(tasks);
  say(stock.count, "left");
  auto held = co_await asyncio::with(stock.condition);
  const int value = co_await stock.condition.wait_for([] { return 7; });
  say(value);
}

Coro<> waiters_are_cancelled() {
  Condition condition;
  Tasks tasks = waiting(4, condition);
  co_await asyncio::sleep(0.005);
  tasks[2].cancel();
  tasks[0].cancel();
  co_await asyncio::sleep(0.005);
  {
    auto held = co_await asyncio::with(condition);
    condition.notify_all();
  }
  co_await end_of(tasks);
  int cancelled = 0;
  for (const Task<>& task : tasks) cancelled += task.cancelled() ? 1 : 0;
  say(cancelled, "cancelled");
}

Coro<> cancelled_while_another_one_holds_the_lock() {
  Condition condition;
  Tasks tasks = waiting(2, condition);
  co_await asyncio::sleep(0.005);
  {
    auto held = co_await asyncio::with(condition);
    tasks[0].cancel();
    co_await asyncio::sleep(0.01);
    say("main lets go", tasks[0].done());
  }
  co_await asyncio::sleep(0.005);
  {
    auto held = co_await asyncio::with(condition);
    condition.notify();
  }
  co_await end_of(tasks);
}

Coro<> cancelled_while_it_waits_for_the_lock_again() {
  Condition condition;
  Tasks tasks = waiting(1, condition);
  co_await asyncio::sleep(0.005);
  {
    auto held = co_await asyncio::with(condition);
    condition.notify();
    co_await asyncio::sleep(0.005);
    tasks[0].cancel();
    co_await asyncio::sleep(0.005);
    say("main lets go");
  }
  co_await end_of(tasks);
  say(tasks[0].cancelled(), condition.locked());
}

Coro<> waiting_for_so_long() {
  Condition condition;
  {
    auto held = co_await asyncio::with(condition);
    auto result = co_await asyncio::as_result(asyncio::wait_for(condition.wait(), 0.01));
    if (!result) say(result.error().name(), condition.locked());
  }
  say(condition.locked());
}

Coro<> two_conditions_of_one_lock() {
  asyncio::Lock lock;
  Condition is_full(lock);
  Condition is_empty(lock);
  Tasks full_ones = waiting(2, is_full);
  Tasks empty_ones = waiting(2, is_empty, 2);
  co_await asyncio::sleep(0.005);
  {
    auto held = co_await asyncio::with(lock);
    say(is_full.locked(), is_empty.locked());
    is_empty.notify();
  }
  co_await asyncio::sleep(0.005);
  {
    auto held = co_await asyncio::with(is_empty);
    is_full.notify_all();
    is_empty.notify_all();
  }
  co_await end_of(full_ones);
  co_await end_of(empty_ones);
}

Coro<> without_the_lock() {
  Condition condition;
  say(attempt("RuntimeError", [&condition] { return condition.notify(); }));
  say(attempt("RuntimeError", [&condition] { return condition.notify_all(); }));
  say(attempt("RuntimeError", [&condition] { return condition.release(); }));
  const NoReports no_reports;
  auto result = co_await asyncio::as_result(condition.wait());
  if (!result) say(result.error().name(), condition.locked());
}

Coro<> app() {
  co_await section("one at a time", one_at_a_time);
  co_await section("some and all", some_and_all);
  co_await section("nobody waits", nobody_waits);
  co_await section("one after the other", one_holds_the_lock_after_the_other);
  co_await section("a predicate", a_predicate);
  co_await section("waiters are cancelled", waiters_are_cancelled);
  co_await section("cancelled, the lock is held", cancelled_while_another_one_holds_the_lock);
  co_await section("cancelled, notified", cancelled_while_it_waits_for_the_lock_again);
  co_await section("waiting for so long", waiting_for_so_long);
  co_await section("two conditions of one lock", two_conditions_of_one_lock);
  co_await section("without the lock", without_the_lock);
}

}  // namespace

int main() { asyncio::run(app()); }
