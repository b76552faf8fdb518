// SPDX-License-Identifier: MIT
// Condition: every interleaving of its lock, wait, notify, cancels and time-outs.
#include "driver.hpp"

#include <uasyncio/sync/condition.hpp>

#include <algorithm>

namespace {

using namespace interleaving;
using asyncio::Coro;

enum Kind { acquire, release, wait, notify, notify_all };

class ConditionWorld final : public World {
 public:
  std::optional<int> act(const Op& op) override {
    switch (op.kind) {
      case release: return condition_.release();
      case notify: return condition_.notify(1);
      case notify_all: return condition_.notify_all();
      default: return std::nullopt;
    }
  }
  Coro<int> perform(Op op) override {
    if (op.kind == wait) co_return co_await condition_.wait();
    co_await condition_.acquire();
    co_return 1;
  }
  std::vector<int> state() const override { return {condition_.locked()}; }

 private:
  asyncio::Condition condition_;
};

/// Who is notified, cancelled or timed out gets the lock again before its wait ends, and cannot be
/// disturbed while it waits for it. A notification that did not lead to an end of a wait goes on.
class ConditionSpecification final : public Specification {
 public:
  static constexpr std::size_t actors = 3;

  std::optional<int> begin(int actor, const Op& op) override {
    Phase& phase = phases_[actor];
    phase = Phase::acquiring;
    switch (op.kind) {
      case acquire: return take_lock(actor);
      case release: return unlock();
      case notify: return notify_some(1);
      case notify_all: return notify_some(actors);
      default: break;
    }
    if (!unlock()) return failed(static_cast<int>(asyncio::ErrorKind::runtime));
    phase = Phase::waiting;
    waiters_.push_back(actor);
    return std::nullopt;
  }
  std::optional<int> resume(int actor) override {
    Phase& phase = phases_[actor];
    if (phase != Phase::waiting) {
      lock_is_in_hand_ = false;
      return 1;
    }
    phase = Phase::notified;
    return take_lock(actor);
  }
  void leave(int actor) override {
    std::erase(lockers_, actor);
    std::erase(waiters_, actor);
  }
  void take_back(int actor) override {
    if (phases_[actor] == Phase::acquiring) {
      pass_lock();
    } else {
      wake_first(waiters_);
    }
  }
  bool unwinds(int actor) override {
    if (phases_[actor] == Phase::acquiring) return true;
    phases_[actor] = Phase::leaving;
    return take_lock(actor).has_value();
  }
  bool is_shielded(int actor) const override {
    return phases_[actor] == Phase::notified || phases_[actor] == Phase::leaving;
  }
  void finish_unwinding(int actor) override {
    lock_is_in_hand_ = false;
    if (phases_[actor] == Phase::notified) wake_first(waiters_);
  }
  std::vector<int> state() const override { return {is_locked_}; }

 private:
  enum class Phase { acquiring, waiting, notified, leaving };

  std::optional<int> take_lock(int actor) {
    if (!is_locked_) {
      is_locked_ = true;
      return 1;
    }
    lockers_.push_back(actor);
    return std::nullopt;
  }
  bool unlock() {
    if (!is_locked_ || lock_is_in_hand_) return false;
    pass_lock();
    return true;
  }
  void pass_lock() { is_locked_ = lock_is_in_hand_ = wake_first(lockers_); }
  bool notify_some(std::size_t count) {
    while (is_locked_ && count != 0 && wake_first(waiters_)) --count;
    return is_locked_;
  }

  Line lockers_;
  Line waiters_;
  std::vector<Phase> phases_ = std::vector<Phase>(actors);
  bool is_locked_ = false;
  bool lock_is_in_hand_ = false;  // of a task that has not run yet
};

void explore_condition(const char* name, std::vector<Script> actors) {
  explore({name, std::move(actors), make_world<ConditionWorld>,
           make_specification<ConditionSpecification>});
}

TEST(ConditionInterleavings, NotifyOne) {
  explore_condition("condition: notify one", {{{acquire}, {wait}, {release}},
                                              {{acquire}, {wait}, {release}},
                                              {{acquire}, {notify}, {release}}});
}

TEST(ConditionInterleavings, NotifyAll) {
  explore_condition(
      "condition: notify all",
      {{{acquire}, {wait}, {release}}, {{acquire}, {wait}}, {{acquire}, {notify_all}, {release}}});
}

TEST(ConditionInterleavings, CancelAndNotify) {
  explore_condition("condition: cancel",
                    {{{acquire}, {wait}},
                     {{acquire}, {wait}},
                     {{acquire}, {notify}, {cancel_actor, 0}, {release}, {release}}});
}

TEST(ConditionInterleavings, CancelWhileItWaitsForTheLock) {
  explore_condition("condition: cancel while locked",
                    {{{acquire}, {wait}},
                     {{acquire}, {notify_all}, {cancel_actor, 0}, {release}},
                     {{acquire}, {wait}}});
}

TEST(ConditionInterleavings, TimeOut) {
  explore_condition(
      "condition: time-out",
      {{{acquire}, {wait, 0, true}}, {{acquire}, {wait}}, {{notify}, {let_time_pass}, {release}}});
}

}  // namespace
