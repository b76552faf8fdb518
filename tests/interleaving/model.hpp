// SPDX-License-Identifier: MIT
// What should happen: a primitive as a simple sequential specification, and a scheduler of actors
// around it. Nothing of the library is used here but its error names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace interleaving {

/// One thing that an actor does. `kind` is the scenario's, or one of the deeds below.
struct Op {
  int kind;
  int value = 0;
  bool is_limited = false;  // it gives up after `limit_ms`
};

/// Deeds of the driver: `value` is the actor to be cancelled; time passes beyond all limits.
inline constexpr int cancel_actor = -1;
inline constexpr int let_time_pass = -2;

inline constexpr int limit_ms = 5;
inline constexpr int passing_ms = 10;

/// What came of an operation: a value from 0, or one of these.
inline constexpr int cancelled = -1;
inline constexpr int timed_out = -2;
constexpr int failed(int error_kind) { return -10 - error_kind; }

struct Ended {
  int actor;
  int op;
  int result;
  friend bool operator==(const Ended&, const Ended&) = default;
};

/// Actors that wait for something, the first in front.
using Line = std::vector<int>;

/// A primitive, written down in the simplest way. An operation that does not end at once waits;
/// later it is woken, or cancelled.
class Specification {
 public:
  virtual ~Specification() = default;
  /// The actor begins: a result, or nothing if it has to wait.
  virtual std::optional<int> begin(int actor, const Op& op) = 0;
  /// An actor that was woken runs: its result, or nothing if it waits for something else.
  virtual std::optional<int> resume(int actor) = 0;
  /// An actor that waits is cancelled and waits no more.
  virtual void leave(int actor) = 0;
  /// An actor was cancelled after it had been woken and before it ran.
  virtual void take_back(int) {}
  /// A cancelled actor runs: true if it ends; otherwise it waits for what its cleanup needs, and is
  /// shielded.
  virtual bool unwinds(int) { return true; }
  /// Whether a cancel has to wait until the actor has got what it waits for.
  virtual bool is_shielded(int) const { return false; }
  /// A shielded actor that was cancelled has got it, and ends.
  virtual void finish_unwinding(int) {}
  /// What a user can see between the operations.
  virtual std::vector<int> state() const = 0;

  /// Who was woken by the last call, in order.
  std::vector<int> woken;

 protected:
  /// Wakes the first of `waiters`, if any.
  bool wake_first(Line& waiters) {
    if (waiters.empty()) return false;
    woken.push_back(waiters.front());
    waiters.erase(waiters.begin());
    return true;
  }
};

/// The ready queue, pass by pass, with the driver as one of the tasks in it.
class Model {
 public:
  Model(Specification& specification, std::size_t actors)
      : specification_(specification), doings_(actors) {}

  /// A task was made that does `op`.
  void start(int actor, int index, const Op& op) {
    doings_[actor] = Doing{Phase::starting, index, op};
    ready_.push_back(actor);
  }

  /// The driver itself did `op`, for the actor.
  void act(int actor, int index, const Op& op) {
    log_.push_back({actor, index, specification_.begin(actor, op).value_or(nothing_done)});
    wake_all();
  }

  void cancel(int actor) { unwind(actor, cancelled); }
  void pass_time() { now_ += passing_ms; }

  /// The driver lets the others have a turn.
  void turn() {
    ready_.push_back(driver);
    for (;;) {
      while (done_ != pass_.size()) {
        const int actor = pass_[done_++];
        if (actor == driver) return;
        run(actor);
      }
      time_out();
      pass_.swap(ready_);
      ready_.clear();
      done_ = 0;
    }
  }

  bool is_quiet() const { return done_ == pass_.size() && ready_.empty() && !has_due_limits(); }
  bool is_busy(int actor) const { return doings_[actor].phase != Phase::idle; }
  const std::vector<Ended>& log() const { return log_; }
  std::vector<int> state() const { return specification_.state(); }

 private:
  static constexpr int driver = -1;
  static constexpr int nothing_done = -100;  // it had to wait: no result of a World
  static constexpr int endless = 1'000'000'000;
  enum class Phase { idle, starting, waiting, ready };

  struct Doing {
    Phase phase = Phase::idle;
    int index = 0;
    Op op{};
    bool was_woken = false;
    int unwinding = 0;  // `cancelled`, `timed_out`, or 0
    int deadline = endless;
  };

  void unwind(int actor, int why) {
    Doing& doing = doings_[actor];
    if (doing.phase == Phase::idle) return;
    if (doing.unwinding != cancelled) doing.unwinding = why;
    if (doing.phase != Phase::waiting || specification_.is_shielded(actor)) return;
    specification_.leave(actor);
    make_ready(actor);
    wake_all();
  }

  bool has_due_limits() const {
    for (const Doing& doing : doings_) {
      if (doing.phase != Phase::idle && doing.deadline <= now_) return true;
    }
    return false;
  }

  /// Limits strike in the order of their deadlines; equal ones in the order in which they began.
  void time_out() {
    for (;;) {
      int first = driver;
      for (int actor = 0; actor != static_cast<int>(doings_.size()); ++actor) {
        const Doing& doing = doings_[actor];
        if (doing.phase == Phase::idle || doing.deadline > now_) continue;
        if (first == driver || doing.deadline < doings_[first].deadline ||
            (doing.deadline == doings_[first].deadline && began_before(actor, first))) {
          first = actor;
        }
      }
      if (first == driver) return;
      doings_[first].deadline = endless;
      unwind(first, timed_out);
    }
  }
  bool began_before(int one, int other) const { return order_[one] < order_[other]; }

  void make_ready(int actor) {
    doings_[actor].phase = Phase::ready;
    ready_.push_back(actor);
  }

  void wake_all() {
    for (const int actor : specification_.woken) {
      doings_[actor].was_woken = true;
      make_ready(actor);
    }
    specification_.woken.clear();
  }

  void run(int actor) {
    Doing& doing = doings_[actor];
    if (doing.phase == Phase::starting) {
      if (doing.unwinding == cancelled) {
        doing = Doing{};  // it never began
        return;
      }
      order_.resize(doings_.size());
      order_[actor] = ++begun_;
      if (doing.op.is_limited) doing.deadline = now_ + limit_ms;
      settle(actor, specification_.begin(actor, doing.op));
    } else if (doing.unwinding != 0 && specification_.is_shielded(actor)) {
      specification_.finish_unwinding(actor);
      settle(actor, doing.unwinding);
    } else if (doing.unwinding != 0) {
      if (std::exchange(doing.was_woken, false)) specification_.take_back(actor);
      wake_all();
      if (specification_.unwinds(actor)) {
        settle(actor, doing.unwinding);
      } else {
        doing.phase = Phase::waiting;
      }
    } else {
      doing.was_woken = false;
      settle(actor, specification_.resume(actor));
    }
    wake_all();
  }

  void settle(int actor, std::optional<int> result) {
    Doing& doing = doings_[actor];
    if (result) {
      log_.push_back({actor, doing.index, *result});
      doing = Doing{};
    } else {
      doing.phase = Phase::waiting;
    }
  }

  Specification& specification_;
  std::vector<Doing> doings_;
  std::vector<int> order_;
  Line pass_;
  std::size_t done_ = 0;  // of the pass
  Line ready_;
  std::vector<Ended> log_;
  int now_ = 0;
  int begun_ = 0;
};

}  // namespace interleaving
