// SPDX-License-Identifier: MIT
// One virtual hour of tasks that do everything to each other, by seed. A failing seed is printed;
// UASYNCIO_SEED=n plays it again, UASYNCIO_SEEDS=count plays that many.
#include "tests/sim/world.hpp"

#include <cstdlib>
#include <gtest/gtest.h>

namespace one_hour {
namespace {

constexpr asyncio::Time hour = 3600 * asyncio::microseconds_per_second;
constexpr std::uint64_t seeds_by_default = 12;

enum class Memory { plenty, limited, failing };
enum class Ending { close, close_late, destroy };

struct Plan {
  explicit Plan(std::uint64_t seed)
      : policy(seed % 2 == 0 ? asyncio::Policy::io_first : asyncio::Policy::round_robin),
        is_round_robin(seed % 2 != 0),
        memory(static_cast<Memory>(seed / 2 % 3)),
        ending(static_cast<Ending>(seed / 6 % 3)) {}
  asyncio::Policy policy;
  bool is_round_robin;
  Memory memory;
  Ending ending;
};

void on_failure(asyncio::Loop&, const asyncio::ExceptionContext& context) {
  ++world->reports;
  if (!context.task) {  // a task that could not be created has no record, and no fate
    if (context.error != asyncio::Error::memory) world->problem("a report without a task");
    return;
  }
  World::Fate& fate = world->fates[asyncio::detail::InsideTask::header(context.task)];
  const std::string_view name = context.task_name;
  if (name != "worker") return;  // the only ones whose fate is followed
  if (fate.reported) world->problem("a failure was reported twice");
  if (fate.seen) world->problem("a failure was reported that somebody had seen");
  fate.reported = true;
}

/// Interrupts: at some time, and in the middle of the code that talks to them.
void plan_interrupts() {
  const auto set_flag = [] {
    ++world->flag_sets;
    world->some_flag().set();
  };
  world->port.at(world->loop.time() + world->chance.below(300'000), set_flag);
  world->port.at_interrupt_point(1 + world->chance.below(20), set_flag);
}

/// The main task. Allocates nothing, so that it goes on when the pool is exhausted.
asyncio::Coro<> an_hour(asyncio::FramePool& pool, Memory memory) {
  while (world->loop.time() < hour) {
    plan_interrupts();
    for (auto& one : world->events) {
      if (world->chance.one_in(3)) one->event.set();
    }
    const unsigned cancels = 1 + static_cast<unsigned>(world->loop.live_tasks() / 4);
    for (unsigned count = 0; count != cancels; ++count) world->some_handle().cancel();
    if (memory == Memory::failing) pool.fail_allocation(1 + world->chance.below(60));
    for (int count = 0; count != 6; ++count) spawn(5);
    if (world->chance.one_in(50)) {
      // A primitive that goes while tasks wait for it: they are cancelled.
      auto& event = world->events[world->chance.below(world->events.size())];
      event = std::make_unique<EventWithOrder>();
    }
    if (world->chance.one_in(100)) world->loop.max_overdue_ms(world->chance.below(50));
    co_await asyncio::sleep_ms(world->chance.below(500));
  }
}

void drop_handles() {
  for (auto& handle : world->handles) handle = {};
}

/// Ends the loop as planned; its tasks are in every state.
void end(Ending ending, std::unique_ptr<asyncio::Loop>& loop) {
  world->port.at_interrupt_point(0, nullptr);
  if (ending == Ending::close_late) drop_handles();
  if (ending == Ending::destroy) {
    world->phase = Phase::over;
  } else {
    world->phase = Phase::closing;
    loop->close();
    if (loop->live_tasks() != 0) {
      world->problem(std::to_string(loop->live_tasks()) + " tasks were left after close");
      loop->dump();
    }
    world->phase = Phase::over;
  }
}

/// Plays one seed; gives what went wrong.
std::string play(std::uint64_t seed) {
  const Plan plan(seed);
  asyncio::FramePool pool(plan.memory == Memory::limited ? 40'000 : ~std::size_t{0});
  asyncio::FramePool* const outer_pool = asyncio::FramePool::exchange_current(&pool);
  std::string problems;
  {
    asyncio::SimPort port;
    auto loop = std::make_unique<asyncio::Loop>(port, plan.policy);
    World this_world(port, *loop, seed, plan.is_round_robin);
    world = &this_world;
    loop->set_exception_handler(&on_failure);
    asyncio::Coro<> main = an_hour(pool, plan.memory);
    const auto result = loop->run_until_complete(std::move(main));
    pool.fail_allocation(0);
    if (!result) world->problem(std::string("the hour ended with ") + result.error().name());
    end(plan.ending, loop);
    loop->set_exception_handler(nullptr);
    if (plan.ending != Ending::close_late) {
      // Handles outlive the loop.
      std::array<asyncio::Task<int>, 48> kept;
      loop.reset();
      std::swap(kept, this_world.handles);
      for (auto& handle : kept) {
        if (!handle.done()) this_world.problems += "a task has not ended with its loop\n";
      }
    }
    loop.reset();
    problems = this_world.problems;
    if (this_world.live_objects != 0) {
      problems += std::to_string(this_world.live_objects) + " objects were not destroyed\n";
    }
    if (this_world.flag_wakes > this_world.flag_sets) problems += "a flag woke without a set\n";
    if (this_world.steps < 1000) problems += "hardly anything happened\n";
    if (std::getenv("UASYNCIO_SEED") != nullptr) {
      std::printf("%llu steps, %llu tasks, %llu reports, %zu failed allocations, %zu peak\n",
                  static_cast<unsigned long long>(this_world.steps),
                  static_cast<unsigned long long>(this_world.tasks_made),
                  static_cast<unsigned long long>(this_world.reports), pool.failures(),
                  pool.peak());
      if (!problems.empty()) std::printf("%s\n", port.transcript().c_str());
    }
  }
  if (pool.used() != 0) problems += std::to_string(pool.used()) + " bytes were left in the pool\n";
  asyncio::FramePool::exchange_current(outer_pool);
  return problems;
}

std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

TEST(OneHour, OfEverythingAtOnce) {
  const std::uint64_t only = number_in("UASYNCIO_SEED", 0);
  const std::uint64_t first = only != 0 ? only : 1;
  const std::uint64_t count = only != 0 ? 1 : number_in("UASYNCIO_SEEDS", seeds_by_default);
  for (std::uint64_t seed = first; seed != first + count; ++seed) {
    SCOPED_TRACE("replay with UASYNCIO_SEED=" + std::to_string(seed));
    // A crash must name its seed too.
    std::fprintf(stderr, "seed %llu\n", static_cast<unsigned long long>(seed));
    ASSERT_EQ(play(seed), "");
  }
}

}  // namespace
}  // namespace one_hour
