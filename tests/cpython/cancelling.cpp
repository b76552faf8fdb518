// SPDX-License-Identifier: MIT
// Cancelling: before the start, while waiting, after the end, through others, with cleanups. See
// cancelling.py.
#include "transcript.hpp"

#include <array>

using namespace transcript;

namespace {

Coro<> hangs(const char* name) {
  say(name, "starts");
  Unwound unwound(name);
  co_await asyncio::sleep(1000);
  unwound.dismiss();
  say("never");
}

template <class T>
Coro<> waits_for(const char* name, Task<T> task) {
  auto result = co_await asyncio::as_result(task);
  if (!result) {
    say(name, "saw", result.error().name());
  } else if constexpr (!std::is_void_v<T>) {
    say(name, "got", result.value());
  }
}

Coro<> before_the_start() {
  Task<> task = asyncio::create_task(hangs("task"));
  const bool is_cancelling = task.cancel();
  say(is_cancelling, task.done());
  co_await waits_for("main", task);
  say(task.done(), task.cancelled());
}

Coro<> while_waiting() {
  Task<> task = asyncio::create_task(hangs("task"));
  co_await asyncio::sleep(0.005);
  const bool is_cancelling = task.cancel();
  say(is_cancelling, task.done(), task.cancelled());
  co_await asyncio::sleep(0);
  say(task.done(), task.cancelled());
  co_await waits_for("main", task);
}

Coro<int> ends() { co_return 5; }

Coro<> after_the_end() {
  Task<int> task = asyncio::create_task(ends());
  co_await asyncio::sleep(0);
  const bool is_done = task.done();
  const bool is_cancelling = task.cancel();
  say(is_done, is_cancelling, task.cancelled());
  co_await waits_for("main", task);
}

Coro<> twice() {
  Task<> task = asyncio::create_task(hangs("task"));
  co_await asyncio::sleep(0);
  const bool first = task.cancel();
  const bool second = task.cancel();
  say(first, second);
  co_await waits_for("main", task);
  const bool late = task.cancel();
  say(late, task.cancelled());
}

Coro<> inner() {
  Finally finally("inner");
  co_await hangs("innermost");
}

Coro<> outer() {
  Finally finally("outer");
  co_await inner();
}

Coro<> from_the_inside_out() {
  Task<> task = asyncio::create_task(outer());
  co_await asyncio::sleep(0.001);
  task.cancel();
  co_await waits_for("main", task);
}

Coro<> awaits(Task<> inner) {
  say("outer waits");
  co_await inner;
}

Coro<> passes_on_to_the_awaited_task() {
  Task<> inner = asyncio::create_task(hangs("inner"));
  Task<> task = asyncio::create_task(awaits(inner));
  co_await asyncio::sleep(0.002);
  task.cancel();
  co_await waits_for("main", task);
  say(inner.cancelled(), task.cancelled());
}

Coro<> a_cancelled_task_has_several_waiters() {
  Task<> task = asyncio::create_task(hangs("task"));
  std::array<Task<>, 3> others;
  for (int i = 0; i != 3; ++i) others[i] = asyncio::create_task(waits_for(names[i], task));
  co_await asyncio::sleep(0.001);
  task.cancel();
  for (Task<>& other : others) co_await other;
}

Coro<> several_at_once() {
  std::array<Task<>, 4> tasks;
  for (int i = 0; i != 4; ++i) tasks[i] = asyncio::create_task(hangs(names[i]));
  co_await asyncio::sleep(0.003);
  for (const int index : {2, 0, 3, 1}) tasks[index].cancel();
  for (int i = 0; i != 4; ++i) co_await waits_for(names[i], tasks[i]);
}

Coro<> a_cleanup_that_awaits() {
  Task<> task = asyncio::create_task(asyncio::finally(hangs("body"), cleanup(0.005)));
  co_await asyncio::sleep(0.001);
  task.cancel();
  co_await waits_for("main", task);
}

Coro<const char*> stubborn() {
  for (int time = 0; time != 2; ++time) {
    auto outcome = co_await asyncio::as_outcome(asyncio::sleep(1000));
    if (outcome.cancelled()) say("not yet");
  }
  say("well then");
  co_return "done";
}

Coro<> swallowed() {
  Task<const char*> task = asyncio::create_task(stubborn());
  co_await asyncio::sleep(0.001);
  task.cancel();
  co_await asyncio::sleep(0.001);
  task.cancel();
  co_await waits_for("main", task);
  say(task.cancelled());
}

Coro<> suicidal() {
  asyncio::current_task().cancel();
  say("still here");
  Unwound unwound("it is", "gone");
  co_await asyncio::sleep(0);
}

Coro<> oneself() {
  Task<> task = asyncio::create_task(suicidal());
  co_await waits_for("main", task);
}

Coro<> turns(const char* name) {
  Unwound unwound(name);
  for (int turn = 0; turn != 3; ++turn) {
    say(name, turn);
    co_await asyncio::sleep(0);
  }
  unwound.dismiss();
}

Coro<> a_ready_task_keeps_its_place() {
  std::array<Task<>, 3> tasks;
  for (int i = 0; i != 3; ++i) tasks[i] = asyncio::create_task(turns(names[i]));
  co_await asyncio::sleep(0);
  tasks[1].cancel();
  for (Task<>& task : tasks) co_await asyncio::as_result(task);
}

Coro<> app() {
  co_await section("before the start", before_the_start);
  co_await section("while waiting", while_waiting);
  co_await section("after the end", after_the_end);
  co_await section("twice", twice);
  co_await section("from the inside out", from_the_inside_out);
  co_await section("passes on to the awaited task", passes_on_to_the_awaited_task);
  co_await section("several waiters", a_cancelled_task_has_several_waiters);
  co_await section("several at once", several_at_once);
  co_await section("a cleanup that awaits", a_cleanup_that_awaits);
  co_await section("swallowed", swallowed);
  co_await section("oneself", oneself);
  co_await section("a ready task keeps its place", a_ready_task_keeps_its_place);
}

}  // namespace

int main() { asyncio::run(app()); }
