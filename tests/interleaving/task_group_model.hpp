// SPDX-License-Identifier: MIT
// What should happen in a task group: its parent, its children and their ready queue, written down
// in the simplest way. Nothing of the library is used here.
#pragma once

#include "model.hpp"

#include <algorithm>

namespace interleaving::task_group {

enum Kind { step, fail, cancel_group, cancel_member, create, await, let_time_pass };

struct Deed {
  Kind kind;
  int target = 0;  // a member
};

/// What a member does when its script has ended in whatever way: it awaits one gate more, and ends
/// as before, or fails if it has not been cancelled; or it swallows the end, and then gives a value
/// or fails.
enum class Last { nothing, cleanup, failing_cleanup, swallow, late_failure };
constexpr bool is_cleanup(Last last) {
  return last == Last::cleanup || last == Last::failing_cleanup;
}

/// Member 0 is the body. The others are its children, created when it begins or by a deed.
struct Member {
  std::vector<Deed> script;
  Last last = Last::nothing;
  bool is_initial = true;
};

/// After each choice all runs until nothing is ready, or nothing runs; or one pass as well.
inline constexpr std::size_t two_paces = 2;
inline constexpr std::size_t every_pass = 3;

struct Scenario {
  const char* name;
  std::vector<Member> members;
  std::vector<Deed> outside;
  std::size_t paces = two_paces;
  bool is_limited = false;
};

/// How something ended.
enum Code { not_over, value, cancelled, failed_cancelled, failed_runtime, timed_out, failed = 10 };
constexpr int failure_of(int member) { return failed + member; }
constexpr int late_failure_of(int member) { return failed + 10 + member; }
constexpr bool is_failure(int code) { return code > cancelled; }

enum What { member_ended, cleaned, refused, reported, block_ended, outlived };
struct Happening {
  What what;
  int member;
  int code = 0;
  int failures = 0;
  friend bool operator==(const Happening&, const Happening&) = default;
};

class Model {
 public:
  explicit Model(const Scenario& scenario) : scenario_(scenario), states_(scenario.members.size()) {
    for (std::size_t i = 0; i != states_.size(); ++i) {
      states_[i].open.resize(scenario.members[i].script.size() + 1);
    }
    make_ready(0);
  }

  // What the driver does.
  void open(int member, std::size_t gate) {
    State& it = states_[member];
    it.open[gate] = true;
    const std::size_t wanted = it.is_last ? it.open.size() - 1 : it.next;
    if (it.place == Place::gate && wanted == gate) make_ready(member);
  }
  void cancel(int member) { ask(member, true); }
  void pass_time() { now_ += passing_ms; }
  void turn() {
    ready_.push_back(driver);
    for (;;) {
      while (done_ != pass_.size()) {
        const int next = pass_[done_++];
        if (next == driver) return;
        next >= report ? tell(next - report) : run(next);
      }
      if (is_time_out_due()) time_out();
      pass_.swap(ready_);
      ready_.clear();
      done_ = 0;
    }
  }
  bool is_quiet() const { return done_ == pass_.size() && ready_.empty() && !is_time_out_due(); }

  // What can be seen.
  const std::vector<Happening>& log() const { return log_; }
  std::vector<int> results() const {
    std::vector<int> results;
    for (const State& state : states_) results.push_back(state.result);
    results.push_back(failures_);
    return results;
  }

 private:
  static constexpr int driver = -1;
  static constexpr int report = 1000;
  static constexpr int nobody = -1;
  enum class Place { absent, ready, running, gate, member, group, over };

  struct State {
    Place place = Place::absent;
    Place waited_at = Place::absent;
    int awaited = 0;
    std::size_t next = 0;   // of the script
    int coming = not_over;  // `cancelled` or a failure, to be delivered at its next turn
    int kept = not_over;    // how the script ended
    int result = not_over;
    bool has_begun = false;
    bool is_last = false;
    bool is_shielded = false;
    bool is_asked = false;   // to end as a whole
    bool was_asked = false;  // in `kept`
    bool has_forwarded = false;
    bool is_forwarding = false;
    bool is_held_back = false;  // a strike, by the cleanup
    bool was_seen = false;      // its failure
    std::vector<bool> open{};
    Line waiters{};
  };

  // --- Turns -----------------------------------------------------------------------------------

  void make_ready(int member) {
    states_[member].place = Place::ready;
    ready_.push_back(member);
  }

  void run(int member) {
    State& it = states_[member];
    it.place = Place::running;
    it.has_forwarded = false;
    const int coming = std::exchange(it.coming, not_over);
    if (!it.has_begun) {
      coming != not_over ? end_task(member, coming) : begin(member);
    } else if (coming != not_over) {
      unwind(member, coming);
    } else if (it.waited_at == Place::group) {
      end_block_normally();
    } else if (it.is_last) {
      end_last(member);
    } else if (it.waited_at == Place::member || do_deed(member)) {
      ++it.next;
      go_on(member);
    }
  }

  void begin(int member) {
    states_[member].has_begun = true;
    if (member == 0) {
      is_in_use_ = true;
      deadline_ = now_ + limit_ms;
      has_limit_ = scenario_.is_limited;
      for (std::size_t i = 1; i != states_.size(); ++i) {
        if (scenario_.members[i].is_initial) create_child(0, static_cast<int>(i));
      }
    }
    go_on(member);
  }

  void go_on(int member) {
    State& it = states_[member];
    for (; it.next + 1 != it.open.size(); ++it.next) {
      if (!it.open[it.next]) return wait(member, Place::gate);
      if (!do_deed(member)) return;
    }
    end_script(member, value);
  }

  /// False if it waits or has ended.
  bool do_deed(int member) {
    const Deed& deed = scenario_.members[member].script[states_[member].next];
    switch (deed.kind) {
      case fail: return raise(member, failure_of(member));
      case cancel_group: abort(); return true;
      case cancel_member: ask(deed.target, true); return true;
      case create: create_child(member, deed.target); return true;
      case await: return await_member(member, deed.target);
      default: return true;
    }
  }

  bool await_member(int member, int target) {
    State& other = states_[target];
    if (other.place == Place::absent) return raise(member, failed_runtime);
    if (other.place == Place::over) {
      if (other.result == value) return true;
      other.was_seen = true;
      return raise(member, seen(other.result));
    }
    other.waiters.push_back(member);
    states_[member].awaited = target;
    wait(member, Place::member);
    return false;
  }
  static int seen(int result) { return result == cancelled ? failed_cancelled : result; }

  void wait(int member, Place where) {
    State& it = states_[member];
    it.place = it.waited_at = where;
    if (it.coming == not_over) return;
    it.coming = not_over;  // it cancelled itself before
    ask(member, false);
  }

  // --- How members end -------------------------------------------------------------------------

  /// A cancel of itself goes first.
  bool raise(int member, int code) {
    const bool is_cancelled = std::exchange(states_[member].coming, not_over) != not_over;
    unwind(member, is_cancelled ? cancelled : code);
    return false;
  }

  void unwind(int member, int how) {
    if (member == 0 && is_body_over_) return end_block(how);
    states_[member].is_last ? end_member(member, how) : end_script(member, how);
  }

  void end_script(int member, int how) {
    State& it = states_[member];
    const Last last = scenario_.members[member].last;
    if (last == Last::nothing) return end_member(member, how);
    it.is_last = true;
    it.kept = how;
    it.was_asked = how == cancelled && std::exchange(it.is_asked, false);
    it.is_shielded = is_cleanup(last);
    if (it.is_shielded && std::exchange(it.coming, not_over) != not_over) it.is_held_back = true;
    it.open.back() ? end_last(member) : wait(member, Place::gate);
  }

  void end_last(int member) {
    State& it = states_[member];
    const Last last = scenario_.members[member].last;
    if (last == Last::swallow) return end_member(member, value);
    if (last == Last::late_failure) {
      raise(member, late_failure_of(member));
      return;
    }
    it.is_shielded = false;
    log_.push_back({cleaned, member});
    if (it.kept == cancelled) {
      it.is_asked = it.is_asked || it.was_asked;
      return end_member(member, cancelled);
    }
    const bool has_struck = member == 0 && (has_struck_ || has_timed_out_);
    if (it.is_asked || (it.is_held_back && has_struck)) return end_member(member, cancelled);
    end_member(member, last == Last::failing_cleanup ? late_failure_of(member) : it.kept);
  }

  void end_member(int member, int how) {
    log_.push_back({member_ended, member, how == value});
    member == 0 ? end_body(how) : end_task(member, how);
  }

  void end_task(int member, int how) {
    State& it = states_[member];
    it.place = Place::over;
    it.result = how;
    if (member != 0) end_child(member, how);
    while (!it.waiters.empty()) {
      const int waiter = it.waiters.front();
      it.waiters.erase(it.waiters.begin());
      it.was_seen = true;
      tell_waiter(states_[waiter], how);
      make_ready(waiter);
    }
    if (is_failure(how) && !it.was_seen) ready_.push_back(report + member);
  }
  /// A cancel that went through the waiter was meant for both, or has been answered otherwise.
  static void tell_waiter(State& waiter, int how) {
    if (waiter.has_forwarded && how != cancelled && !waiter.is_shielded) waiter.is_asked = false;
    waiter.coming = how == value                                ? not_over
                    : how == cancelled && !waiter.has_forwarded ? failed_cancelled
                                                                : how;
  }
  void tell(int member) {
    const State& it = states_[member];
    if (!it.was_seen) log_.push_back({reported, member, it.result});
  }

  // --- Cancels ---------------------------------------------------------------------------------

  /// Asks the whole member to end, or the part of the parent that was struck.
  void ask(int member, bool is_whole) {
    State& it = states_[member];
    if (it.place == Place::absent || it.place == Place::over) return;
    if (it.is_forwarding) {
      it.coming = cancelled;
      return;
    }
    if (is_whole) {
      it.is_asked = true;
      if (it.is_shielded) return;
    }
    if (it.place == Place::ready || it.place == Place::running) {
      it.coming = cancelled;
      return;
    }
    if (it.place == Place::member && can_be_asked(it.awaited)) {
      it.has_forwarded = it.is_forwarding = true;
      ask(it.awaited, true);
      it.is_forwarding = false;
      if (it.coming == not_over) return;
    } else if (it.place == Place::group) {
      it.is_forwarding = true;
      is_cancelled_ = is_wait_cancelled_ = is_ending_ = true;
      cancel_children();
      it.is_forwarding = false;
      it.coming = not_over;
      return;
    }
    if (it.place == Place::member) std::erase(states_[it.awaited].waiters, member);
    it.coming = cancelled;
    make_ready(member);
  }
  bool can_be_asked(int member) const {
    return states_[member].place != Place::over && !states_[member].is_forwarding;
  }

  bool is_time_out_due() const { return has_limit_ && now_ >= deadline_; }
  void time_out() {
    has_limit_ = false;
    has_timed_out_ = true;
    strike_parent();
  }
  void strike_parent() {
    if (states_[0].is_shielded) {
      states_[0].is_held_back = true;
    } else {
      ask(0, false);
    }
  }

  // --- The group -------------------------------------------------------------------------------

  void create_child(int creator, int child) {
    if (!is_in_use_ || is_ending_ || (is_body_over_ && children_.empty())) {
      log_.push_back({refused, creator, child});
      return;
    }
    children_.push_back(child);
    make_ready(child);
  }

  void end_child(int child, int how) {
    std::erase(children_, child);
    if (is_failure(how)) {
      ++failures_;
      if (failure_ == not_over && !is_cancelled_) {
        states_[child].was_seen = true;
        fail_with(how, child);
      }
    }
    if (!children_.empty() || states_[0].place != Place::group) return;
    if (is_wait_cancelled_) states_[0].coming = cancelled;
    make_ready(0);
  }

  void fail_with(int failure, int whose) {
    failure_ = failure;
    failed_ = whose;
    abort();
  }
  void abort() {
    if (std::exchange(is_ending_, true)) return;
    cancel_children();
    if (is_body_over_) return;
    has_struck_ = true;
    strike_parent();
  }
  void cancel_children() {
    for (const int child : children_) ask(child, true);
  }

  void end_body(int how) {
    State& parent = states_[0];
    is_body_over_ = true;
    const bool is_own = has_struck_ && !parent.is_asked && !has_timed_out_;
    if (is_own) parent.coming = not_over;
    if (is_failure(how)) {
      ++failures_;
      if (failure_ != not_over) {
        log_.push_back({reported, 0, how});
      } else {
        fail_with(how, 0);
      }
    } else if (how == cancelled && !is_own) {
      is_cancelled_ = true;
      was_asked_ = std::exchange(parent.is_asked, false);
      abort();
    }
    end_ = how == cancelled && is_own ? failed_cancelled : how;
    children_.empty() ? end_block_normally() : wait(0, Place::group);
  }

  void end_block_normally() {
    State& parent = states_[0];
    if (end_ == cancelled) {
      parent.is_asked = parent.is_asked || was_asked_;
      end_block(cancelled);
    } else if (failure_ != not_over || end_ != value) {
      const bool is_cancelled = std::exchange(parent.coming, not_over) != not_over;
      if (is_cancelled) return end_block(cancelled);
      end_block(failure_ != not_over ? std::exchange(failure_, not_over) : end_);
    } else {
      end_block(value);
    }
  }

  /// A failure that a cancel or time-out goes before is reported.
  void end_block(int how) {
    is_in_use_ = has_limit_ = false;
    if (failure_ != not_over) log_.push_back({reported, failed_, failure_});
    if (has_timed_out_ && (how != cancelled || !states_[0].is_asked)) how = timed_out;
    log_.push_back({block_ended, 0, how, failures_});
    end_task(0, how == cancelled ? cancelled : value);
  }

  const Scenario& scenario_;
  std::vector<State> states_;
  Line pass_;
  std::size_t done_ = 0;  // of the pass
  Line ready_;
  std::vector<Happening> log_;
  int now_ = 0;
  int deadline_ = 0;
  bool has_limit_ = false;
  bool has_timed_out_ = false;

  Line children_;
  int failure_ = not_over;  // the first
  int failed_ = nobody;
  int failures_ = 0;
  int end_ = not_over;      // of the body
  bool was_asked_ = false;  // in `end_`
  bool is_in_use_ = false;
  bool is_body_over_ = false;
  bool is_ending_ = false;
  bool has_struck_ = false;
  bool is_cancelled_ = false;
  bool is_wait_cancelled_ = false;
};

}  // namespace interleaving::task_group
