// SPDX-License-Identifier: MIT
// Structures as deep as the board's memory allows end by a value, a failure or a cancel, on the
// board's small stack; without memory they fail. Owners end their tasks.
#include "scenario.hpp"

#include <optional>

using namespace uasyncio;
using namespace target_test;

namespace {

enum class End { value, failure, cancel };

int made = 0;
int gone = 0;
struct Local {
  Local() { ++made; }
  Local(Local&&) noexcept { ++made; }
  ~Local() { ++gone; }
};

Coro<int> innermost(End end) {
  if (end == End::failure) co_await fail(Error::user(5));
  if (end == End::cancel) co_await sleep(1000);
  co_return 1;
}

Coro<int> coroutines(int left, End end) {
  Local local;
  if (left == 0) co_return co_await innermost(end);
  co_return co_await coroutines(left - 1, end) + 1;
}
Coro<int> limits(int left, End end) {
  Local local;
  if (left == 0) co_return co_await innermost(end);
  co_return co_await wait_for(limits(left - 1, end), 500) + 1;
}
Coro<int> tasks(int left, End end) {
  Local local;
  if (left == 0) co_return co_await innermost(end);
  const Task<int> task = create_task(tasks(left - 1, end));
  co_return co_await task + 1;
}
Coro<int> gathers(int left, End end) {
  Local local;
  if (left == 0) co_return co_await innermost(end);
  auto [value] = co_await gather(gathers(left - 1, end));
  co_return value + 1;
}
Coro<int> groups(int left, End end) {
  Local local;
  if (left == 0) co_return co_await innermost(end);
  Task<int> inner;
  co_await with(TaskGroup(), [&](TaskGroup& group) -> Coro<> {
    inner = group.create_task(groups(left - 1, end));
    co_return;
  });
  const auto result = inner.take_result();
  if (!result) co_await fail(result.error());
  co_return inner.result() + 1;
}

using Nest = Coro<int> (*)(int left, End end);

/// How deep it was when the memory was at its end.
Coro<> run_out(Nest nest, int& deepest) {
  made = gone = 0;
  auto result = co_await as_result(create_task(nest(30'000, End::value)));
  CHECK_EQUAL(result.error() == Error::memory, true);
  CHECK_EQUAL(gone, made);
  deepest = made - 6;
}

Coro<> ends(Nest nest, int depth, End end, Error wanted) {
  made = gone = 0;
  Task<int> task = create_task(nest(depth, end));
  if (end == End::cancel) {
    co_await sleep_ms(500);  // until all have started
    task.cancel();
  }
  auto result = co_await as_result(task);
  CHECK_EQUAL(result.error().kind == wanted.kind, true);
  if (result) CHECK_EQUAL(*result, depth + 1);
  CHECK_EQUAL(made, depth + 1);
  CHECK_EQUAL(gone, depth + 1);
}

Coro<> nests(Nest nest) {
  const std::size_t used_before = FramePool::current().used();
  int depth = 0;
  co_await run_out(nest, depth);
  CHECK_AT_LEAST(depth, 8);
  co_await sleep_ms(1);
  co_await ends(nest, depth, End::value, Error::none);
  co_await ends(nest, depth, End::failure, Error::user(5));
  co_await ends(nest, depth, End::cancel, Error::cancelled);
  co_await sleep_ms(1);
  CHECK_EQUAL(FramePool::current().used(), used_before);
}

// What is held and never run.

Coro<> holds_nothing(Local) { co_return; }
Coro<> holds(Local, Coro<> inner) { co_await std::move(inner); }
AsyncGenerator<int> counts(Local) { co_yield 1; }
AsyncGenerator<int> passes_on(Local, AsyncGenerator<int> inner) {
  while (auto value = co_await inner.next()) co_yield *value;
}

/// As long as half of the memory allows, made and dropped.
template <class Chain, class Link>
void drop_chain(Chain first, Link link) {
  FramePool& pool = FramePool::current();
  const std::size_t failures_before = pool.failures();
  std::optional<Chain> chain(std::move(first));
  int length = 1;
  for (; pool.failures() == failures_before; ++length) {
    Chain longer = link(Local(), std::move(*chain));
    chain.emplace(std::move(longer));
  }
  CHECK_AT_LEAST(length, 20);
}
Coro<> drops() {
  made = gone = 0;
  const std::size_t used_before = FramePool::current().used();
  drop_chain<Coro<>>(holds_nothing(Local()), &holds);
  CHECK_EQUAL(FramePool::current().used(), used_before);
  drop_chain<AsyncGenerator<int>>(counts(Local()), &passes_on);
  CHECK_EQUAL(FramePool::current().used(), used_before);
  CHECK_EQUAL(gone, made);
  co_return;
}

// Owners.

struct Owner {
  explicit Owner(int levels) : task(create_task(run(levels), {.name = "owned"})) {}
  static Coro<> run(int levels) {
    Local local;
    std::optional<Owner> inner;
    if (levels > 1) inner.emplace(levels - 1);
    co_await gather(coroutines(2, End::cancel), innermost(End::cancel));
  }
  OwnedTask<> task;
};

Coro<> owners() {
  const std::size_t used_before = FramePool::current().used();
  made = gone = 0;
  {
    Owner outermost(6);
    co_await sleep_ms(1);
    CHECK_EQUAL(made, 6 * 4);
  }
  CHECK_EQUAL(gone, made);
  CHECK_EQUAL(FramePool::current().used(), used_before);
}

Coro<> app() {
  Loop::running()->set_exception_handler([](Loop&, const ExceptionContext&) {});
  for (const Nest nest : {&coroutines, &limits, &tasks, &gathers, &groups}) co_await nests(nest);
  co_await drops();
  co_await owners();
}

}  // namespace

int main() {
  asyncio::run(app());
  CHECK_AT_MOST(platform::stack_used(), 1'536u);
  return status();
}
