// SPDX-License-Identifier: MIT
// Runs a scenario in every order that its actors allow, each time from the start in a fresh loop,
// and compares what happens with a model after every step.
//
// An actor does its operations one after the other: each wait in a task of its own, the others at
// once. The driver chooses whose operation comes next, and whether it then runs the loop until
// nothing is ready or goes on with the next one as soon as the operation has been done: so that one
// falls between a wake and the turn of the woken task.
#pragma once

#include "model.hpp"
#include "tests/support/scenario.hpp"

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace interleaving {

namespace asyncio = uasyncio;

/// One sequence of choices, and the way to the next one.
class Choices {
 public:
  void begin() { depth_ = 0; }
  /// One of `count`: as the sequence says, the first beyond its end.
  std::size_t choose(std::size_t count) {
    if (depth_ == made_.size()) made_.push_back({0, count});
    return made_[depth_++].chosen;
  }
  /// False if all sequences have been.
  bool next() {
    while (!made_.empty() && made_.back().chosen + 1 == made_.back().count) made_.pop_back();
    if (made_.empty()) return false;
    ++made_.back().chosen;
    return true;
  }

 private:
  struct Choice {
    std::size_t chosen;
    std::size_t count;
  };
  std::vector<Choice> made_;
  std::size_t depth_ = 0;
};

/// The real primitive. Results are 0 or more.
class World {
 public:
  virtual ~World() = default;
  /// Does an operation that never waits; nothing if it is another one.
  virtual std::optional<int> act(const Op& op) = 0;
  /// Does an operation that may wait.
  virtual asyncio::Coro<int> perform(Op op) = 0;
  virtual std::vector<int> state() const = 0;
};

using Script = std::vector<Op>;

struct Scenario {
  const char* name;
  std::vector<Script> actors;
  std::unique_ptr<World> (*make_world)();
  std::unique_ptr<Specification> (*make_specification)();
};

/// One run.
class Run {
 public:
  Run(const Scenario& scenario, Choices& choices)
      : scenario_(scenario),
        choices_(choices),
        specification_(scenario.make_specification()),
        model_(*specification_, scenario.actors.size()),
        tasks_(scenario.actors.size()),
        next_(scenario.actors.size()) {}

  /// What went wrong, or nothing.
  const std::string& problem() const { return problem_; }

  asyncio::Coro<> play() {
    world_ = scenario_.make_world();
    for (std::vector<int> able = able_actors(); !able.empty(); able = able_actors()) {
      const bool is_last = steps_left() == 1;
      const std::size_t choice = choices_.choose(is_last ? able.size() : 2 * able.size());
      const bool settles = is_last || choice >= able.size();
      const bool is_done = do_next(able[choice % able.size()]);
      history_.back().settles = settles;
      if (!is_done || settles) co_await turn();
      while (settles && !model_.is_quiet()) co_await turn();
      if (!compare()) break;
    }
    for (int actor = 0; actor != actor_count(); ++actor) cancel(actor);
    for (int count = 0; count != turns_to_the_end; ++count) co_await turn();
    compare();
    tasks_.clear();
    world_ = nullptr;
  }

 private:
  static constexpr int turns_to_the_end = 8;

  struct Step {
    int actor;
    int op;
    bool settles;
  };

  /// Notes how an operation ends, also if it unwinds.
  class Note {
   public:
    Note(Run& run, int actor, int index) : run_(run), ended_{actor, index, cancelled} {}
    ~Note() { run_.log_.push_back(ended_); }
    Note(const Note&) = delete;
    Note& operator=(const Note&) = delete;
    void set(int result) { ended_.result = result; }

   private:
    Run& run_;
    Ended ended_;
  };

  asyncio::Coro<> perform(int actor, int index, Op op) {
    Note note(*this, actor, index);
    if (op.is_limited) {
      auto result =
          co_await asyncio::as_result(asyncio::wait_for_ms(world_->perform(op), limit_ms));
      note.set(code_of(result));
    } else {
      auto result = co_await asyncio::as_result(world_->perform(op));
      note.set(code_of(result));
    }
  }

  static int code_of(asyncio::Result<int>& result) {
    if (result) return result.value();
    if (result.error() == asyncio::Error::timeout) return timed_out;
    return failed(static_cast<int>(result.error().kind));
  }

  int actor_count() const { return static_cast<int>(tasks_.size()); }
  bool is_busy(int actor) const { return !tasks_[actor].done(); }

  std::vector<int> able_actors() const {
    std::vector<int> able;
    for (int actor = 0; actor != actor_count(); ++actor) {
      if (next_[actor] != scenario_.actors[actor].size() && !is_busy(actor)) able.push_back(actor);
    }
    return able;
  }
  std::size_t steps_left() const {
    std::size_t left = 0;
    for (int actor = 0; actor != actor_count(); ++actor) {
      left += scenario_.actors[actor].size() - next_[actor];
    }
    return left;
  }

  /// False if it takes a turn of the loop.
  bool do_next(int actor) {
    const int index = static_cast<int>(next_[actor]++);
    const Op& op = scenario_.actors[actor][index];
    history_.push_back({actor, index, false});
    if (op.kind == cancel_actor) {
      cancel(op.value);
    } else if (op.kind == let_time_pass) {
      scenario::sim()->work_ms(passing_ms);
      model_.pass_time();
    } else if (const std::optional<int> result = world_->act(op)) {
      log_.push_back({actor, index, *result});
      model_.act(actor, index, op);
    } else {
      tasks_[actor] = asyncio::create_task(perform(actor, index, op));
      model_.start(actor, index, op);
      return false;
    }
    return op.kind != let_time_pass;
  }

  void cancel(int actor) {
    tasks_[actor].cancel();
    model_.cancel(actor);
  }

  asyncio::Coro<> turn() {
    co_await asyncio::sleep_ms(0);
    model_.turn();
  }

  bool compare() {
    if (log_ == model_.log() && world_->state() == model_.state() && same_busy()) return true;
    if (problem_.empty()) {
      problem_ = std::string(scenario_.name) + ", steps " + text(history_) +
                 "\n  is:        " + text(log_) + text(world_->state()) +
                 "\n  should be: " + text(model_.log()) + text(model_.state());
    }
    return false;
  }
  bool same_busy() const {
    for (int actor = 0; actor != actor_count(); ++actor) {
      if (is_busy(actor) != model_.is_busy(actor)) return false;
    }
    return true;
  }

  /// "0:1." is the second operation of the first actor, and the loop until nothing is ready.
  static std::string text(const std::vector<Step>& history) {
    std::string text;
    for (const Step& step : history) {
      text +=
          std::to_string(step.actor) + ":" + std::to_string(step.op) + (step.settles ? ". " : ", ");
    }
    return text;
  }
  static std::string text(const std::vector<Ended>& log) {
    std::string text;
    for (const Ended& ended : log) {
      text += std::to_string(ended.actor) + ":" + std::to_string(ended.op) + "=" +
              std::to_string(ended.result) + " ";
    }
    return text;
  }
  static std::string text(const std::vector<int>& state) {
    std::string text = "[";
    for (const int value : state) text += " " + std::to_string(value);
    return text + " ]";
  }

  const Scenario& scenario_;
  Choices& choices_;
  std::unique_ptr<World> world_;
  std::unique_ptr<Specification> specification_;
  Model model_;
  std::vector<asyncio::Task<>> tasks_;
  std::vector<std::size_t> next_;
  std::vector<Ended> log_;
  std::vector<Step> history_;
  std::string problem_;
};

/// Every order; stops at the first that goes wrong. Says how many there were.
template <class OneRun, class Script>
void explore_all(const Script& scenario, const char* prefix) {
  Choices choices;
  unsigned long runs = 0;
  do {
    choices.begin();
    OneRun run(scenario, choices);
    const std::string end = scenario::played([&run] { return run.play(); });
    ASSERT_EQ(run.problem(), "") << "run " << runs;
    ASSERT_EQ(end, "ok") << "run " << runs;
    if (testing::Test::HasFailure()) return;
    ++runs;
  } while (choices.next());
  std::printf("  %s%s: %lu interleavings\n", prefix, scenario.name, runs);
}

inline void explore(const Scenario& scenario) { explore_all<Run>(scenario, ""); }

template <class Made>
std::unique_ptr<World> make_world() {
  return std::make_unique<Made>();
}
template <class Made>
std::unique_ptr<Specification> make_specification() {
  return std::make_unique<Made>();
}

}  // namespace interleaving
