// SPDX-License-Identifier: MIT
// Event and shield. See events.py.
#include "transcript.hpp"

using namespace transcript;
using asyncio::Event;

namespace {

Coro<> waits(const char* name, Event& event) {
  say(name, "waits");
  Unwound unwound(name);
  co_await event.wait();
  unwound.dismiss();
  say(name, "goes on", event.is_set());
}

Tasks start(Event& event, std::initializer_list<const char*> names) {
  Tasks tasks;
  for (const char* name : names) tasks.push_back(asyncio::create_task(waits(name, event)));
  return tasks;
}

Coro<> all_waiters_in_order() {
  Event event;
  Tasks tasks = start(event, {"a", "b", "c", "d"});
  co_await asyncio::sleep(0.005);
  say("set", event.is_set());
  event.set();
  event.set();
  co_await each_of(tasks);
}

Coro<> other() {
  say("other");
  co_return;
}

Coro<> a_set_event_does_not_yield() {
  Event event;
  event.set();
  Task<> task = asyncio::create_task(other());
  for (int time = 0; time != 3; ++time) {
    co_await event.wait();
    say("at once");
  }
  co_await task;
}

Coro<> set_and_clear() {
  Event event;
  Tasks tasks = start(event, {"a", "b"});
  co_await asyncio::sleep(0);
  event.set();
  event.clear();
  tasks.push_back(asyncio::create_task(waits("c", event)));
  co_await asyncio::sleep(0.003);
  int over = 0;
  for (Task<>& task : tasks) over += task.done() ? 1 : 0;
  say("c still waits", over);
  event.set();
  co_await tasks[2];
}

Coro<> a_cancelled_waiter() {
  Event event;
  Tasks tasks = start(event, {"a", "b", "c"});
  co_await asyncio::sleep(0.001);
  tasks[1].cancel();
  co_await asyncio::sleep(0.001);
  event.set();
  for (Task<>& task : tasks) {
    auto result = co_await asyncio::as_result(task);
    if (!result) say("saw it");
  }
}

Coro<> cancelled_after_the_set() {
  Event event;
  Tasks tasks = start(event, {"a", "b", "c"});
  co_await asyncio::sleep(0.001);
  event.set();
  tasks[0].cancel();
  co_await asyncio::gather_results(tasks);
  say(tasks[0].cancelled(), tasks[1].cancelled(), tasks[2].cancelled());
}

Coro<> player(const char* name, Event& mine, Event& other) {
  for (int turn = 0; turn != 3; ++turn) {
    co_await mine.wait();
    mine.clear();
    say(name, turn);
    co_await asyncio::sleep(0.001);
    other.set();
  }
}

Coro<> ping_pong() {
  Event ping;
  Event pong;
  Tasks tasks;
  tasks.push_back(asyncio::create_task(player("ping", ping, pong)));
  tasks.push_back(asyncio::create_task(player("pong", pong, ping)));
  ping.set();
  co_await each_of(tasks);
}

Coro<> twice(const char* name, Event& event) {
  for (int turn = 0; turn != 2; ++turn) {
    co_await event.wait();
    event.clear();
    say(name, turn);
  }
}

Coro<> waiting_again_at_once() {
  Event event;
  Tasks tasks;
  for (const char* name : {"a", "b"}) tasks.push_back(asyncio::create_task(twice(name, event)));
  for (int time = 0; time != 3; ++time) {
    co_await asyncio::sleep(0.001);
    event.set();
  }
  co_await each_of(tasks);
}

Coro<> shielded_value() {
  int value = co_await asyncio::shield(value_after("shielded", 1, 0.002));
  say(value);
  Task<int> task = asyncio::create_task(value_after("task", 2, 0.002));
  value = co_await asyncio::shield(task);
  say(value);
  value = co_await asyncio::shield(task);
  say(value);
}

Coro<> outer(Task<int> inner) {
  auto outcome = co_await asyncio::as_outcome(asyncio::shield(inner));
  if (outcome.cancelled()) say("outer cancelled", inner.done());
  co_await asyncio::pass_on(std::move(outcome));
}

Coro<> shielded_from_cancel() {
  Task<int> inner = asyncio::create_task(value_after("inner", 3, 0.01));
  Task<> task = asyncio::create_task(outer(inner));
  co_await asyncio::sleep(0.004);
  task.cancel();
  auto result = co_await asyncio::as_result(task);
  if (!result) say("main saw it");
  const int value = co_await inner;
  say(value);
}

Coro<> shielded_failure() {
  auto result = co_await asyncio::as_result(asyncio::shield(fails_after(0.001, Error::value)));
  say(result.error().name());
}

Coro<> a_shielded_task_that_is_cancelled() {
  Task<int> inner = asyncio::create_task(value_after("inner", 4, 0.01));
  asyncio::Loop::running()->call_later(0.003, [inner] { inner.cancel(); });
  auto result = co_await asyncio::as_result(asyncio::shield(inner));
  say(result.error().name(), inner.cancelled());
}

Coro<> app() {
  co_await section("all waiters in order", all_waiters_in_order);
  co_await section("a set event does not yield", a_set_event_does_not_yield);
  co_await section("set and clear", set_and_clear);
  co_await section("a cancelled waiter", a_cancelled_waiter);
  co_await section("cancelled after the set", cancelled_after_the_set);
  co_await section("ping pong", ping_pong);
  co_await section("waiting again at once", waiting_again_at_once);
  co_await section("shielded value", shielded_value);
  co_await section("shielded from cancel", shielded_from_cancel);
  co_await section("shielded failure", shielded_failure);
  co_await section("a shielded task that is cancelled", a_shielded_task_that_is_cancelled);
}

}  // namespace

int main() { asyncio::run(app()); }
