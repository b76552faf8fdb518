// SPDX-License-Identifier: MIT
#include "tests/sim/world.hpp"

namespace one_hour {

World* world = nullptr;

void World::problem(const std::string& text) {
  if (problems.size() > 2000) return;
  problems += std::to_string(loop.time()) + " us: " + text + "\n";
}

void InOrder::happens(std::uint64_t ticket) {
  if (ticket <= last_) world->problem(std::string(what_) + " are not in order");
  last_ = ticket;
}

Object::Object() : number_(std::make_unique<std::size_t>(world->is_alive.size())) {
  world->is_alive.push_back(true);
  ++world->live_objects;
}

namespace {

/// What destructors must be able to do at any time, in the middle of unwinding as well.
void act_on_destruction() {
  switch (world->chance.below(24)) {
    case 0: world->some_event().set(); break;
    case 1: world->some_handle().cancel(); break;
    case 2: asyncio::current_task().cancel(); break;
    case 3: world->some_handle() = {}; break;
    case 4: spawn(2); break;
    case 5:
      ++world->flag_sets;
      world->some_flag().set();
      break;
    case 6: {
      // The handle in the world may be replaced while this one keeps its task.
      const asyncio::Task<int> kept = world->some_handle();
      world->some_handle() = kept;
      break;
    }
    default: break;
  }
}

}  // namespace

Object::~Object() {
  if (!world->is_alive[*number_]) world->problem("an object was destroyed twice");
  world->is_alive[*number_] = false;
  --world->live_objects;
  act_on_destruction();
}

CleanupLedger::~CleanupLedger() {
  if (world->phase != Phase::running) return;
  if (body_began && !cleanup_began) world->problem("a body began and its cleanup did not");
  if (cleanup_began && !cleanup_ended) world->problem("a cleanup was disturbed");
}

}  // namespace one_hour
