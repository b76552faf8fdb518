// SPDX-License-Identifier: MIT
// Barriers: rounds, indexes, abort and reset, cancelled and impatient waiters. See barriers.py.
#include "transcript.hpp"

using namespace transcript;
using Barrier = asyncio::Barrier<>;

namespace {

Coro<> arrives(const char* name, Barrier& barrier, double seconds = 0) {
  co_await asyncio::sleep(seconds);
  say(name, "arrives", barrier.n_waiting());
  auto outcome = co_await asyncio::as_outcome(barrier.wait());
  if (outcome) {
    say(name, "goes on", outcome.value());
  } else {
    say(name, outcome.cancelled() ? "cancelled" : outcome.error().name());
  }
}

template <class... Names>
Tasks arriving(Barrier& barrier, Names... names) {
  return {asyncio::create_task(arrives(names, barrier))...};
}

Coro<> three_parties() {
  Barrier barrier(3);
  say(barrier.parties(), barrier.n_waiting(), barrier.broken());
  Tasks tasks;
  tasks.push_back(asyncio::create_task(arrives("a", barrier, 0.003)));
  tasks.push_back(asyncio::create_task(arrives("b", barrier, 0.001)));
  tasks.push_back(asyncio::create_task(arrives("c", barrier, 0.002)));
  co_await each_of(tasks);
  say(barrier.n_waiting());
}

Coro<> all_at_once() {
  Barrier barrier(4);
  co_await each_of(arriving(barrier, "a", "b", "c", "d"));
}

Coro<> one_party() {
  Barrier barrier(1);
  Task<> task = asyncio::create_task(arrives("task", barrier));
  for (int round = 0; round != 2; ++round) {
    const int index = co_await barrier.wait();
    say(index);
  }
  co_await task;
}

Coro<> works(const char* name, Barrier& barrier, double seconds) {
  for (int number = 0; number != 3; ++number) {
    co_await asyncio::sleep(seconds);
    const int index = co_await barrier.wait();
    say(name, "round", number, "index", index);
  }
}

Coro<> rounds() {
  Barrier barrier(3);
  co_await asyncio::gather(works("a", barrier, 0.003), works("b", barrier, 0.001),
                           works("c", barrier, 0.002));
}

Coro<> two_rounds_of_four_tasks() {
  Barrier barrier(2);
  Tasks tasks = arriving(barrier, "a", "b", "c");
  co_await asyncio::sleep(0.005);
  co_await each_of(arriving(barrier, "d"));
  co_await each_of(tasks);
}

Coro<> aborted() {
  Barrier barrier(3);
  Tasks tasks = arriving(barrier, "a", "b");
  co_await asyncio::sleep(0.005);
  barrier.abort();
  co_await each_of(tasks);
  say(barrier.broken(), barrier.n_waiting());
  co_await each_of(arriving(barrier, "c"));
  barrier.reset();
  say(barrier.broken());
  co_await each_of(arriving(barrier, "d", "e", "f"));
}

Coro<> reset_while_some_wait() {
  Barrier barrier(3);
  Tasks tasks = arriving(barrier, "a", "b");
  co_await asyncio::sleep(0.005);
  barrier.reset();
  co_await each_of(tasks);
  say(barrier.broken(), barrier.n_waiting());
  co_await each_of(arriving(barrier, "c", "d", "e"));
}

Coro<> reset_while_nobody_waits() {
  Barrier barrier(2);
  barrier.reset();
  co_await each_of(arriving(barrier, "a", "b"));
}

Coro<> the_last_one_to_wait_is_cancelled() {
  Barrier barrier(3);
  Tasks tasks = arriving(barrier, "a", "b");
  co_await asyncio::sleep(0.005);
  say(barrier.n_waiting());
  tasks[1].cancel();
  co_await asyncio::sleep(0.005);
  say(barrier.n_waiting());
  co_await tasks[1];
  co_await each_of(arriving(barrier, "c", "d"));
  co_await tasks[0];
}

Coro<> all_are_cancelled() {
  Barrier barrier(3);
  Tasks tasks = arriving(barrier, "a", "b");
  co_await asyncio::sleep(0.005);
  for (const Task<>& task : tasks) task.cancel();
  co_await each_of(tasks);
  say(barrier.n_waiting(), barrier.broken());
  co_await each_of(arriving(barrier, "c", "d", "e"));
}

Coro<> waiting_for_so_long() {
  Barrier barrier(2);
  auto result = co_await asyncio::as_result(asyncio::wait_for(barrier.wait(), 0.01));
  if (!result) say(result.error().name(), barrier.n_waiting());
  co_await each_of(arriving(barrier, "a", "b"));
}

Coro<> app() {
  co_await section("three parties", three_parties);
  co_await section("all at once", all_at_once);
  co_await section("one party", one_party);
  co_await section("rounds", rounds);
  co_await section("two rounds of four tasks", two_rounds_of_four_tasks);
  co_await section("aborted", aborted);
  co_await section("reset while some wait", reset_while_some_wait);
  co_await section("reset while nobody waits", reset_while_nobody_waits);
  co_await section("the last one is cancelled", the_last_one_to_wait_is_cancelled);
  co_await section("all are cancelled", all_are_cancelled);
  co_await section("waiting for so long", waiting_for_so_long);
}

}  // namespace

int main() { asyncio::run(app()); }
