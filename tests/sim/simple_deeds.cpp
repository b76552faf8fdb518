// SPDX-License-Identifier: MIT
// Deeds that wait, or do something to others.
#include "tests/sim/deeds.hpp"

namespace one_hour {

using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;

Coro<int> sleep_a_while(int) {
  const unsigned kind = below(40);
  if (kind == 0) co_await asyncio::sleep_until(asyncio::never);
  const asyncio::Time length = kind < 4 ? below(20'000'000) : (1 + below(20)) * 1000;
  const asyncio::Time deadline = world->loop.time() + length;
  const std::uint64_t number = ++world->sleeps;
  if (length == 0) co_return 0;
  co_await asyncio::sleep_us(length);
  if (world->loop.time() < deadline) world->problem("a sleep ended early");
  if (world->is_round_robin) {
    const bool in_order = deadline > world->last_deadline ||
                          (deadline == world->last_deadline && number > world->last_sleep);
    if (!in_order) world->problem("sleeps did not end in the order of their deadlines");
  }
  world->last_deadline = deadline;
  world->last_sleep = number;
  co_return 1;
}

namespace {

// Waiting.

Coro<int> yield_once(int) {
  const std::uint64_t ticket = world->yields.ticket();
  co_await asyncio::sleep_ms(0);
  world->yields.happens(ticket);
  co_return 1;
}

Coro<int> wait_for_event(int) {
  EventWithOrder& one = *world->events[below(world->events.size())];
  one.event.clear();
  const std::shared_ptr<InOrder> waiters = one.waiters;
  const std::uint64_t ticket = waiters->ticket();
  co_await one.event.wait();
  waiters->happens(ticket);
  co_return 1;
}

Coro<int> wait_for_flag(int) {
  co_await world->some_flag().wait();
  ++world->flag_wakes;
  co_return 1;
}

Coro<int> wait_at_low_priority(int) {
  const unsigned length = below(30);
  const asyncio::Time deadline = world->loop.time() + length * 1000;
  co_await asyncio::after_ms(length);
  if (world->loop.time() < deadline) world->problem("a low-priority sleep ended early");
  co_return 1;
}

// Doing something to others.

Coro<int> set_something(int) {
  if (one_in(2)) {
    world->some_event().set();
  } else {
    ++world->flag_sets;
    world->some_flag().set();
  }
  co_return 1;
}

Coro<int> set_something_later(int) {
  asyncio::Loop& loop = world->loop;
  auto set = [](Object*) { world->some_event().set(); };
  // The callable owns its argument: it goes with the call, whether that runs or not.
  auto object = std::make_shared<Object>();
  const auto keep = [set, object] { set(object.get()); };
  Task<> call;
  switch (below(4)) {
    case 0: call = loop.call_soon(keep); break;
    case 1: call = loop.call_later_ms(below(30), keep); break;
    case 2: call = loop.call_at(loop.time() + below(1000), keep); break;
    default: call = loop.call_after_ms(below(30), keep); break;
  }
  if (one_in(4)) call.cancel();
  co_return 1;
}

Coro<int> spawn_another(int depth) {
  spawn(depth);
  co_return 1;
}

Coro<int> cancel_somebody(int) {
  world->some_handle().cancel();
  co_return 1;
}

Coro<int> cancel_oneself(int) {
  if (one_in(4)) asyncio::current_task().cancel();
  co_return 1;
}

Coro<int> block_the_loop(int) {
  world->port.work(below(3000));
  co_return 1;
}

Coro<int> fail_on_purpose(int) {
  if (one_in(3)) co_await asyncio::fail(Error::user(static_cast<int>(below(1000))));
#if UASYNCIO_EXCEPTIONS
  if (one_in(6)) throw std::string("thrown, and long enough to live on the heap");
#endif
  co_return 1;
}

constexpr Deed deeds_that_end_soon[] = {
    sleep_a_while,   sleep_a_while,        sleep_a_while,  yield_once,          wait_for_event,
    wait_for_flag,   wait_at_low_priority, set_something,  set_something_later, spawn_another,
    cancel_somebody, cancel_oneself,       block_the_loop, fail_on_purpose,
};
}  // namespace

std::span<const Deed> simple_deeds() { return deeds_that_end_soon; }

}  // namespace one_hour
