// SPDX-License-Identifier: MIT
// Semaphores: places in the order of asking, whoever is cancelled; bounded ones; misuse. See
// semaphores.py.
#include "misuse.hpp"
#include "transcript.hpp"

using namespace transcript;

namespace {

template <class Semaphore>
Coro<> holds(const char* name, Semaphore& semaphore) {
  Unwound unwound(name);
  auto held = co_await asyncio::with(semaphore);
  say(name, "has a place", semaphore.locked());
  co_await asyncio::sleep(0.01);
  say(name, "leaves");
  unwound.dismiss();
}

template <class Semaphore>
Tasks held_by(int count, Semaphore& semaphore) {
  Tasks tasks;
  for (int i = 0; i != count; ++i) {
    tasks.push_back(asyncio::create_task(holds(names[i], semaphore)));
  }
  return tasks;
}

Coro<> two_at_a_time() {
  asyncio::Semaphore semaphore(2);
  say(semaphore.locked());
  co_await end_of(held_by(5, semaphore));
  say(semaphore.locked());
}

Coro<> free_places_are_taken_without_yielding() {
  asyncio::Semaphore semaphore(2);
  asyncio::create_task(holds("task", semaphore));
  co_await semaphore.acquire();
  say("one", semaphore.locked());
  co_await semaphore.acquire();
  say("two", semaphore.locked());
  semaphore.release();
  co_await asyncio::sleep(0.02);
}

Coro<> none_in_the_beginning() {
  asyncio::Semaphore semaphore(0);
  auto tasks = held_by(3, semaphore);
  co_await asyncio::sleep(0.005);
  say(semaphore.locked());
  semaphore.release();
  co_await asyncio::sleep(0.005);
  semaphore.release();
  co_await end_of(tasks);
  say(semaphore.locked());
}

Coro<> more_than_in_the_beginning() {
  asyncio::Semaphore semaphore(1);
  semaphore.release();
  semaphore.release();
  co_await end_of(held_by(4, semaphore));
}

Coro<> holders_are_cancelled() {
  asyncio::Semaphore semaphore(2);
  auto tasks = held_by(4, semaphore);
  co_await asyncio::sleep(0.005);
  tasks[1].cancel();
  tasks[0].cancel();
  co_await end_of(tasks);
}

Coro<> waiters_are_cancelled() {
  asyncio::Semaphore semaphore(1);
  auto tasks = held_by(5, semaphore);
  co_await asyncio::sleep(0.005);
  tasks[3].cancel();
  tasks[1].cancel();
  co_await end_of(tasks);
  say(semaphore.locked());
}

Coro<> the_next_one_is_cancelled_before_it_runs() {
  asyncio::Semaphore semaphore(0);
  auto tasks = held_by(3, semaphore);
  co_await asyncio::sleep(0.005);
  semaphore.release();
  tasks[0].cancel();
  co_await end_of(tasks);
  say(semaphore.locked());
}

Coro<> the_only_one_is_cancelled_before_it_runs() {
  asyncio::Semaphore semaphore(0);
  auto tasks = held_by(1, semaphore);
  co_await asyncio::sleep(0.005);
  semaphore.release();
  say(semaphore.locked());
  tasks[0].cancel();
  co_await end_of(tasks);
  say(semaphore.locked());
}

Coro<> waiting_for_so_long() {
  asyncio::Semaphore semaphore(1);
  auto tasks = held_by(2, semaphore);
  co_await asyncio::sleep(0);
  auto result = co_await asyncio::as_result(asyncio::wait_for(semaphore.acquire(), 0.015));
  if (!result) say(result.error().name());
  co_await end_of(tasks);
  say(semaphore.locked());
}

Coro<> nobody_overtakes() {
  asyncio::Semaphore semaphore(1);
  auto tasks = held_by(2, semaphore);
  co_await asyncio::sleep(0.005);
  semaphore.release();
  say("main asks", semaphore.locked());
  co_await semaphore.acquire();
  say("main has a place");
  semaphore.release();
  co_await end_of(tasks);
}

Coro<> bounded() {
  asyncio::BoundedSemaphore semaphore(2);
  for (int round = 0; round != 2; ++round) co_await end_of(held_by(3, semaphore));
  say(attempt("ValueError", [&semaphore] { return semaphore.release(); }));
  co_await semaphore.acquire();
  co_await semaphore.acquire();
  say(semaphore.locked());
  semaphore.release();
  semaphore.release();
  say(semaphore.locked());
}

Coro<> app() {
  co_await section("two at a time", two_at_a_time);
  co_await section("free places", free_places_are_taken_without_yielding);
  co_await section("none in the beginning", none_in_the_beginning);
  co_await section("more than in the beginning", more_than_in_the_beginning);
  co_await section("holders are cancelled", holders_are_cancelled);
  co_await section("waiters are cancelled", waiters_are_cancelled);
  co_await section("the next one is cancelled", the_next_one_is_cancelled_before_it_runs);
  co_await section("the only one is cancelled", the_only_one_is_cancelled_before_it_runs);
  co_await section("waiting for so long", waiting_for_so_long);
  co_await section("nobody overtakes", nobody_overtakes);
  co_await section("bounded", bounded);
}

}  // namespace

int main() { asyncio::run(app()); }
