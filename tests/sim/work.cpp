// SPDX-License-Identifier: MIT
// The tasks of the one-hour test: a few deeds, one after the other.
#include "tests/sim/deeds.hpp"

namespace one_hour {

using asyncio::Coro;
using asyncio::Task;

namespace {

constexpr std::size_t most_tasks = 150;

Coro<int> first_turn(int depth, std::uint64_t ticket) {
  world->starts.happens(ticket);
  co_return co_await work(depth);
}

Deed some_deed(int depth) {
  const std::span<const Deed> deeds = depth > 0 && one_in(2) ? nested_deeds() : simple_deeds();
  return deeds[below(deeds.size())];
}

}  // namespace

Coro<int> work(int depth) {
  const Object object;
  const std::string text = "something of one's own on the heap, to be freed exactly once";
  const unsigned count = 1 + below(4);
  for (unsigned done = 0; done != count; ++done) {
    ++world->steps;
    (void)co_await some_deed(depth)(depth - 1);
  }
  co_return static_cast<int>(text.size());
}

void spawn(int depth) {
  if (asyncio::Loop::running() == nullptr || world->loop.live_tasks() >= most_tasks) return;
  const std::uint64_t ticket = world->starts.ticket();
  const Task<int> task = asyncio::create_task(first_turn(depth, ticket), {.name = "worker"});
  if (!task) return;  // out of memory: it has failed already
  ++world->tasks_made;
  world->fates[asyncio::detail::InsideTask::header(task)] = {};
  if (!one_in(3)) world->some_handle() = task;
}

}  // namespace one_hour
