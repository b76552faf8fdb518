// SPDX-License-Identifier: MIT
// gather: order of values, failures, return_exceptions, cancelling. See gathering.py.
#include "transcript.hpp"

#include <array>
#include <string_view>

using namespace transcript;

namespace {

Coro<int> fails_after(const char* name, Error error, double seconds) {
  co_await asyncio::sleep(seconds);
  say(name, "fails");
  co_await asyncio::fail(error);
}

Coro<int> hangs(const char* name) {
  Unwound unwound(name);
  co_await asyncio::sleep(1000);
  co_return 0;
}

/// A result as a word: its failure's name, or its value, which is one digit here.
template <class T>
std::string_view word(asyncio::Result<T>& result) {
  static constexpr std::string_view digits = "0123456789";
  if (!result) return result.error().name();
  return digits.substr(static_cast<std::size_t>(result.value()), 1);
}

Coro<> order_of_values() {
  auto [a, b, c] = co_await asyncio::gather(value_after("a", 1, 0.03), value_after("b", 2, 0.01),
                                            value_after("c", 3, 0.02));
  say(a, b, c);
}

Coro<> of_tasks() {
  std::array<Task<int>, 4> tasks;
  const char* const names[] = {"a", "b", "c", "d"};
  for (int i = 0; i != 4; ++i) tasks[i] = asyncio::create_task(value_after(names[i], i, 0.01));
  co_await tasks[1];
  auto [a, b, c, d] = co_await asyncio::gather(tasks[3], tasks[1], tasks[0], tasks[2]);
  say(a, b, c, d);
}

Coro<> of_finished_ones() {
  Task<int> a = asyncio::create_task(value_after("a", 1, 0));
  Task<int> b = asyncio::create_task(value_after("b", 2, 0));
  co_await asyncio::sleep(0.001);
  auto [first, second] = co_await asyncio::gather(a, b);
  say(first, second);
}

Coro<> the_same_task_twice() {
  Task<int> task = asyncio::create_task(value_after("task", 5, 0.002));
  auto [first, second] = co_await asyncio::gather(task, task);
  say(first, second);
}

Coro<> mixed() {
  Task<const char*> task = asyncio::create_task(value_after("task", "text", 0.005));
  auto [first, second, third] =
      co_await asyncio::gather(value_after("a", 1, 0.002), task, value_after("b", 7, 0.009));
  say(first, second, third);
}

Coro<> the_first_failure_wins() {
  Task<int> slow = asyncio::create_task(value_after("slow", 1, 0.03));
  Task<int> bad = asyncio::create_task(fails_after("bad", Error::value, 0.01));
  Task<int> worse = asyncio::create_task(fails_after("worse", Error::os(5), 0.02));
  auto all = co_await asyncio::as_result(asyncio::gather(slow, worse, bad));
  say("gather", all.error().name());
  say(slow.done(), bad.done(), worse.done());
  auto result = co_await asyncio::as_result(worse);
  say(result.error().name());
  const int value = co_await slow;
  say("the slow one goes on", value);
}

Coro<> results_instead_of_failures() {
  auto [a, b, c, d] = co_await asyncio::gather_results(
      value_after("a", 1, 0.02), fails_after("b", Error::value, 0.01),
      fails_after("c", Error::runtime, 0.03), value_after("d", 4, 0.01));
  say(word(a), word(b), word(c), word(d));
}

Coro<> a_cancelled_child() {
  Task<int> a = asyncio::create_task(hangs("a"));
  Task<int> b = asyncio::create_task(value_after("b", 2, 0.01));
  asyncio::Loop::running()->call_later(0.005, [a] { a.cancel(); });
  auto [first, second] = co_await asyncio::gather_results(a, b);
  say(word(first), word(second));
}

Coro<> a_cancelled_child_is_a_failure() {
  Task<int> a = asyncio::create_task(hangs("a"));
  Task<int> b = asyncio::create_task(value_after("b", 2, 0.01));
  asyncio::Loop::running()->call_later(0.005, [a] { a.cancel(); });
  auto all = co_await asyncio::as_result(asyncio::gather(a, b));
  say(all.error().name());
  const int value = co_await b;
  say(value);
}

Coro<> gathers() {
  Unwound unwound("gather");
  (void)co_await asyncio::gather_results(
      hangs("a"), asyncio::finally(asyncio::sleep(1000), cleanup(0.004)), hangs("b"));
}

Coro<> cancelling_it() {
  Task<> task = asyncio::create_task(gathers());
  co_await asyncio::sleep(0.005);
  task.cancel();
  (void)co_await asyncio::as_result(task);
  say("main saw it", task.cancelled());
}

Coro<int> two(const char* name, int first, int second) {
  auto [a, b] = co_await asyncio::gather(value_after(name, first, 0.01 * first),
                                         value_after(name, second, 0.01 * second));
  say(name, "sum");
  co_return a + b;
}

Coro<> nested() {
  auto [x, y] = co_await asyncio::gather(two("x", 1, 4), two("y", 2, 3));
  say(x, y);
}

Coro<> app() {
  co_await section("order of values", order_of_values);
  co_await section("of tasks", of_tasks);
  co_await section("of finished ones", of_finished_ones);
  co_await section("the same task twice", the_same_task_twice);
  co_await section("mixed", mixed);
  co_await section("the first failure wins", the_first_failure_wins);
  co_await section("results instead of failures", results_instead_of_failures);
  co_await section("a cancelled child", a_cancelled_child);
  co_await section("a cancelled child is a failure", a_cancelled_child_is_a_failure);
  co_await section("cancelling it", cancelling_it);
  co_await section("nested", nested);
}

}  // namespace

int main() { asyncio::run(app()); }
