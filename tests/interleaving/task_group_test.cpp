// SPDX-License-Identifier: MIT
// TaskGroup: every interleaving of what a body, its children and somebody outside do. Each step of
// a member waits for a gate of its own that the driver opens.
#include "driver.hpp"
#include "task_group_model.hpp"

#include <uasyncio/structured/task_group.hpp>

#include <deque>

namespace interleaving::task_group {
namespace {

using asyncio::Coro;

/// One run: Run in driver.hpp is for primitives without tasks of their own.
class GroupRun {
 public:
  GroupRun(const Scenario& scenario, Choices& choices)
      : scenario_(scenario), choices_(choices), model_(scenario), parts_(member_count()) {
    for (int member = 0; member != member_count(); ++member) {
      parts_[member].gates.resize(part(member).script.size() + 1);
    }
  }

  /// What went wrong, or nothing.
  const std::string& problem() const { return problem_; }

  Coro<> play() {
    running() = this;
    asyncio::Loop::running()->set_exception_handler(&on_report);
    parts_[0].task = asyncio::create_task(parent());
    for (std::vector<int> able = able_actors(); !able.empty(); able = able_actors()) {
      const std::size_t choice = choices_.choose(scenario_.paces * able.size());
      const int actor = able[choice % able.size()];
      const auto pace = static_cast<Pace>(choice / able.size());
      history_ += std::to_string(actor) + (pace == at_once ? ", " : pace == one_turn ? "; " : ". ");
      const bool passes_time = do_next(actor);
      if (passes_time || pace != at_once) co_await turn();
      while ((pace == settle || able_actors().empty()) && !model_.is_quiet()) co_await turn();
      if (!compare()) break;
    }
    parts_[0].task.cancel();
    model_.cancel(0);
    open_all_gates();
    for (int count = 0; count != turns_to_the_end; ++count) co_await turn();
    compare();
    parts_.clear();
  }

 private:
  static constexpr int turns_to_the_end = 12;

  /// What runs before the next choice: all until nothing is ready, nothing, or one pass.
  enum Pace { settle, at_once, one_turn };

  struct Part {
    asyncio::Task<int> task;  // of the body: the parent
    std::deque<asyncio::Event> gates;
    std::size_t opened = 0;  // of the script
    bool is_last = false;
    bool is_last_open = false;
  };

  /// Notes the end of a member, also if it unwinds.
  class MemberNote {
   public:
    MemberNote(GroupRun& run, int member) : run_(run), member_(member) {}
    ~MemberNote() { run_.log_.push_back({member_ended, member_, gives_value_}); }
    MemberNote(const MemberNote&) = delete;
    MemberNote& operator=(const MemberNote&) = delete;
    void set() { gives_value_ = true; }

   private:
    GroupRun& run_;
    int member_;
    bool gives_value_ = false;
  };

  /// Notes the end of the group, also if it unwinds.
  class BlockNote {
   public:
    explicit BlockNote(GroupRun& run) : run_(run) {}
    ~BlockNote() { run_.end_block(code_); }
    BlockNote(const BlockNote&) = delete;
    BlockNote& operator=(const BlockNote&) = delete;
    void set(const asyncio::Result<int>& end) { code_ = end ? value : code_of(end.error()); }

   private:
    GroupRun& run_;
    int code_ = cancelled;
  };

  void end_block(int code) {
    for (int member = 1; member != member_count(); ++member) {
      if (!parts_[member].task.done()) log_.push_back({outlived, member});
    }
    log_.push_back({block_ended, 0, code, static_cast<int>(group_.failures())});
  }

  // --- The tasks -------------------------------------------------------------------------------

  Coro<int> parent() {
    BlockNote note(*this);
    auto body = [this](asyncio::TaskGroup&) { return member(0); };
    if (scenario_.is_limited) {
      auto end =
          co_await asyncio::as_result(asyncio::wait_for_ms(asyncio::with(group_, body), limit_ms));
      note.set(end);
    } else {
      auto end = co_await asyncio::as_result(asyncio::with(group_, body));
      note.set(end);
    }
    co_return 0;
  }

  void create_child(int creator, int child) {
    parts_[child].task = group_.create_task(member(child));
    if (!parts_[child].task) log_.push_back({refused, creator, child});
  }

  Coro<int> member(int index) {
    MemberNote note(*this, index);
    for (int child = 1; index == 0 && child != member_count(); ++child) {
      if (part(child).is_initial) create_child(0, child);
    }
    const Last last = part(index).last;
    if (last == Last::nothing) {
      co_await script(index);
    } else if (is_cleanup(last)) {
      co_await asyncio::finally(script(index), cleanup(index));
    } else {
      (void)co_await asyncio::as_outcome(script(index));
      co_await last_gate(index).wait();
    }
    if (last == Last::late_failure) {
      co_await asyncio::fail(asyncio::Error::user(late_failure_of(index)));
    }
    note.set();
    co_return index;
  }

  Coro<> script(int index) {
    for (std::size_t i = 0; i != part(index).script.size(); ++i) {
      co_await parts_[index].gates[i].wait();
      const Deed deed = part(index).script[i];
      switch (deed.kind) {
        case fail: co_await asyncio::fail(asyncio::Error::user(failure_of(index))); break;
        case cancel_group: group_.cancel(); break;
        case cancel_member: parts_[deed.target].task.cancel(); break;
        case create: create_child(index, deed.target); break;
        case await: co_await asyncio::Task<int>(parts_[deed.target].task); break;
        default: break;
      }
    }
  }

  Coro<> cleanup(int index) {
    co_await last_gate(index).wait();
    log_.push_back({cleaned, index});
    if (part(index).last == Last::failing_cleanup) {
      co_await asyncio::fail(asyncio::Error::user(late_failure_of(index)));
    }
  }

  asyncio::Event& last_gate(int index) {
    parts_[index].is_last = true;
    return parts_[index].gates.back();
  }

  // --- The driver ------------------------------------------------------------------------------

  int member_count() const { return static_cast<int>(scenario_.members.size()); }
  const Member& part(int member) const { return scenario_.members[member]; }
  bool is_over(int member) const { return parts_[member].task.done(); }

  /// Members that have a gate to be opened, and behind them the one outside.
  std::vector<int> able_actors() const {
    std::vector<int> able;
    for (int member = 0; member != member_count(); ++member) {
      const Part& it = parts_[member];
      const bool has_gate = it.is_last ? part(member).last != Last::nothing && !it.is_last_open
                                       : it.opened != part(member).script.size();
      if (has_gate && !is_over(member)) able.push_back(member);
    }
    const bool has_deed = next_outside_ != scenario_.outside.size();
    if (has_deed && !is_over(0)) able.push_back(member_count());
    return able;
  }

  /// True if time passes.
  bool do_next(int actor) {
    if (actor != member_count()) {
      Part& it = parts_[actor];
      const std::size_t gate = it.is_last ? it.gates.size() - 1 : it.opened++;
      it.is_last_open = it.is_last;
      open(actor, gate);
      return false;
    }
    const Deed& deed = scenario_.outside[next_outside_++];
    if (deed.kind == let_time_pass) {
      scenario::sim()->work_ms(passing_ms);
      model_.pass_time();
      return true;
    }
    parts_[deed.target].task.cancel();
    model_.cancel(deed.target);
    return false;
  }

  void open(int member, std::size_t gate) {
    if (parts_[member].gates[gate].is_set()) return;
    parts_[member].gates[gate].set();
    model_.open(member, gate);
  }
  void open_all_gates() {
    for (int member = 0; member != member_count(); ++member) {
      for (std::size_t gate = 0; gate != parts_[member].gates.size(); ++gate) open(member, gate);
    }
  }

  Coro<> turn() {
    co_await asyncio::sleep_ms(0);
    model_.turn();
  }

  // --- What can be seen ------------------------------------------------------------------------

  static GroupRun*& running() {
    static GroupRun* run = nullptr;
    return run;
  }
  static void on_report(asyncio::Loop&, const asyncio::ExceptionContext& context) {
    GroupRun& run = *running();
    int member = 0;
    for (int child = 1; child != run.member_count(); ++child) {
      if (context.task == run.parts_[child].task) member = child;
    }
    run.log_.push_back({reported, member, code_of(context.error)});
  }

  static int code_of(asyncio::Error error) {
    switch (error.kind) {
      case asyncio::ErrorKind::cancelled: return failed_cancelled;
      case asyncio::ErrorKind::runtime: return failed_runtime;
      case asyncio::ErrorKind::timeout: return timed_out;
      default: return error.code;
    }
  }
  /// Without having seen its failure, which would not be reported then.
  static int result_of(const asyncio::AnyTask& task) {
    if (!task || !task.done()) return not_over;
    if (task.cancelled()) return cancelled;
    const auto& failure = asyncio::detail::InsideTask::header(task)->failure;
    return failure ? code_of(failure.error()) : value;
  }

  std::vector<int> results() const {
    std::vector<int> results;
    for (const Part& each : parts_) results.push_back(result_of(each.task));
    results.push_back(static_cast<int>(group_.failures()));
    return results;
  }

  bool compare() {
    if (log_ == model_.log() && results() == model_.results()) return true;
    if (problem_.empty()) {
      problem_ = std::string(scenario_.name) + ", steps " + history_ +
                 "\n  is:        " + text(log_, results()) +
                 "\n  should be: " + text(model_.log(), model_.results());
    }
    return false;
  }
  static std::string text(const std::vector<Happening>& log, const std::vector<int>& results) {
    static constexpr const char* words[] = {"ended",    "cleaned",     "refused",
                                            "reported", "block ended", "outlived"};
    std::string text;
    for (const Happening& each : log) {
      text += std::to_string(each.member) + " " + words[each.what] + " " +
              std::to_string(each.code) + " " + std::to_string(each.failures) + "; ";
    }
    for (const int result : results) text += std::to_string(result) + " ";
    return text;
  }

  const Scenario& scenario_;
  Choices& choices_;
  Model model_;
  asyncio::TaskGroup group_;
  std::vector<Part> parts_;
  std::size_t next_outside_ = 0;
  std::vector<Happening> log_;
  std::string history_;
  std::string problem_;
};

void explore_group(const Scenario& scenario) { explore_all<GroupRun>(scenario, "task group, "); }

TEST(TaskGroupInterleavings, AllFail) {
  explore_group({"all fail", {{{{step}, {fail}}}, {{{fail}}}, {{{fail}}}}, {}, every_pass});
}

TEST(TaskGroupInterleavings, CleanupsAndFailures) {
  explore_group({"cleanups and failures",
                 {{{{fail}}, Last::cleanup},
                  {{{fail}}, Last::failing_cleanup},
                  {{{step}}, Last::late_failure}},
                 {}});
}

TEST(TaskGroupInterleavings, CancelOfTheParent) {
  explore_group({"cancel of the parent",
                 {{{{step}}, Last::cleanup}, {{{fail}}}, {{{step}}, Last::late_failure}},
                 {{cancel_member, 0}, {cancel_member, 0}}});
}

TEST(TaskGroupInterleavings, CancelOfTheParentBetweenPasses) {
  explore_group({"cancel of the parent between passes",
                 {{{{step}}}, {{{fail}}, Last::late_failure}, {{}, Last::late_failure}},
                 {{cancel_member, 0}},
                 every_pass});
}

TEST(TaskGroupInterleavings, CancelOfAChild) {
  explore_group({"cancel of a child",
                 {{{{await, 1}}}, {{{fail}}, Last::cleanup}, {{{await, 1}}}},
                 {{cancel_member, 1}, {cancel_member, 2}}});
}

TEST(TaskGroupInterleavings, TimeOut) {
  explore_group({"time-out",
                 {{{{step}}, Last::cleanup},
                  {{{fail}}, Last::failing_cleanup},
                  {{{step}}, Last::late_failure}},
                 {{let_time_pass}},
                 two_paces,
                 true});
}

TEST(TaskGroupInterleavings, TimeOutBetweenPasses) {
  explore_group({"time-out between passes",
                 {{{{step}}}, {{{fail}}}, {{{step}}, Last::late_failure}},
                 {{let_time_pass}},
                 every_pass,
                 true});
}

TEST(TaskGroupInterleavings, TimeOutAndCancel) {
  explore_group({"time-out and cancel",
                 {{{{await, 1}}}, {{{step}}, Last::failing_cleanup}, {{{fail}}}},
                 {{let_time_pass}, {cancel_member, 0}},
                 two_paces,
                 true});
}

TEST(TaskGroupInterleavings, CancelOfTheGroup) {
  explore_group({"cancel of the group",
                 {{{{cancel_group}, {step}}, Last::cleanup},
                  {{{step}, {fail}}},
                  {{{cancel_group}}, Last::late_failure}},
                 {{cancel_member, 0}},
                 every_pass});
}

TEST(TaskGroupInterleavings, Siblings) {
  explore_group(
      {"siblings",
       {{{{step}}}, {{{await, 2}, {fail}}}, {{{cancel_member, 3}, {fail}}}, {{{await, 1}}}},
       {{cancel_member, 0}}});
}

TEST(TaskGroupInterleavings, FurtherChildren) {
  explore_group({"further children",
                 {{{{create, 3}}},
                  {{{create, 2}, {fail}}},
                  {{{step}}, Last::late_failure, false},
                  {{{await, 2}}, Last::nothing, false}},
                 {{cancel_member, 0}}});
}

TEST(TaskGroupInterleavings, EndsThatAreSwallowed) {
  explore_group({"ends that are swallowed",
                 {{{{await, 1}, {cancel_member, 0}}}, {{{step}}, Last::swallow}, {{{fail}}}},
                 {{cancel_member, 0}},
                 every_pass});
}

TEST(TaskGroupInterleavings, ABodyThatSwallows) {
  explore_group({"a body that swallows",
                 {{{{step}, {cancel_group}}, Last::swallow},
                  {{{create, 2}, {fail}}},
                  {{{fail}}, Last::nothing, false}},
                 {{cancel_member, 0}, {let_time_pass}},
                 two_paces,
                 true});
}

TEST(TaskGroupInterleavings, AChildThatEndsItsParent) {
  explore_group({"a child that ends its parent",
                 {{{{cancel_member, 1}, {fail}}, Last::cleanup},
                  {{{cancel_member, 0}, {step}}},
                  {{{await, 0}}}},
                 {{cancel_member, 2}}});
}

}  // namespace
}  // namespace interleaving::task_group
