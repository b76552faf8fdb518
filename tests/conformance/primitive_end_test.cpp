// SPDX-License-Identifier: MIT
// What holds for every primitive that goes while tasks wait for it, or were given something and
// have not run yet: each of them is reported and ends cancelled, and nothing that has gone is
// touched.
#include "primitives.hpp"

#include <algorithm>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;
using primitives::Kind;
using primitives::Subject;
using primitives::waiters;

namespace {

constexpr const char* task_names[waiters] = {"w0", "w1", "w2"};

/// A primitive, and tasks that wait for it.
struct Stage {
  explicit Stage(const Kind& its_kind) : kind(its_kind), subject(its_kind.make()) {}

  const Kind& kind;
  std::unique_ptr<Subject> subject;
  Task<> tasks[waiters];
  std::vector<int> woken;       // have returned from their wait, in that order
  bool woken_destroys = false;  // who returns first
  int ended_by_others = 0;      // tasks that are cancelled in another way

  void destroy() {
    if (subject->exists()) subject->destroy();
  }
};

Coro<> waiter(Stage& stage, int number) {
  co_await stage.subject->wait();
  stage.woken.push_back(number);
  if (stage.woken_destroys) stage.destroy();
}

template <class Loop>
void begin(Stage& stage, Loop& loop) {
  for (int n = 0; n != waiters; ++n) {
    stage.tasks[n] = loop.create_task(waiter(stage, n), {.name = task_names[n]});
  }
}

int count(const std::string& text, const std::string& wanted) {
  int found = 0;
  for (std::size_t at = text.find(wanted); at != std::string::npos;
       at = text.find(wanted, at + 1)) {
    ++found;
  }
  return found;
}

/// Each task either went on or was cancelled; each that was cancelled by the primitive's end, and
/// no other, has been reported.
void check(const Stage& stage, const std::string& transcript) {
  int cancelled = 0;
  for (const Task<>& task : stage.tasks) {
    EXPECT_TRUE(task.done());
    cancelled += task.error() == asyncio::Error::cancelled;
  }
  EXPECT_EQ(cancelled + static_cast<int>(stage.woken.size()), waiters);
#if UASYNCIO_DIAGNOSTICS
  const int reported = cancelled - stage.ended_by_others;
  // A failure of the task that waits for a task that waits is reported too.
  const int failures = count(transcript, "Task exception wasn't retrieved");
  EXPECT_TRUE(failures == 0 || stage.kind.waiter != nullptr);
  EXPECT_EQ(count(transcript, "\n") - failures, reported) << transcript;
  const std::string start = std::string("uasyncio: ") + stage.kind.what + " destroyed while task '";
  for (int n = 0; n != waiters; ++n) {
    const bool is_woken = std::ranges::count(stage.woken, n) != 0;
    const char* const name = stage.kind.waiter != nullptr ? stage.kind.waiter : task_names[n];
    const int reports = count(transcript, start + name + "' waits for it; the task is cancelled\n");
    if (is_woken && stage.kind.waiter == nullptr) {
      EXPECT_EQ(reports, 0) << transcript;
    }
    if (stage.kind.waiter != nullptr) {
      EXPECT_EQ(reports, reported) << transcript;
    } else if (!is_woken && stage.ended_by_others == 0) {
      EXPECT_EQ(reports, 1) << transcript;
    }
  }
#endif
}

class PrimitiveEnd : public testing::TestWithParam<Kind> {
 protected:
  /// Tasks wait; then `act` happens; then the primitive goes, if it has not yet.
  template <class Act>
  void play(Act act) {
    played([this, act]() -> Coro<> {
      Stage stage(GetParam());
      begin(stage, *asyncio::Loop::running());
      co_await asyncio::sleep_ms(1);
      auto acting = act;
      co_await acting(stage);
      co_await asyncio::sleep_ms(1);
      stage.destroy();
      co_await asyncio::sleep_ms(1);
      check(stage, sim()->transcript());
      woken_ = stage.woken;
    });
  }
  std::size_t woken() const { return woken_.size(); }
  static bool gives() { return GetParam().gives; }

 private:
  std::vector<int> woken_;
};

TEST_P(PrimitiveEnd, WithTasksThatWait) {
  play([](Stage&) -> Coro<> { co_return; });
  EXPECT_EQ(woken(), 0u);
}

TEST_P(PrimitiveEnd, AfterSomebodyWentOn) {
  play([](Stage& stage) -> Coro<> {
    stage.subject->let_go();
    co_await asyncio::sleep_ms(1);
    EXPECT_NE(stage.woken.size(), 0u);
  });
}

TEST_P(PrimitiveEnd, BetweenTheHandOverAndTheTurn) {
  play([](Stage& stage) -> Coro<> {
    stage.subject->let_go();
    stage.destroy();
    co_return;
  });
  EXPECT_EQ(woken() == 0, gives());
}

TEST_P(PrimitiveEnd, BetweenTheHandOverAndTheTurnOfWhoIsCancelledBefore) {
  play([](Stage& stage) -> Coro<> {
    stage.subject->let_go();
    stage.tasks[0].cancel();
    stage.ended_by_others = 1;
    stage.destroy();
    co_return;
  });
}

TEST_P(PrimitiveEnd, BetweenTheHandOverAndTheTurnOfWhoIsCancelledAfterwards) {
  play([](Stage& stage) -> Coro<> {
    stage.subject->let_go();
    stage.destroy();
    for (const Task<>& task : stage.tasks) task.cancel();
    co_await asyncio::sleep_ms(1);
    stage.ended_by_others = waiters - count(sim()->transcript(), " destroyed while ");
  });
  EXPECT_EQ(woken(), 0u);
}

TEST_P(PrimitiveEnd, ByTheTaskThatGoesOn) {
  play([](Stage& stage) -> Coro<> {
    stage.woken_destroys = true;
    stage.subject->let_go();
    co_return;
  });
  EXPECT_NE(woken(), 0u);
}

TEST_P(PrimitiveEnd, ByAnotherTaskInTheSamePassBeforeWhoGoesOn) {
  play([](Stage& stage) -> Coro<> {
    const auto destroys = [](Stage& its) -> Coro<> {
      its.subject->let_go();
      its.destroy();
      co_return;
    };
    co_await asyncio::create_task(destroys(stage));
  });
  EXPECT_EQ(woken() == 0, gives());
}

TEST_P(PrimitiveEnd, ByAnotherTaskInTheSamePassBehindWhoGoesOn) {
  play([](Stage& stage) -> Coro<> {
    stage.subject->let_go();
    co_await asyncio::sleep_ms(0);
    stage.destroy();
  });
}

TEST_P(PrimitiveEnd, WithATimeOutInTheSamePass) {
  played([]() -> Coro<> {
    Stage stage(GetParam());
    const auto waits = [](Stage& its) -> Coro<> {
      co_await asyncio::wait_for_ms(its.subject->wait(), 5);
      its.woken.push_back(0);
    };
    Task<> task = asyncio::create_task(waits(stage));
    asyncio::Loop::running()->call_later_ms(5, [&stage] {
      stage.subject->let_go();
      stage.destroy();
    });
    co_await asyncio::sleep_ms(10);
    EXPECT_TRUE(task.done());
    EXPECT_FALSE(stage.subject->exists());
  });
}

TEST_P(PrimitiveEnd, AfterTheLoopWasClosedOrDestroyed) {
  for (const bool is_closed : {true, false}) {
    for (const bool lets_go : {true, false}) {
      Stage stage(GetParam());
      asyncio::SimPort port;
      {
        asyncio::Loop loop(port);
        begin(stage, loop);
        const auto main = [](Stage& its, bool lets_one_go) -> Coro<> {
          co_await asyncio::sleep_ms(1);
          if (lets_one_go) its.subject->let_go();
        };
        EXPECT_TRUE(loop.run_until_complete(main(stage, lets_go)).ok());
        if (is_closed) loop.close();
      }
      stage.destroy();
      EXPECT_EQ(port.transcript(), "");
      for (Task<>& task : stage.tasks) {
        EXPECT_TRUE(task.done());
        task = {};
      }
    }
  }
}

Coro<> owner(Stage& stage) {
  const auto destroy = [&stage] { stage.destroy(); };
  const asyncio::on_cancel guard(destroy);
  co_await asyncio::sleep_ms(1'000);
}

// Whether the loop ends by `close` or by its destructor: the owner's frame goes first or last.
TEST_P(PrimitiveEnd, InTheFrameOfATaskThatTheLoopEnds) {
  for (const bool is_closed : {true, false}) {
    for (const bool is_first : {true, false}) {
      Stage stage(GetParam());
      asyncio::SimPort port;
      {
        asyncio::Loop loop(port);
        if (is_first) loop.create_task(owner(stage));
        begin(stage, loop);
        if (!is_first) loop.create_task(owner(stage));
        const auto main = [](Stage& its) -> Coro<> {
          co_await asyncio::sleep_ms(1);
          its.subject->let_go();
        };
        EXPECT_TRUE(loop.run_until_complete(main(stage)).ok());
        if (is_closed) loop.close();
      }
      EXPECT_FALSE(stage.subject->exists());
      if (!is_closed || !GetParam().cleans_up) {
        EXPECT_EQ(port.transcript(), "");
      }
      for (Task<>& task : stage.tasks) task = {};
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, PrimitiveEnd, testing::ValuesIn(primitives::kinds),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
