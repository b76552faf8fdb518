// SPDX-License-Identifier: MIT
// What other threads do to a loop: only the order is shown, threads take their own time. See
// threads_safe.py.
#include "ports/unix/unix_port.hpp"
#include "transcript.hpp"

using transcript::Coro;
using transcript::Error;
using transcript::section;
using transcript::Task;
namespace asyncio = uasyncio;

namespace {

template <class... Words>
void say(const Words&... words) {
  asyncio::print(words...);
}

asyncio::Loop& running_loop() { return *asyncio::Loop::running(); }

Coro<> calls_of_ones_own() {
  running_loop().call_soon_threadsafe([] { say("first"); });
  running_loop().call_soon_threadsafe([] { say("second"); });
  say("main goes on");
  co_await asyncio::sleep(0);
  co_await asyncio::sleep(0);
  say("main again");
}

Coro<> calls_from_a_thread() {
  asyncio::Loop& loop = running_loop();
  auto in_a_thread = [&loop] {
    for (int number = 0; number != 5; ++number) {
      loop.call_soon_threadsafe([number] { say("call", number); });
    }
    return "returned";
  };
  const char* word = co_await asyncio::to_thread(in_a_thread);
  say(word);
}

Coro<> waits(asyncio::Event& event) {
  co_await event.wait();
  say("woken");
}

Coro<> a_call_wakes_a_task() {
  asyncio::Loop& loop = running_loop();
  asyncio::Event event;
  Task<> task = asyncio::create_task(waits(event));
  auto in_a_thread = [&] { loop.call_soon_threadsafe([&event] { event.set(); }); };
  co_await asyncio::to_thread(in_a_thread);
  co_await task;
}

int sum(int a, int b) { return a + b; }
int square(int number) { return number * number; }
const char* text() { return "text"; }

Coro<> values() {
  const int answer = co_await asyncio::to_thread(sum, 20, 22);
  say(answer);
  const char* word = co_await asyncio::to_thread(text);
  say(word);
  for (int number = 0; number != 3; ++number) {
    const int squared = co_await asyncio::to_thread(square, number);
    say(squared);
  }
}

Coro<> several_threads() {
  const auto [a, b, c, d] =
      co_await asyncio::gather(asyncio::to_thread(square, 0), asyncio::to_thread(square, 1),
                               asyncio::to_thread(square, 2), asyncio::to_thread(square, 3));
  say(a, b, c, d);
}

Coro<const char*> answers(asyncio::Event& event) {
  co_await event.wait();
  co_return "the answer";
}

Coro<const char*> sets_and_awaits(asyncio::Event& event, const Task<const char*>& task) {
  event.set();
  co_return co_await task;
}

Coro<> other_tasks_run_meanwhile() {
  asyncio::Loop& loop = running_loop();
  asyncio::Event event;
  Task<const char*> task = asyncio::create_task(answers(event));
  auto asks = [&] {
    auto function = [&] { return sets_and_awaits(event, task); };
    return asyncio::run_coroutine_threadsafe(loop, function).result().value();
  };
  const char* word = co_await asyncio::to_thread(asks);
  say(word);
}

Coro<int> adds(int a, int b) {
  say("adding in the loop");
  co_await asyncio::sleep(0);
  co_return a + b;
}

Coro<> coroutines_from_a_thread() {
  asyncio::Loop& loop = running_loop();
  auto in_a_thread = [&loop] {
    int total = 0;
    for (int number = 0; number != 3; ++number) {
      total = asyncio::run_coroutine_threadsafe(loop, adds, total, number).result().value();
    }
    return total;
  };
  const int total = co_await asyncio::to_thread(in_a_thread);
  say(total);
}

Coro<> fails() {
  co_await asyncio::sleep(0);
  co_await asyncio::fail(Error::value);
}

Coro<> a_coroutine_that_fails() {
  asyncio::Loop& loop = running_loop();
  auto in_a_thread = [&loop] {
    return asyncio::run_coroutine_threadsafe(loop, fails).result().error().name();
  };
  const char* name = co_await asyncio::to_thread(in_a_thread);
  say(name);
}

Coro<> hangs(asyncio::Event& never) {
  say("hangs");
  asyncio::on_cancel says([] { say("cancelled"); });
  co_await never.wait();
  says.dismiss();
}

Coro<> nothing() {
  say("nothing");
  co_return;
}

Coro<> a_coroutine_that_is_cancelled() {
  asyncio::Loop& loop = running_loop();
  asyncio::Event never;
  auto in_a_thread = [&] {
    auto function = [&never] { return hangs(never); };
    auto future = asyncio::run_coroutine_threadsafe(loop, function);
    (void)asyncio::run_coroutine_threadsafe(loop, nothing).result();
    say("is done:", future.done());
    future.cancel();
    (void)asyncio::run_coroutine_threadsafe(loop, nothing).result();
    say("is done:", future.done());
  };
  co_await asyncio::to_thread(in_a_thread);
}

Coro<> app() {
  co_await section("calls of one's own", calls_of_ones_own);
  co_await section("calls from a thread", calls_from_a_thread);
  co_await section("a call wakes a task", a_call_wakes_a_task);
  co_await section("values", values);
  co_await section("several threads", several_threads);
  co_await section("other tasks run meanwhile", other_tasks_run_meanwhile);
  co_await section("coroutines from a thread", coroutines_from_a_thread);
  co_await section("a coroutine that fails", a_coroutine_that_fails);
  co_await section("a coroutine that is cancelled", a_coroutine_that_is_cancelled);
}

}  // namespace

int main() {
  asyncio::UnixPort port;  // the sim port does not wait for threads
  asyncio::Loop loop(port);
  return loop.run_until_complete(app()) ? 0 : 1;
}
