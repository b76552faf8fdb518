// SPDX-License-Identifier: MIT
// Lock: every interleaving of acquire, try_acquire, release, cancels and time-outs.
#include "driver.hpp"

#include <algorithm>

namespace {

using namespace interleaving;
using asyncio::Coro;

enum Kind { acquire, try_acquire, release };

class LockWorld final : public World {
 public:
  std::optional<int> act(const Op& op) override {
    switch (op.kind) {
      case try_acquire: return lock_.try_acquire();
      case release: return lock_.release();
      default: return std::nullopt;
    }
  }
  Coro<int> perform(Op) override {
    co_await lock_.acquire();
    co_return 1;
  }
  std::vector<int> state() const override { return {lock_.locked()}; }

 private:
  asyncio::Lock lock_;
};

/// Anybody may release it. A released lock goes to the first waiter at once and stays locked; until
/// that one runs, nobody can release it.
class LockSpecification final : public Specification {
 public:
  std::optional<int> begin(int actor, const Op& op) override {
    if (op.kind == release) {
      if (!is_locked_ || is_in_hand_) return 0;
      give_up();
      return 1;
    }
    if (!is_locked_) {
      is_locked_ = true;
      return 1;
    }
    if (op.kind == try_acquire) return 0;
    waiters_.push_back(actor);
    return std::nullopt;
  }
  std::optional<int> resume(int) override {
    is_in_hand_ = false;
    return 1;
  }
  void leave(int actor) override { std::erase(waiters_, actor); }
  void take_back(int) override { give_up(); }
  std::vector<int> state() const override { return {is_locked_}; }

 private:
  void give_up() { is_locked_ = is_in_hand_ = wake_first(waiters_); }

  Line waiters_;
  bool is_locked_ = false;
  bool is_in_hand_ = false;  // of a task that has not run yet
};

void explore_lock(const char* name, std::vector<Script> actors) {
  explore({name, std::move(actors), make_world<LockWorld>, make_specification<LockSpecification>});
}

TEST(LockInterleavings, HandOver) {
  explore_lock("lock: hand-over",
               {{{acquire}, {release}, {acquire}}, {{acquire}, {release}}, {{acquire}, {release}}});
}

TEST(LockInterleavings, NoBarging) {
  explore_lock(
      "lock: no barging",
      {{{acquire}, {release}}, {{acquire}, {release}}, {{try_acquire}, {try_acquire}, {release}}});
}

TEST(LockInterleavings, Cancel) {
  explore_lock("lock: cancel", {{{acquire}, {release}},
                                {{acquire}, {release}},
                                {{acquire}, {cancel_actor, 0}, {cancel_actor, 1}}});
}

TEST(LockInterleavings, TimeOut) {
  explore_lock("lock: time-out", {{{acquire}, {release}},
                                  {{acquire, 0, true}, {release}},
                                  {{acquire, 0, true}, {let_time_pass}, {cancel_actor, 1}}});
}

}  // namespace
