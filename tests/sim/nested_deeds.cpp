// SPDX-License-Identifier: MIT
// Deeds that do other work one level deeper, in every way there is.
#include "tests/sim/deeds.hpp"

namespace one_hour {

using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;

namespace {

/// The failures that are nobody's fault.
bool is_expected(Error error) {
  return error == Error::timeout || error == Error::cancelled || error == Error::memory ||
         error == Error::exception || error.kind == asyncio::ErrorKind::user;
}

void expect_known(Error error) {
  if (error && !is_expected(error)) world->problem(std::string("failed with ") + error.name());
}

// Nesting.

Coro<std::unique_ptr<Object>> make_object(int depth) {
  auto object = std::make_unique<Object>();
  (void)co_await work(depth);
  co_return std::move(object);
}

Coro<int> work_with_text(int depth, std::string text) {
  const int value = co_await work(depth);
  co_return value + static_cast<int>(text.size());
}

Coro<int> nest(int depth) {
  co_return co_await work_with_text(depth, std::string("a text for the heap, long enough for it"));
}

Coro<int> get_object(int depth) {
  const std::unique_ptr<Object> object = co_await make_object(depth);
  co_return object != nullptr ? 1 : 0;
}

Coro<int> catch_failure(int depth) {
  auto result = co_await asyncio::as_result(work(depth));
  expect_known(result.error());
  co_return result.ok() ? *result : 0;
}

Coro<int> catch_everything(int depth) {
  auto outcome = co_await asyncio::as_outcome(make_object(depth));
  expect_known(outcome.error());
  const bool swallows = one_in(2) && world->phase == Phase::running;
  if (outcome.cancelled() && !swallows) co_await asyncio::pass_on(std::move(outcome));
  co_return 1;
}

Coro<int> body_of_finally(int depth, std::shared_ptr<CleanupLedger> ledger) {
  ledger->body_began = true;
  co_return co_await work(depth);
}

Coro<void> cleanup_of_finally(std::shared_ptr<CleanupLedger> ledger) {
  ledger->cleanup_began = true;
  const unsigned turns = below(4);
  for (unsigned turn = 0; turn != turns; ++turn) co_await asyncio::sleep_ms(below(5));
  if (one_in(3)) {
    const auto inner = co_await asyncio::as_result(asyncio::wait_for_ms(sleep_a_while(0), 3));
    expect_known(inner.error());
  }
  ledger->cleanup_ended = true;
  if (one_in(10)) co_await asyncio::fail(Error::user(1));
}

Coro<int> with_cleanup(int depth) {
  auto ledger = std::make_shared<CleanupLedger>();
  Coro<int> body = body_of_finally(depth, ledger);
  Coro<void> cleanup = cleanup_of_finally(ledger);
  ledger.reset();
  co_return co_await asyncio::finally(std::move(body), std::move(cleanup));
}

Coro<int> with_time_limit(int depth) {
  co_return co_await asyncio::wait_for_ms(work(depth), below(25));
}

Coro<int> with_caught_time_limit(int depth) {
  auto result = co_await asyncio::as_result(with_time_limit(depth));
  expect_known(result.error());
  co_return 1;
}

// Several at once.

Coro<int> gather_coroutines(int depth) {
  const Object referred_to;  // by nobody, but it must outlive the children
  auto values = co_await asyncio::gather(work(depth), make_object(depth), nest(depth - 1));
  co_return std::get<0>(values);
}

Coro<int> gather_mixed(int depth) {
  Task<int> somebody = world->some_handle();
  if (!somebody) co_return 0;
  auto values = co_await asyncio::gather(somebody, work(depth), somebody);
  co_return std::get<2>(values);
}

/// A child that awaits what its own gather awaits.
Coro<int> wait_for_task(Task<int> task) { co_return co_await task; }

Coro<int> gather_who_wait_for_each_other(int depth) {
  Task<int> task = asyncio::create_task(work(depth));
  auto values = co_await asyncio::gather(wait_for_task(task), task, wait_for_task(task));
  co_return std::get<0>(values);
}

Coro<int> gather_results(int depth) {
  Task<int> somebody = world->some_handle();
  auto results = co_await asyncio::gather_results(work(depth), somebody, catch_failure(depth));
  expect_known(std::get<0>(results).error());
  co_return 1;
}

Coro<int> gather_range(int) {
  std::vector<Task<int>> tasks;
  for (unsigned count = below(5); count != 0; --count) {
    Task<int> somebody = world->some_handle();
    if (somebody) tasks.push_back(std::move(somebody));
  }
  if (one_in(2)) {
    co_await asyncio::gather(tasks);
  } else {
    co_await asyncio::gather_results(tasks);
  }
  co_return 1;
}

Coro<int> shield_work(int depth) { co_return co_await asyncio::shield(work(depth)); }

Coro<int> wait_for_somebody(int) {
  const Task<int> somebody = world->some_handle();
  if (!somebody) co_return 0;
  const auto result = co_await asyncio::as_result(somebody);
  expect_known(result.error());
  // MemoryError may be the await's own, which has then not looked at the task.
  if (result.error() != Error::memory) {
    world->fates[asyncio::detail::InsideTask::header(somebody)].seen = true;
  }
  co_return 1;
}

Coro<int> depend_on_somebody(int) {
  const Task<int> somebody = world->some_handle();
  if (!somebody) co_return 0;
  co_return co_await somebody;
}

Coro<int> cancel_somebody_and_wait(int) {
  (void)co_await asyncio::cancel_and_wait(world->some_handle());
  co_return 1;
}

constexpr Deed deeds_that_nest[] = {
    nest,
    get_object,
    catch_failure,
    catch_everything,
    with_cleanup,
    with_cleanup,
    with_time_limit,
    with_caught_time_limit,
    gather_coroutines,
    gather_mixed,
    gather_who_wait_for_each_other,
    gather_results,
    gather_range,
    shield_work,
    wait_for_somebody,
    depend_on_somebody,
    cancel_somebody_and_wait,
};

}  // namespace

std::span<const Deed> nested_deeds() { return deeds_that_nest; }

}  // namespace one_hour
