// SPDX-License-Identifier: MIT
// Asynchronous generators and iterators: values, waits, failures, cancels, one behind the other.
// See generators.py.
#include "transcript.hpp"

#include <optional>

using namespace transcript;
using Numbers = asyncio::AsyncGenerator<int>;

namespace {

Numbers counts(const char* name, int count, double seconds = 0.001) {
  say(name, "starts");
  Finally finally(name);
  for (int number = 0; number != count; ++number) {
    co_await asyncio::sleep(seconds);
    co_yield number;
  }
  say(name, "ends");
}

Coro<> say_all(Numbers numbers) {
  while (auto number = co_await numbers.next()) say(*number);
}

Coro<> say_next(Numbers& numbers) {
  auto number = co_await numbers.next();
  if (number) {
    say(*number);
  } else {
    say("no more");
  }
}

Coro<> all_values() {
  co_await say_all(counts("generator", 3));
  say("over");
}

Coro<> nothing_runs_before_the_first_value_is_asked_for() {
  Numbers generator = counts("generator", 2);
  co_await asyncio::sleep(0.005);
  say("main asks");
  co_await say_next(generator);
  co_await asyncio::sleep(0.005);
  for (int i = 0; i != 3; ++i) co_await say_next(generator);
}

Coro<> no_values() {
  co_await say_all(counts("generator", 0));
  say("over");
}

Numbers squares(int count) {
  for (int number = 0; number != count; ++number) co_yield number* number;
}

Coro<> turns() {
  for (int turn = 0; turn != 2; ++turn) {
    say("other task", turn);
    co_await asyncio::sleep(0);
  }
}

Coro<> without_waits() {
  Task<> task = asyncio::create_task(turns());
  co_await say_all(squares(3));
  co_await task;
}

Coro<> consumes(const char* name, double seconds) {
  Numbers numbers = counts(name, 3, seconds);
  while (auto number = co_await numbers.next()) say(name, "gives", *number);
}

Coro<> several_at_once() {
  co_await asyncio::gather(consumes("a", 0.003), consumes("b", 0.002), consumes("c", 0.0015));
}

Numbers doubled(Numbers numbers) {
  while (auto number = co_await numbers.next()) {
    co_await asyncio::sleep(0.002);
    co_yield 2 * *number;
  }
}

Numbers odd(Numbers numbers) {
  while (auto number = co_await numbers.next()) {
    if (*number % 4 != 0) co_yield *number;
  }
}

Coro<> one_behind_the_other() { co_await say_all(odd(doubled(counts("source", 5)))); }

Coro<> left_in_the_middle() {
  {
    Numbers generator = counts("generator", 1000);
    while (auto number = co_await generator.next()) {
      say(*number);
      if (*number == 2) break;
    }
  }
  say("main goes on");
}

Numbers fails() {
  co_yield 1;
  co_await asyncio::sleep(0.001);
  co_await asyncio::fail(Error::value);
}

Coro<> say_each(Numbers& numbers) {
  while (auto number = co_await numbers.next()) say(*number);
}

Coro<> it_fails() {
  Numbers generator = fails();
  auto result = co_await asyncio::as_result(say_each(generator));
  say(result.error().name());
  co_await say_next(generator);
}

Coro<> says_what_a_generator_gives() {
  Unwound unwound("consumer");
  co_await say_all(counts("generator", 1000, 0.002));
  unwound.dismiss();
}

Coro<> the_consumer_is_cancelled() {
  Task<> task = asyncio::create_task(says_what_a_generator_gives());
  co_await asyncio::sleep(0.005);
  task.cancel();
  (void)co_await asyncio::as_result(task);
}

Coro<> a_value_in_time() {
  Numbers generator = counts("generator", 3, 0.002);
  co_await asyncio::wait_for(say_next(generator), 0.005);
  auto result = co_await asyncio::as_result(asyncio::wait_for(say_next(generator), 0.001));
  if (!result) say(result.error().name());
  co_await say_next(generator);
}

Coro<> two_take_turns() {
  Numbers generator = counts("generator", 4);
  for (int round = 0; round != 2; ++round) {
    for (const char* name : {"a", "b"}) {
      auto number = co_await generator.next();
      say(name, *number);
    }
  }
  co_await say_next(generator);
}

Numbers items(asyncio::Queue<int>& queue) {
  for (;;) {
    const int item = co_await queue.get();
    if (item < 0) co_return;
    co_yield item;
  }
}

Coro<> feeds(asyncio::Queue<int>& queue) {
  for (const int item : {1, 2, 3, -1}) {
    co_await asyncio::sleep(0.002);
    queue.put_nowait(item);
  }
}

Coro<> fed_by_a_queue() {
  asyncio::Queue<int> queue;
  Task<> task = asyncio::create_task(feeds(queue));
  co_await say_all(items(queue));
  co_await task;
}

/// An iterator of one's own.
class Ticker {
 public:
  explicit Ticker(int count) : left_(count) {}
  Coro<std::optional<int>> next() {
    if (left_ == 0) co_return std::nullopt;
    --left_;
    co_await asyncio::sleep(0.001);
    co_return left_;
  }

 private:
  int left_;
};

Coro<> an_iterator_of_ones_own() {
  Ticker ticker(3);
  while (auto number = co_await ticker.next()) say(*number);
  while (auto number = co_await ticker.next()) say("never");
  say("over");
}

Coro<> app() {
  co_await section("all values", all_values);
  co_await section("not before it is asked", nothing_runs_before_the_first_value_is_asked_for);
  co_await section("no values", no_values);
  co_await section("without waits", without_waits);
  co_await section("several at once", several_at_once);
  co_await section("one behind the other", one_behind_the_other);
  co_await section("left in the middle", left_in_the_middle);
  co_await section("it fails", it_fails);
  co_await section("the consumer is cancelled", the_consumer_is_cancelled);
  co_await section("a value in time", a_value_in_time);
  co_await section("two take turns", two_take_turns);
  co_await section("fed by a queue", fed_by_a_queue);
  co_await section("an iterator of one's own", an_iterator_of_ones_own);
}

}  // namespace

int main() { asyncio::run(app()); }
