// SPDX-License-Identifier: MIT
// Locks: who is next, whoever is cancelled; with; misuse. See lock_holders.py.
#include "misuse.hpp"
#include "transcript.hpp"

using namespace transcript;

namespace {

Coro<> holds(const char* name, asyncio::Lock& lock, double seconds) {
  say(name, "asks", lock.locked());
  Unwound unwound(name);
  auto held = co_await asyncio::with(lock);
  say(name, "has it", lock.locked());
  co_await asyncio::sleep(seconds);
  say(name, "gives it");
  unwound.dismiss();
}

Tasks held_by(int count, asyncio::Lock& lock) {
  Tasks tasks;
  for (int i = 0; i != count; ++i) {
    tasks.push_back(asyncio::create_task(holds(names[i], lock, 0.01)));
  }
  return tasks;
}

Coro<> first_come_first_served() {
  asyncio::Lock lock;
  auto tasks = held_by(4, lock);
  co_await end_of(tasks);
  say(lock.locked());
}

Coro<> a_free_lock_is_taken_without_yielding() {
  asyncio::Lock lock;
  asyncio::create_task(holds("task", lock, 0));
  co_await lock.acquire();
  say("main has it");
  lock.release();
  co_await lock.acquire();
  say("main has it again");
  co_await asyncio::sleep(0);
  lock.release();
  co_await lock.acquire();
  say("main is served last");
  lock.release();
}

Coro<> the_holder_is_cancelled() {
  asyncio::Lock lock;
  auto tasks = held_by(3, lock);
  co_await asyncio::sleep(0.005);
  tasks[0].cancel();
  co_await end_of(tasks);
}

Coro<> waiters_are_cancelled() {
  asyncio::Lock lock;
  auto tasks = held_by(6, lock);
  co_await asyncio::sleep(0.005);
  for (const int index : {3, 1, 5}) tasks[index].cancel();
  co_await end_of(tasks);
  say(lock.locked());
}

Coro<> the_first_is_cancelled_before_it_runs(int count) {
  asyncio::Lock lock;
  co_await lock.acquire();
  auto tasks = held_by(count, lock);
  co_await asyncio::sleep(0.005);
  lock.release();
  tasks[0].cancel();
  co_await end_of(tasks);
  say(lock.locked());
}

Coro<> the_next_one_is_cancelled_before_it_runs() {
  co_await the_first_is_cancelled_before_it_runs(3);
}

Coro<> the_last_one_is_cancelled_before_it_runs() {
  co_await the_first_is_cancelled_before_it_runs(1);
}

Coro<> fails_inside(asyncio::Lock& lock) {
  auto held = co_await asyncio::with(lock);
  say(lock.locked());
  co_await asyncio::fail(Error::value);
}

Coro<> the_body_fails() {
  asyncio::Lock lock;
  auto result = co_await asyncio::as_result(fails_inside(lock));
  say(result.error().name(), lock.locked());
}

Coro<> waiting_for_so_long() {
  asyncio::Lock lock;
  auto tasks = held_by(2, lock);
  co_await asyncio::sleep(0);
  auto result = co_await asyncio::as_result(asyncio::wait_for(lock.acquire(), 0.005));
  if (!result) say(result.error().name());
  co_await end_of(tasks);
  co_await asyncio::wait_for(lock.acquire(), 0.005);
  say(lock.locked());
}

Coro<> released_while_free() {
  asyncio::Lock lock;
  say(attempt("RuntimeError", [&lock] { return lock.release(); }));
  say(lock.locked());
  co_return;
}

Coro<> releases(asyncio::Lock& lock) {
  lock.release();
  co_return;
}

Coro<> released_by_another_task() {
  asyncio::Lock lock;
  co_await lock.acquire();
  auto tasks = held_by(2, lock);
  co_await asyncio::sleep(0.005);
  co_await asyncio::create_task(releases(lock));
  co_await end_of(tasks);
}

Coro<> app() {
  co_await section("first come, first served", first_come_first_served);
  co_await section("a free lock", a_free_lock_is_taken_without_yielding);
  co_await section("the holder is cancelled", the_holder_is_cancelled);
  co_await section("waiters are cancelled", waiters_are_cancelled);
  co_await section("the next one is cancelled", the_next_one_is_cancelled_before_it_runs);
  co_await section("the last one is cancelled", the_last_one_is_cancelled_before_it_runs);
  co_await section("the body fails", the_body_fails);
  co_await section("waiting for so long", waiting_for_so_long);
  co_await section("released while free", released_while_free);
  co_await section("released by another task", released_by_another_task);
}

}  // namespace

int main() { asyncio::run(app()); }
