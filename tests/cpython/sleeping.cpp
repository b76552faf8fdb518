// SPDX-License-Identifier: MIT
// Sleeping: order, ties, zero and negative lengths, and calls of the loop. See sleeping.py.
#include "transcript.hpp"

#include <initializer_list>
using namespace transcript;

namespace {

Coro<> sleeps(const char* name, double seconds) {
  co_await asyncio::sleep(seconds);
  say(name);
}

void start(Tasks& tasks, std::initializer_list<const char*> names, double seconds) {
  for (const char* name : names) tasks.push_back(asyncio::create_task(sleeps(name, seconds)));
}

Coro<> order_of_deadlines() {
  Tasks tasks;
  start(tasks, {"five"}, 0.005);
  start(tasks, {"one"}, 0.001);
  start(tasks, {"three"}, 0.003);
  start(tasks, {"two"}, 0.002);
  start(tasks, {"four"}, 0.004);
  say("created");
  co_await each_of(tasks);
}

Coro<> ties() {
  Tasks tasks;
  start(tasks, {"a", "b", "c", "d", "e", "f"}, 0.01);
  co_await asyncio::sleep(0.004);
  start(tasks, {"g", "h", "i"}, 0.006);
  start(tasks, {"early"}, 0.005);
  co_await each_of(tasks);
}

Coro<> steps(const char* name, double first, double second) {
  co_await asyncio::sleep(first);
  if (second > 0) co_await asyncio::sleep(second);
  say(name);
}

Coro<> sums_of_fractions() {
  Tasks tasks;
  tasks.push_back(asyncio::create_task(steps("a", 0.1, 0.2)));
  tasks.push_back(asyncio::create_task(steps("b", 0.3, 0)));
  tasks.push_back(asyncio::create_task(steps("c", 0.15, 0.15)));
  tasks.push_back(asyncio::create_task(steps("d", 0.2, 0.1)));
  co_await each_of(tasks);
}

Coro<> counts(const char* name, double length) {
  for (int turn = 0; turn != 3; ++turn) {
    say(name, turn);
    co_await asyncio::sleep(length);
  }
}

Coro<> zero_yields_once() {
  Tasks tasks;
  tasks.push_back(asyncio::create_task(counts("zero", 0)));
  tasks.push_back(asyncio::create_task(counts("negative", -1)));
  tasks.push_back(asyncio::create_task(counts("also zero", 0.0)));
  co_await each_of(tasks);
  say("no time has passed");
}

Coro<> ready() {
  say("ready");
  co_return;
}

Coro<> ready_before_due() {
  Tasks tasks;
  start(tasks, {"due at 2"}, 0.002);
  co_await asyncio::sleep(0);
  co_await asyncio::sleep(0.001);
  tasks.push_back(asyncio::create_task(ready()));
  say("before");
  co_await asyncio::sleep(0);
  say("after");
  co_await each_of(tasks);
}

Coro<> ticks(const char* name, double period, int count) {
  for (int tick = 0; tick != count; ++tick) {
    co_await asyncio::sleep(period);
    say(name, tick);
  }
}

Coro<> periods() {
  Tasks tasks;
  tasks.push_back(asyncio::create_task(ticks("slow", 0.007, 3)));
  tasks.push_back(asyncio::create_task(ticks("fast", 0.002, 8)));
  co_await each_of(tasks);
}

Coro<> cancelled_timers() {
  Tasks tasks;
  start(tasks, {"a", "b", "c", "d", "e", "f", "g"}, 0.01);
  co_await asyncio::sleep(0.001);
  for (const int index : {0, 3, 6}) tasks[index].cancel();
  co_await asyncio::sleep(0.02);
  say("over", tasks[0].cancelled(), tasks[1].cancelled(), tasks[2].cancelled(),
      tasks[3].cancelled(), tasks[4].cancelled(), tasks[5].cancelled(), tasks[6].cancelled());
}

Coro<> an_hour() {
  Tasks tasks;
  start(tasks, {"a day"}, 86400);
  co_await asyncio::sleep(3600);
  say("an hour");
  co_await each_of(tasks);
}

Coro<> one_task() {
  say("task");
  co_return;
}

Coro<> calls_soon() {
  asyncio::Loop& loop = *asyncio::Loop::running();
  loop.call_soon([] { say("first"); });
  Task<> other = asyncio::create_task(one_task());
  loop.call_soon([](const char* word, int number) { say(word, number); }, "second", 2);
  Task<> never = loop.call_soon([] { say("never"); });
  never.cancel();
  say("called");
  co_await other;
  say("main");
}

void again(int count) {
  say("again", count);
  if (count > 0) asyncio::Loop::running()->call_later(0.004, again, count - 1);
}

Coro<> calls_later() {
  asyncio::Loop& loop = *asyncio::Loop::running();
  auto says = [](const char* word) { say(word); };
  const asyncio::Time start = loop.time();
  loop.call_later(0.003, says, "at 3");
  loop.call_later(0.001, says, "at 1");
  loop.call_at(start + 2'000, says, "at 2");
  loop.call_later(0.002, says, "at 2 too");
  Task<> never = loop.call_later(0.002, says, "never");
  loop.call_later(0.004, again, 2);
  co_await asyncio::sleep(0.0015);
  never.cancel();
  co_await asyncio::sleep(0.02);
  say("over");
}

Coro<> app() {
  co_await section("order of deadlines", order_of_deadlines);
  co_await section("ties", ties);
  co_await section("sums of fractions", sums_of_fractions);
  co_await section("zero yields once", zero_yields_once);
  co_await section("ready before due", ready_before_due);
  co_await section("periods", periods);
  co_await section("cancelled timers", cancelled_timers);
  co_await section("an hour", an_hour);
  co_await section("calls soon", calls_soon);
  co_await section("calls later", calls_later);
}

}  // namespace

int main() { asyncio::run(app()); }
