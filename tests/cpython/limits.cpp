// SPDX-License-Identifier: MIT
// wait_for: values, time-outs, failures, cancels, cleanups, races. See limits.py.
#include "transcript.hpp"

using namespace transcript;

namespace {

Coro<> hangs(const char* name) {
  Unwound unwound(name);
  co_await asyncio::sleep(1000);
  unwound.dismiss();
}

template <class T>
void say_error(const asyncio::Result<T>& result) {
  if (!result) say(result.error().name());
}

Coro<> in_time() {
  int value = co_await asyncio::wait_for(value_after("the body", 5, 0.01), 0.02);
  say(value);
  value = co_await asyncio::wait_for(value_after("the body", 6, 0.01), std::nullopt);
  say(value);
  value = co_await asyncio::wait_for(value_after("the body", 7, 0.01), 1000);
  say(value);
}

Coro<> out_of_time() {
  say_error(co_await asyncio::as_result(asyncio::wait_for(hangs("body"), 0.01)));
  say("goes on");
}

Coro<> a_failure_passes() {
  const Error errors[] = {Error::value, Error::os(5), Error::runtime};
  for (const Error& error : errors) {
    say_error(co_await asyncio::as_result(asyncio::wait_for(fails_after(0.002, error), 0.01)));
  }
}

Coro<> waits() {
  Unwound unwound("waiter");
  co_await asyncio::wait_for(hangs("body"), 0.01);
  unwound.dismiss();
}

Coro<> cancelling_the_waiter() {
  Task<> task = asyncio::create_task(waits());
  co_await asyncio::sleep(0.005);
  task.cancel();
  (void)co_await asyncio::as_result(task);
  say("over", task.cancelled());
  co_await asyncio::sleep(0.01);
}

Coro<> waits_for_the_cleanup() {
  auto body = asyncio::finally(asyncio::sleep(1000), cleanup(0.007));
  say_error(co_await asyncio::as_result(asyncio::wait_for(std::move(body), 0.003)));
}

Coro<> of_a_task() {
  Task<> hanging = asyncio::create_task(hangs("task"));
  auto result = co_await asyncio::as_result(asyncio::wait_for(hanging, 0.004));
  say(result.error().name(), hanging.cancelled());
  Task<int> task = asyncio::create_task(value_after("the body", 3, 0.002));
  int value = co_await asyncio::wait_for(task, 0.004);
  say(value);
  value = co_await asyncio::wait_for(task, 0.004);
  say(value);
}

Coro<> of_a_shielded_task() {
  Task<int> task = asyncio::create_task(value_after("the body", 4, 0.01));
  auto result = co_await asyncio::as_result(asyncio::wait_for(asyncio::shield(task), 0.004));
  say(result.error().name(), task.done());
  const int value = co_await task;
  say(value);
}

Coro<> of_an_event() {
  asyncio::Event event;
  asyncio::Loop::running()->call_later(0.008, [&event] { event.set(); });
  for (const double limit : {0.003, 0.003, 0.010, 0.001}) {
    auto result = co_await asyncio::as_result(asyncio::wait_for(event.wait(), limit));
    say(result ? "set" : "not set");
  }
}

Coro<> inner(double limit) {
  auto result = co_await asyncio::as_result(asyncio::wait_for(hangs("body"), limit));
  if (!result) say("inner time-out");
}

Coro<> nested() {
  co_await asyncio::wait_for(inner(0.004), 0.01);
  say("inner was first");
  auto result = co_await asyncio::as_result(asyncio::wait_for(inner(0.02), 0.01));
  if (!result) say("outer was first");
}

Coro<> sets(asyncio::Event& event) {
  co_await asyncio::sleep(0.01);
  event.set();
}

Coro<> a_dead_heat() {
  say_error(co_await asyncio::as_result(asyncio::wait_for(value_after("the body", 5, 0.01), 0.01)));
  asyncio::Event event;
  Task<> setter = asyncio::create_task(sets(event));
  co_await asyncio::sleep(0);
  auto result = co_await asyncio::as_result(asyncio::wait_for(event.wait(), 0.01));
  if (result) {
    say("set");
  } else {
    say(result.error().name(), event.is_set());
  }
  co_await setter;
}

Coro<> limited(const char* name, double length, double limit) {
  auto result = co_await asyncio::as_result(asyncio::wait_for(asyncio::sleep(length), limit));
  say(name, result ? "slept" : "timed out");
}

Coro<> many() {
  (void)co_await asyncio::gather(limited("a", 0.010, 0.012), limited("b", 0.009, 0.003),
                                 limited("c", 0.001, 0.008), limited("d", 0.007, 0.004),
                                 limited("e", 0.005, 0.006));
}

Coro<> app() {
  co_await section("in time", in_time);
  co_await section("out of time", out_of_time);
  co_await section("a failure passes", a_failure_passes);
  co_await section("cancelling the waiter", cancelling_the_waiter);
  co_await section("waits for the cleanup", waits_for_the_cleanup);
  co_await section("of a task", of_a_task);
  co_await section("of a shielded task", of_a_shielded_task);
  co_await section("of an event", of_an_event);
  co_await section("nested", nested);
  co_await section("a dead heat", a_dead_heat);
  co_await section("many", many);
}

}  // namespace

int main() { asyncio::run(app()); }
