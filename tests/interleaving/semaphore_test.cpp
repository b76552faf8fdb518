// SPDX-License-Identifier: MIT
// Semaphore and BoundedSemaphore: every interleaving of acquire, release, cancels and time-outs.
#include "driver.hpp"

#include <algorithm>

namespace {

using namespace interleaving;
using asyncio::Coro;

enum Kind { acquire, try_acquire, release };
constexpr int places = 2;

template <class Semaphore>
class SemaphoreWorld final : public World {
 public:
  std::optional<int> act(const Op& op) override {
    switch (op.kind) {
      case try_acquire: return semaphore_.try_acquire();
      case release: return released();
      default: return std::nullopt;
    }
  }
  Coro<int> perform(Op) override {
    co_await semaphore_.acquire();
    co_return 1;
  }
  std::vector<int> state() const override {
    return {static_cast<int>(semaphore_.value()), semaphore_.locked()};
  }

 private:
  int released() {
    if constexpr (std::is_same_v<Semaphore, asyncio::Semaphore>) {
      semaphore_.release();
      return 1;
    } else {
      return semaphore_.release();
    }
  }

  Semaphore semaphore_{places};
};

template <bool IsBounded>
class SemaphoreSpecification final : public Specification {
 public:
  std::optional<int> begin(int actor, const Op& op) override {
    if (op.kind == release) {
      if (IsBounded && free_ + in_hand_ >= places) return 0;
      give_up();
      return 1;
    }
    if (free_ != 0) {
      --free_;
      return 1;
    }
    if (op.kind == try_acquire) return 0;
    waiters_.push_back(actor);
    return std::nullopt;
  }
  std::optional<int> resume(int) override {
    --in_hand_;
    return 1;
  }
  void leave(int actor) override { std::erase(waiters_, actor); }
  void take_back(int) override {
    --in_hand_;
    give_up();
  }
  std::vector<int> state() const override { return {free_, free_ == 0}; }

 private:
  void give_up() { ++(wake_first(waiters_) ? in_hand_ : free_); }

  Line waiters_;
  int free_ = places;
  int in_hand_ = 0;  // of tasks that have not run yet
};

void explore_semaphore(const char* name, std::vector<Script> actors) {
  explore({name, std::move(actors), make_world<SemaphoreWorld<asyncio::Semaphore>>,
           make_specification<SemaphoreSpecification<false>>});
}

void explore_bounded(const char* name, std::vector<Script> actors) {
  explore({name, std::move(actors), make_world<SemaphoreWorld<asyncio::BoundedSemaphore>>,
           make_specification<SemaphoreSpecification<true>>});
}

TEST(SemaphoreInterleavings, HandOver) {
  explore_semaphore(
      "semaphore: hand-over",
      {{{acquire}, {acquire}, {release}}, {{acquire}, {release}}, {{acquire}, {release}}});
}

TEST(SemaphoreInterleavings, Cancel) {
  explore_semaphore("semaphore: cancel", {{{acquire}, {acquire}, {acquire}},
                                          {{acquire}},
                                          {{release}, {cancel_actor, 0}, {cancel_actor, 1}}});
}

TEST(SemaphoreInterleavings, TimeOut) {
  explore_semaphore("semaphore: time-out", {{{acquire}, {acquire}, {acquire, 0, true}},
                                            {{acquire, 0, true}},
                                            {{release}, {let_time_pass}, {try_acquire}}});
}

TEST(SemaphoreInterleavings, Bounded) {
  explore_bounded(
      "bounded semaphore",
      {{{acquire}, {acquire}}, {{acquire}, {release}}, {{release}, {release}, {release}}});
}

}  // namespace
