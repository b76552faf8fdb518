// SPDX-License-Identifier: MIT
// Timeout: in and out of time, moved, nested, cancelled; what `when` and `expired` say. See
// timeouts.py.
#include "misuse.hpp"
#include "transcript.hpp"

#include <optional>

using namespace transcript;
using asyncio::Timeout;
using asyncio::with;
using Seconds = std::optional<double>;

namespace {

Coro<> sleeps(const char* name, double seconds) {
  Unwound unwound(name);
  co_await asyncio::sleep(seconds);
  unwound.dismiss();
  say(name, "slept");
}

/// Says how it ended.
Coro<> said(Coro<> body) {
  auto outcome = co_await asyncio::as_outcome(std::move(body));
  if (outcome) {
    say("all is well");
  } else {
    say(outcome.cancelled() ? "cancelled" : outcome.error().name());
  }
}

asyncio::Time now() { return asyncio::Loop::running()->time(); }

asyncio::Time instant_in(int milliseconds) {
  return now() + milliseconds * asyncio::microseconds_per_millisecond;
}

Timeout timeout_of(Seconds limit) { return limit ? Timeout(*limit) : Timeout(std::nullopt); }

Coro<> in_time() {
  Timeout timeout(0.01);
  auto body = []() -> Coro<> { co_await sleeps("body", 0.005); };
  co_await with(timeout, body);
  say(timeout.expired());
}

Coro<> out_of_time() {
  Timeout timeout(0.005);
  auto body = []() -> Coro<> {
    co_await sleeps("body", 0.01);
    say("never");
  };
  auto result = co_await asyncio::as_result(with(timeout, body));
  say(result.error().name(), timeout.expired());
  co_await sleeps("main", 0.01);
}

Coro<> without_a_limit() {
  Timeout timeout(std::nullopt);
  auto body = [&timeout]() -> Coro<> {
    say(!timeout.when());
    co_await sleeps("body", 1000);
  };
  co_await with(timeout, body);
  say(timeout.expired());
}

Coro<> starts_and_sleeps() {
  say("the body starts");
  co_await sleeps("body", 0.01);
}

Coro<> no_time_at_all() {
  co_await said(with(Timeout(0), starts_and_sleeps));
  co_await said(with(Timeout(-1), starts_and_sleeps));
}

Coro<> a_body_that_never_waits() {
  Timeout timeout(0);
  auto body = []() -> Coro<> {
    say("the body");
    co_return;
  };
  co_await with(timeout, body);
  co_await asyncio::sleep(0.001);
  say(timeout.expired());
}

Coro<> moves_and_sleeps(Timeout& timeout, Seconds limit) {
  co_await asyncio::sleep(0.002);
  if (limit) {
    timeout.reschedule(*limit);
  } else {
    timeout.reschedule(std::nullopt);
  }
  say(!timeout.when(), timeout.expired());
  co_await sleeps("body", 0.02);
}

Coro<> moved(Seconds first, Seconds second) {
  auto body = [second](Timeout& timeout) { return moves_and_sleeps(timeout, second); };
  co_await with(timeout_of(first), body);
}

Coro<> later_and_earlier() {
  co_await said(moved(0.01, 0.03));
  co_await said(moved(0.03, 0.01));
  co_await said(moved(0.01, std::nullopt));
  co_await said(moved(std::nullopt, 0.01));
  co_await said(moved(0.01, 0.0));
}

Coro<> moves(Timeout& timeout) {
  for (int i = 0; i != 3; ++i) {
    co_await asyncio::sleep(0.004);
    timeout.reschedule(0.005);
    say("moved");
  }
}

Coro<> moved_by_another_task() {
  Timeout timeout(0.005);
  auto body = [&timeout]() -> Coro<> {
    asyncio::create_task(moves(timeout));
    co_await sleeps("body", 1000);
  };
  co_await said(with(timeout, body));
}

Coro<> nothing() { co_return; }

Coro<> too_late_to_move() {
  Timeout timeout(0.01);
  co_await with(timeout, nothing);
  say(attempt("RuntimeError", [&timeout] { return timeout.reschedule(1); }));
}

Coro<> until(asyncio::Time instant) {
  Timeout timeout = asyncio::timeout_at(instant);
  auto body = [&timeout, instant]() -> Coro<> {
    say(*timeout.when() == instant);
    co_await sleeps("body", 0.01);
  };
  co_await with(timeout, body);
}

Coro<> at_an_instant() {
  co_await said(until(instant_in(5)));
  co_await said(until(instant_in(15)));
  co_await said(until(now() - 1));
}

Coro<> sleeps_as_body() { co_await sleeps("body", 0.01); }

Coro<> the_inner_one_runs_out() {
  Timeout outer(0.02);
  auto body = [&outer]() -> Coro<> {
    Timeout inner(0.005);
    auto result = co_await asyncio::as_result(with(inner, sleeps_as_body));
    say(result.error().name(), inner.expired(), outer.expired());
    co_await sleeps("outer", 0.01);
  };
  co_await with(outer, body);
  say(outer.expired());
  say("all is well");
}

Coro<> the_outer_one_runs_out() {
  Timeout outer(0.005);
  auto body = [&outer]() -> Coro<> {
    Timeout inner(0.02);
    auto outcome = co_await asyncio::as_outcome(with(inner, sleeps_as_body));
    say(inner.expired(), outer.expired());
    co_await asyncio::pass_on(std::move(outcome));
  };
  co_await said(with(outer, body));
}

Coro<> the_body_fails() {
  auto body = [](Timeout& timeout) -> Coro<> {
    co_await asyncio::sleep(0.005);
    say(timeout.expired());
    co_await asyncio::fail(Error::value);
  };
  co_await said(with(Timeout(0.01), body));
}

Coro<> sleeps_long(Timeout& timeout) {
  asyncio::on_cancel says([&timeout] { say(timeout.expired()); });
  co_await sleeps("body", 1000);
}

Coro<> cancelled_from_outside() {
  Task<> task = asyncio::create_task(said(with(Timeout(0.01), sleeps_long)));
  co_await asyncio::sleep(0.005);
  task.cancel();
  co_await task;
}

Coro<> sleeps_without_a_word() { co_await asyncio::sleep(1000); }

Coro<> with_cleanup() { return asyncio::finally(sleeps_without_a_word(), cleanup(0.01)); }

Coro<> a_slow_cleanup() { co_await said(with(Timeout(0.005), with_cleanup)); }

Coro<> while_it_waits_for_a_queue() {
  asyncio::Queue<int> queue;
  auto body = [&queue]() -> Coro<> { co_await queue.get(); };
  co_await said(with(Timeout(0.005), body));
  queue.put_nowait(1);
  co_await said(with(Timeout(0.005), body));
  say(queue.qsize());
}

Coro<> app() {
  co_await section("in time", in_time);
  co_await section("out of time", out_of_time);
  co_await section("without a limit", without_a_limit);
  co_await section("no time at all", no_time_at_all);
  co_await section("a body that never waits", a_body_that_never_waits);
  co_await section("later and earlier", later_and_earlier);
  co_await section("moved by another task", moved_by_another_task);
  co_await section("too late to move", too_late_to_move);
  co_await section("at an instant", at_an_instant);
  co_await section("the inner one runs out", the_inner_one_runs_out);
  co_await section("the outer one runs out", the_outer_one_runs_out);
  co_await section("the body fails", the_body_fails);
  co_await section("cancelled from outside", cancelled_from_outside);
  co_await section("a slow cleanup", a_slow_cleanup);
  co_await section("while it waits for a queue", while_it_waits_for_a_queue);
}

}  // namespace

int main() { asyncio::run(app()); }
