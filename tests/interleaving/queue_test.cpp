// SPDX-License-Identifier: MIT
// Queue: every interleaving of put, get, join, shutdown, cancels and time-outs.
#include "driver.hpp"

#include <uasyncio/sync/queue.hpp>

#include <algorithm>

namespace {

using namespace interleaving;
using asyncio::Coro;

enum Kind { put, get, put_nowait, get_nowait, next, task_done, join, shut, shut_at_once };
constexpr int nothing = 99;
constexpr int refused = failed(static_cast<int>(asyncio::ErrorKind::queue_shut_down));

template <std::size_t N>
class QueueWorld final : public World {
 public:
  std::optional<int> act(const Op& op) override {
    switch (op.kind) {
      case put_nowait: return queue_.put_nowait(op.value);
      case get_nowait: return queue_.get_nowait().value_or(nothing);
      case task_done: return queue_.task_done();
      case shut: queue_.shutdown(); return 0;
      case shut_at_once: queue_.shutdown(true); return 0;
      default: return std::nullopt;
    }
  }
  Coro<int> perform(Op op) override {
    switch (op.kind) {
      case put: co_await queue_.put(op.value); break;
      case get: co_return co_await queue_.get();
      case join: co_await queue_.join(); break;
      case next: {
        const std::optional<int> item = co_await queue_.next();
        co_return item.value_or(nothing);
      }
      default: break;
    }
    co_return 0;
  }
  std::vector<int> state() const override {
    return {static_cast<int>(queue_.qsize()), queue_.empty(), queue_.full()};
  }

 private:
  asyncio::Queue<int, N> queue_;
};

/// Items and free places are given in the order of waiting; what was given counts as gone.
template <std::size_t N>
class QueueSpecification final : public Specification {
 public:
  std::optional<int> begin(int actor, const Op& op) override {
    waits_[actor] = {op, false};
    switch (op.kind) {
      case put:
        if (is_shut_) return refused;
        if (places_given_ == 0 && items_.size() < N) return add(op.value);
        return wait_in(putters_, actor);
      case get:
      case next:
        if (items_given_ == 0 && !items_.empty()) return take();
        if (is_shut_ && !has_item()) return nothing_more(op);
        return wait_in(getters_, actor);
      case put_nowait:
        if (is_shut_ || !has_place()) return 0;
        add(op.value);
        return 1;
      case get_nowait: return has_item() ? take() : nothing;
      case task_done: return finish_one();
      case join:
        if (unfinished_ == 0) return 0;
        return wait_in(joiners_, actor);
      default: break;
    }
    shut_down(op.kind == shut_at_once);
    return 0;
  }
  std::optional<int> resume(int actor) override {
    const Wait& wait = waits_[actor];
    if (wait.is_refused) return nothing_more(wait.op);
    if (wait.op.kind == join) return 0;
    give_up_given(actor);
    return wait.op.kind == put ? add(wait.op.value) : take();
  }
  void leave(int actor) override {
    for (Line* list : {&putters_, &getters_, &joiners_}) std::erase(*list, actor);
  }
  void take_back(int actor) override {
    if (waits_[actor].is_refused || waits_[actor].op.kind == join) return;
    give_up_given(actor);
    hand_out();
  }
  std::vector<int> state() const override {
    const int size = static_cast<int>(items_.size()) - items_given_;
    return {size, size == 0, !has_place()};
  }

 private:
  struct Wait {
    Op op;
    bool is_refused;
  };

  bool has_item() const { return items_given_ < static_cast<int>(items_.size()); }
  bool has_place() const { return items_.size() + static_cast<std::size_t>(places_given_) < N; }

  std::optional<int> wait_in(Line& list, int actor) {
    list.push_back(actor);
    hand_out();
    return std::nullopt;
  }
  int add(int value) {
    items_.push_back(value);
    ++unfinished_;
    hand_out();
    return 0;
  }
  int take() {
    const int item = items_.front();
    items_.erase(items_.begin());
    hand_out();
    return item;
  }
  void hand_out() {
    while (has_item() && !getters_.empty()) {
      ++items_given_;
      given_to_.push_back(getters_.front());
      wake_first(getters_);
    }
    while (has_place() && !putters_.empty()) {
      ++places_given_;
      given_to_.push_back(putters_.front());
      wake_first(putters_);
    }
  }
  void give_up_given(int actor) {
    --(waits_[actor].op.kind == put ? places_given_ : items_given_);
    std::erase(given_to_, actor);
  }
  static int nothing_more(const Op& op) { return op.kind == next ? nothing : refused; }

  bool finish_one() {
    if (unfinished_ == 0) return false;
    if (--unfinished_ == 0) {
      while (wake_first(joiners_)) {
      }
    }
    return true;
  }
  void shut_down(bool at_once) {
    is_shut_ = true;
    refuse_given(true);
    refuse_all(putters_);
    if (at_once) refuse_given(false);
    refuse_all(getters_);
    while (at_once && !items_.empty()) {
      items_.erase(items_.begin());
      finish_one();
    }
  }
  void refuse_given(bool is_put) {
    for (const int actor : Line(given_to_)) {
      if ((waits_[actor].op.kind == put) != is_put) continue;
      give_up_given(actor);
      waits_[actor].is_refused = true;
    }
  }
  void refuse_all(Line& list) {
    while (!list.empty()) {
      waits_[list.front()].is_refused = true;
      wake_first(list);
    }
  }

  Line items_;
  Line putters_;
  Line getters_;
  Line joiners_;
  Line given_to_;
  std::vector<Wait> waits_ = std::vector<Wait>(3);
  int items_given_ = 0;
  int places_given_ = 0;
  int unfinished_ = 0;
  bool is_shut_ = false;
};

template <std::size_t N>
void explore_queue(const char* name, std::vector<Script> actors) {
  explore({name, std::move(actors), make_world<QueueWorld<N>>,
           make_specification<QueueSpecification<N>>});
}

TEST(QueueInterleavings, OnePlace) {
  explore_queue<1>("queue: one place",
                   {{{put, 1}, {put, 2}, {put, 3}}, {{get}, {get}}, {{put, 4}, {get}}});
}

TEST(QueueInterleavings, TwoPlaces) {
  explore_queue<2>(
      "queue: two places",
      {{{put, 1}, {put, 2}, {put, 3}}, {{get}, {get}}, {{get_nowait}, {put_nowait, 4}}});
}

TEST(QueueInterleavings, CancelGetters) {
  explore_queue<2>(
      "queue: cancel getters",
      {{{get}, {get}}, {{get}, {put, 1}}, {{put, 2}, {cancel_actor, 0}, {get_nowait}}});
}

TEST(QueueInterleavings, CancelPutters) {
  explore_queue<1>(
      "queue: cancel putters",
      {{{put, 1}, {put, 2}}, {{put, 3}, {get}}, {{get}, {cancel_actor, 0}, {put_nowait, 4}}});
}

TEST(QueueInterleavings, TimeOut) {
  explore_queue<1>("queue: time-out", {{{get, 0, true}, {put, 1, true}, {put, 2, true}},
                                       {{get, 0, true}, {get}},
                                       {{put, 3}, {let_time_pass}}});
}

TEST(QueueInterleavings, Join) {
  explore_queue<2>("queue: join",
                   {{{put, 1}, {join}, {put, 2}}, {{get}, {task_done}, {task_done}}, {{join}}});
}

TEST(QueueInterleavings, ShutDown) {
  explore_queue<1>("queue: shut down",
                   {{{put, 1}, {put, 2}, {put, 3}}, {{get}, {next}}, {{shut}, {cancel_actor, 0}}});
}

TEST(QueueInterleavings, ShutDownAtOnce) {
  explore_queue<1>(
      "queue: shut down at once",
      {{{put, 1}, {put, 2}, {join}}, {{next}, {get}}, {{shut_at_once}, {cancel_actor, 1}}});
}

}  // namespace
