// SPDX-License-Identifier: MIT
// Barrier: every interleaving of wait, trigger, reset, abort, cancels and time-outs.
#include "driver.hpp"

#include <uasyncio/sync/barrier.hpp>

#include <algorithm>

namespace {

using namespace interleaving;
using asyncio::Coro;

enum Kind { wait, trigger, reset, abort };
constexpr int parties = 3;
constexpr int broken = failed(static_cast<int>(asyncio::ErrorKind::broken_barrier));

class BarrierWorld final : public World {
 public:
  std::optional<int> act(const Op& op) override {
    switch (op.kind) {
      case trigger: return barrier_.trigger();
      case reset: barrier_.reset(); return 0;
      case abort: barrier_.abort(); return 0;
      default: return std::nullopt;
    }
  }
  Coro<int> perform(Op) override { co_return co_await barrier_.wait(); }
  std::vector<int> state() const override {
    return {barrier_.n_waiting(), barrier_.busy(), barrier_.broken(), rounds_};
  }

 private:
  int rounds_ = 0;
  asyncio::Barrier<> barrier_{parties, [this] { ++rounds_; }};
};

class BarrierSpecification final : public Specification {
 public:
  BarrierSpecification() : results_(parties) {}

  std::optional<int> begin(int actor, const Op& op) override {
    switch (op.kind) {
      case wait: return arrive(actor);
      case trigger: return trigger_it();
      case reset: is_broken_ = false; break;
      case abort: is_broken_ = true; break;
    }
    let_go_with(broken);
    return 0;
  }
  std::optional<int> resume(int actor) override { return results_[actor]; }
  void leave(int actor) override { std::erase(waiters_, actor); }
  std::vector<int> state() const override {
    return {arrived(), arrived() != 0, is_broken_, rounds_};
  }

 private:
  int arrived() const { return triggered_ + static_cast<int>(waiters_.size()); }

  std::optional<int> arrive(int actor) {
    if (is_broken_) return broken;
    if (arrived() + 1 == parties) {
      const int index = static_cast<int>(waiters_.size());
      open();
      return index;
    }
    waiters_.push_back(actor);
    return std::nullopt;
  }
  bool trigger_it() {
    if (is_broken_) return false;
    if (arrived() + 1 == parties) {
      open();
      return true;
    }
    ++triggered_;
    return false;
  }
  void open() {
    ++rounds_;
    let_go_with(0);
  }
  /// All have the failure, or their index.
  void let_go_with(int failure) {
    triggered_ = 0;
    for (int index = 0; !waiters_.empty(); ++index) {
      results_[waiters_.front()] = failure != 0 ? failure : index;
      wake_first(waiters_);
    }
  }

  Line waiters_;
  std::vector<int> results_;
  int triggered_ = 0;
  int rounds_ = 0;
  bool is_broken_ = false;
};

void explore_barrier(const char* name, std::vector<Script> actors) {
  explore({name, std::move(actors), make_world<BarrierWorld>,
           make_specification<BarrierSpecification>});
}

TEST(BarrierInterleavings, WaitAndTrigger) {
  explore_barrier("barrier: wait and trigger",
                  {{{wait}, {wait}, {wait}}, {{wait}, {wait}}, {{trigger}, {wait}, {trigger}}});
}

TEST(BarrierInterleavings, Cancel) {
  explore_barrier("barrier: cancel", {{{wait}, {wait}},
                                      {{wait}, {trigger}},
                                      {{wait}, {cancel_actor, 0}, {cancel_actor, 1}, {trigger}}});
}

TEST(BarrierInterleavings, TimeOut) {
  explore_barrier("barrier: time-out", {{{wait, 0, true}, {wait}},
                                        {{wait}, {wait, 0, true}},
                                        {{let_time_pass}, {trigger}, {cancel_actor, 0}}});
}

TEST(BarrierInterleavings, ResetAndAbort) {
  explore_barrier("barrier: reset and abort",
                  {{{wait}, {wait}, {reset}}, {{wait}, {trigger}}, {{reset}, {abort}}});
}

}  // namespace
