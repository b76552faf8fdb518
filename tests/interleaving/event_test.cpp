// SPDX-License-Identifier: MIT
// Event: every interleaving of waiters, set, clear, cancels and time-outs.
#include "driver.hpp"

#include <algorithm>

namespace {

using namespace interleaving;
using asyncio::Coro;

enum Kind { wait, set, clear };

class EventWorld final : public World {
 public:
  std::optional<int> act(const Op& op) override {
    switch (op.kind) {
      case set: event_.set(); return 0;
      case clear: event_.clear(); return 0;
      default: return std::nullopt;
    }
  }
  Coro<int> perform(Op) override {
    co_await event_.wait();
    co_return 0;
  }
  std::vector<int> state() const override { return {event_.is_set()}; }

 private:
  asyncio::Event event_;
};

class EventSpecification final : public Specification {
 public:
  std::optional<int> begin(int actor, const Op& op) override {
    if (op.kind == wait && !is_set_) {
      waiters_.push_back(actor);
      return std::nullopt;
    }
    if (op.kind == clear) is_set_ = false;
    if (op.kind == set) {
      is_set_ = true;
      while (wake_first(waiters_)) {
      }
    }
    return 0;
  }
  std::optional<int> resume(int) override { return 0; }
  void leave(int actor) override { std::erase(waiters_, actor); }
  std::vector<int> state() const override { return {is_set_}; }

 private:
  Line waiters_;
  bool is_set_ = false;
};

void explore_event(const char* name, std::vector<Script> actors) {
  explore(
      {name, std::move(actors), make_world<EventWorld>, make_specification<EventSpecification>});
}

TEST(EventInterleavings, SetAndClear) {
  explore_event("event: set and clear",
                {{{wait}, {wait}}, {{wait}, {wait}}, {{set}, {clear}, {set}}});
}

TEST(EventInterleavings, Cancel) {
  explore_event(
      "event: cancel",
      {{{wait}, {wait}}, {{wait}, {clear}}, {{set}, {cancel_actor, 0}, {cancel_actor, 1}}});
}

TEST(EventInterleavings, TimeOut) {
  explore_event("event: time-out", {{{wait, 0, true}, {clear}, {wait, 0, true}},
                                    {{wait}},
                                    {{set}, {let_time_pass}, {cancel_actor, 0}}});
}

}  // namespace
