// SPDX-License-Identifier: MIT
// The world of the one-hour test: chance, everything that tasks can get hold of, and the ledgers in
// which whatever goes wrong shows up.
#pragma once

#include "uasyncio/testing/sim_port.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <uasyncio.hpp>
#include <unordered_map>
#include <vector>

namespace one_hour {

namespace asyncio = uasyncio;

/// The same numbers for the same seed on every machine (xorshift).
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u | 1) {}
  unsigned below(unsigned limit) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<unsigned>(state_ >> 11) % limit;
  }
  bool one_in(unsigned count) { return below(count) == 0; }

 private:
  std::uint64_t state_;
};

/// Things that have to happen in the order in which they were asked for.
class InOrder {
 public:
  explicit InOrder(const char* what) : what_(what) {}
  std::uint64_t ticket() { return ++issued_; }
  void happens(std::uint64_t ticket);

 private:
  const char* what_;
  std::uint64_t issued_ = 0;
  std::uint64_t last_ = 0;
};

struct EventWithOrder {
  asyncio::Event event;
  // Shared: a task that was woken may run when the event is gone.
  std::shared_ptr<InOrder> waiters = std::make_shared<InOrder>("the waiters of an event");
};

enum class Phase { running, closing, over };

struct World {
  World(asyncio::SimPort& sim, asyncio::Loop& its_loop, std::uint64_t seed, bool strict)
      : port(sim), loop(its_loop), chance(seed), is_round_robin(strict) {
    for (auto& event : events) event = std::make_unique<EventWithOrder>();
  }

  void problem(const std::string& text);
  asyncio::Event& some_event() { return events[chance.below(events.size())]->event; }
  asyncio::ThreadSafeFlag& some_flag() { return flags[chance.below(flags.size())]; }
  asyncio::Task<int>& some_handle() { return handles[chance.below(handles.size())]; }

  asyncio::SimPort& port;
  asyncio::Loop& loop;
  Chance chance;
  bool is_round_robin;
  Phase phase = Phase::running;
  std::array<std::unique_ptr<EventWithOrder>, 6> events;
  std::array<asyncio::ThreadSafeFlag, 4> flags;
  std::array<asyncio::Task<int>, 48> handles;

  // Ledgers.
  std::uint64_t steps = 0;
  std::uint64_t tasks_made = 0;
  std::uint64_t flag_sets = 0;
  std::uint64_t flag_wakes = 0;
  std::uint64_t reports = 0;
  InOrder starts{"the first turns of tasks"};
  InOrder yields{"tasks that yielded"};
  std::uint64_t sleeps = 0;
  asyncio::Time last_deadline = 0;
  std::uint64_t last_sleep = 0;
  std::vector<bool> is_alive;  // by the number of an Object
  std::uint64_t live_objects = 0;
  struct Fate {
    bool seen = false;
    bool reported = false;
  };
  /// Of the task that has the slot now.
  std::unordered_map<const asyncio::kernel::TaskHeader*, Fate> fates;
  std::string problems;
};

extern World* world;

/// Lives exactly once; does something unexpected when it goes, more often than not nothing.
class Object {
 public:
  Object();
  ~Object();
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

 private:
  std::unique_ptr<std::size_t> number_;  // on the heap: a second destruction is a double free
};

/// A cleanup that has begun goes to its end, and one whose body has begun begins.
struct CleanupLedger {
  bool body_began = false;
  bool cleanup_began = false;
  bool cleanup_ended = false;
  ~CleanupLedger();
};

// work.cpp

/// A task that does this and that, up to `depth` calls deep.
asyncio::Coro<int> work(int depth);
/// Makes it a task and keeps the handle somewhere, or drops it.
void spawn(int depth);

}  // namespace one_hour
