// SPDX-License-Identifier: MIT
// OwnedTask: what cannot end at once, loops that do not run, and owners inside owners.
#include "uasyncio/core/owned_task.hpp"

#include "tests/support/dropped_owner.hpp"

#include <memory>
#include <vector>

using namespace scenario;
using asyncio::AnyTask;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Event;
using asyncio::Loop;
using asyncio::OwnedTask;
using asyncio::SimPort;
using asyncio::Task;
using asyncio::TaskGroup;

namespace {

constexpr const char* cannot_end =
    "cannot end with its owner, because it runs or waits for what runs: it is cancelled at its "
    "next suspension, and the owner is gone\n";

// --- What cannot end at once ---------------------------------------------------------------------

struct Owner {
  OwnedTask<> task;
};

TEST(OwnedTask, OneThatDestroysItsOwnerEndsAtItsNextSuspension) {
  EXPECT_EQ(told([]() -> Coro<> {
              auto owner = std::make_unique<Owner>();
              owner->task = asyncio::create_task({.name = "suicide"}, [&]() -> Coro<> {
                Guard guard("guard");
                co_await asyncio::sleep_ms(1);
                owner.reset();
                say("goes on");
                co_await asyncio::sleep_ms(0);
                say("never");
              });
              co_await asyncio::sleep_ms(5);
            }),
            std::string("goes on guard ok | uasyncio: task 'suicide' ") + cannot_end);
}

TEST(OwnedTask, ACancelPassesByWhatItsOwnerEndsJustNow) {
  struct AsksAtTheEnd {
    const Task<>& task;
    ~AsksAtTheEnd() { say(task.cancel() ? "asked" : "over"); }
  };
  EXPECT_EQ(told([]() -> Coro<> {
              Task<> child;
              auto body = [](const Task<>& itself) -> Coro<> {
                const AsksAtTheEnd end{itself};
                co_await asyncio::sleep(1);
              };
              {
                child = asyncio::create_task(body(child));
                const OwnedTask<> owned(Task<>{child});
                co_await asyncio::sleep_ms(1);
              }
              say(child.done() ? "done" : "lives");
            }),
            "asked done ok | ");
}

TEST(OwnedTask, OneThatAwaitsWhoDestroysItsOwnerIsCancelledWithIt) {
  EXPECT_EQ(told([]() -> Coro<> {
              auto owner = std::make_unique<Owner>();
              auto inner = [&]() -> Coro<> {
                Guard guard("inner");
                co_await asyncio::sleep_ms(1);
                owner.reset();
                say("goes on");
                co_await asyncio::sleep_ms(1);
                say("never");
              };
              owner->task = asyncio::create_task({.name = "awaits"}, [&]() -> Coro<> {
                Guard guard("outer");
                co_await asyncio::create_task(inner);
              });
              co_await asyncio::sleep_ms(5);
            }),
            std::string("goes on inner outer ok | uasyncio: task 'awaits' ") + cannot_end);
}

TEST(OwnedTask, ItsChildMayDestroyTheOwner) {
  for (const bool in_group : {false, true}) {
    EXPECT_EQ(told([in_group]() -> Coro<> {
                auto owner = std::make_unique<Owner>();
                auto child = [&]() -> Coro<> {
                  Guard guard("child");
                  co_await asyncio::sleep_ms(1);
                  owner.reset();
                  say("goes on");
                  co_await asyncio::sleep_ms(1);
                  say("never");
                };
                owner->task = asyncio::create_task({.name = "parent"}, [&]() -> Coro<> {
                  Guard guard("parent");
                  if (in_group) {
                    co_await asyncio::with(TaskGroup(), [&](TaskGroup& group) -> Coro<> {
                      group.create_task(child);
                      co_await asyncio::sleep(1000);
                    });
                  } else {
                    co_await asyncio::gather(child(), hang("sibling"));
                  }
                });
                co_await asyncio::sleep_ms(5);
              }),
              std::string(in_group ? "goes on child" : "goes on sibling child") +
                  " parent ok | uasyncio: task 'parent' " + cannot_end);
  }
}

TEST(OwnedTask, EndsAlsoIfWhoEndsItIsAwaited) {
  EXPECT_EQ(told([]() -> Coro<> {
              auto ends = []() -> Coro<> {
                {
                  OwnedTask<> owned = asyncio::create_task(hang("owned"));
                  co_await asyncio::sleep_ms(1);
                }
                say("ended");
              };
              co_await asyncio::shield(asyncio::create_task(ends));
              Task<> runs = asyncio::create_task(ends);
              Task<> gathers, awaits;  // a cycle above it
              gathers =
                  asyncio::create_task([&]() -> Coro<> { co_await asyncio::gather(runs, awaits); });
              awaits = asyncio::create_task([&]() -> Coro<> { co_await gathers; });
              co_await asyncio::sleep_ms(2);
            }),
            "owned ended owned ended ok | ");
}

TEST(OwnedTask, OneThatAwaitsWhoEndsItsOwnersOwnerIsCancelledWithIt) {
  EXPECT_EQ(told([]() -> Coro<> {
              Task<> runs;
              OwnedTask<> outer;
              runs = asyncio::create_task([&]() -> Coro<> {
                Guard guard("runs");
                co_await asyncio::sleep_ms(1);
                outer = {};
                say("goes on");
                co_await asyncio::sleep_ms(1);
                say("never");
              });
              auto awaits = [](Task<> task) -> Coro<> {
                Guard guard("awaits");
                co_await task;
              };
              OwnedTask<> inner = asyncio::create_task({.name = "awaits"}, awaits, runs);
              outer = asyncio::create_task([](OwnedTask<> owns) -> Coro<> {
                Guard guard("outer");
                OwnedTask<> last = std::move(owns);
                co_await asyncio::sleep(1000);
              }(std::move(inner)));
              co_await asyncio::sleep_ms(5);
            }),
            std::string("outer goes on runs awaits ok | uasyncio: task 'awaits' ") + cannot_end);
}

// --- Loops ---------------------------------------------------------------------------------------

TEST(OwnedTask, EndsWhileItsLoopDoesNotRun) {
  words().clear();
  SimPort port;
  Loop loop(port);
  {
    OwnedTask<> owned = loop.create_task(outer("outer", "inner"));
    OwnedTask<> unstarted;
    (void)loop.run_until_complete(cleanup("run", 1));
    unstarted = loop.create_task(hang("unstarted"));
  }
  EXPECT_EQ(words(), "{ run } inner outer");
  EXPECT_EQ(loop.live_tasks(), 0u);
  EXPECT_EQ(Loop::running(), nullptr);
  (void)loop.run_until_complete(cleanup("again", 1));
  EXPECT_EQ(words(), "{ run } inner outer { again }");
}

TEST(OwnedTask, EndsBeforeThereIsALoop) {
  for (int dropped = 0; dropped != 3; ++dropped) {
    words().clear();
    OwnedTask<> tasks[3];
    for (int number = 0; number != 3; ++number) {
      tasks[number] = asyncio::create_task(
          [](std::shared_ptr<Guard>, int its) -> Coro<> {
            say(its);
            co_return;
          },
          std::make_shared<Guard>("freed"), number);
    }
    const Task<> handle = tasks[dropped].task();
    tasks[dropped] = {};
    say(handle.cancelled());
    asyncio::create_task(says("after"));
    asyncio::run(asyncio::sleep_ms(0));
    std::string expected = "freed 1";
    for (int number = 0; number != 3; ++number) {
      if (number != dropped) expected += " " + std::to_string(number) + " freed";
    }
    EXPECT_EQ(words(), expected + " after");
  }
}

TEST(OwnedTask, MayOutliveItsLoop) {
  words().clear();
  OwnedTask<> owned;
  {
    SimPort port;
    Loop loop(port);
    owned = loop.create_task(hang("task"));
    (void)loop.run_until_complete(cleanup("run", 1));
  }
  EXPECT_EQ(words(), "{ run } task");
  EXPECT_TRUE(owned.cancelled());
}

TEST(OwnedTask, GoesWithALoopInWhichItsOwnerLives) {
  words().clear();
  const std::size_t used_before = asyncio::FramePool::current().used();
  {
    SimPort port;
    Loop loop(port);
    Task<> holds = loop.create_task([]() -> Coro<> {
      Guard guard("holder");
      OwnedTask<> sleeps = asyncio::create_task(hang("sleeps"));
      OwnedTask<> ready = asyncio::create_task([]() -> Coro<> {
        Guard inside("ready");
        while (true) co_await asyncio::sleep_ms(0);
      }());
      co_await asyncio::sleep(1000);
    }());
    (void)loop.run_until_complete([]() -> Coro<> { co_await asyncio::sleep_ms(0); }());
    holds = {};
  }
  // The loop ends its tasks in any order, but each object only once.
  EXPECT_TRUE(words() == "ready sleeps holder" || words() == "sleeps ready holder") << words();
  EXPECT_EQ(asyncio::FramePool::current().used(), used_before);
}

TEST(OwnedTask, OfAnotherLoopEndsInTheMiddleOfThisOne) {
  words().clear();
  SimPort other_port;
  Loop other(other_port);
  auto elsewhere = []() -> Coro<> {
    asyncio::on_cancel tells([] {
      say(asyncio::current_task().name());
      asyncio::create_task(hang("of the other"));
    });
    co_await hang("owned");
  };
  OwnedTask<> owned = other.create_task(elsewhere(), {.name = "elsewhere"});
  (void)other.run_until_complete(cleanup("other", 1));
  SimPort port;
  Loop loop(port);
  auto here = [](OwnedTask<>& task) -> Coro<> {
    task = OwnedTask<>();
    say(asyncio::current_task().name());
    co_await asyncio::sleep_ms(1);
  };
  (void)loop.run_until_complete(here(owned));
  EXPECT_EQ(words(), "{ other } owned elsewhere main");
  EXPECT_EQ(other.live_tasks(), 1u);
}

// --- Owners in owned tasks -----------------------------------------------------------------------

constexpr int most_levels = 8;
thread_local bool has_owner[most_levels];

struct Level {
  Level(int level, int levels) : mark{level} {
    has_owner[level] = true;
    if (level + 1 != levels) {
      task = asyncio::create_task(run(level + 1, levels), {.name = "level"});
    }
  }
  Coro<> run(int level, int levels) {
    asyncio::on_cancel ends([level] { say(has_owner[level - 1] ? "owned" : "late"); });
    Level inner(level, levels);
    co_await asyncio::sleep(1000);
  }
  struct Mark {
    ~Mark() { has_owner[place] = false; }
    int place;
  } mark;
  OwnedTask<> task;
};

TEST(OwnedTask, FourOwnersEndInsideOneAnotherFurtherOnesRightAfter) {
  EXPECT_EQ(told([]() -> Coro<> {
              {
                Level outermost(0, most_levels);
                co_await asyncio::sleep_ms(1);
              }
              say("end");
            }),
            "owned late late late owned owned owned end ok | ");
}

TEST(OwnedTask, OneOfAGroupThatHasAnOwnerInASiblingEndsOnce) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              Guard guard("owned");
              co_await asyncio::with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                Task<> second = group.create_task(hang("second"));
                Task<> third = group.create_task(hang("third"));
                group.create_task(
                    [](Task<> its) -> Coro<> {
                      Guard first("last");
                      OwnedTask<> owns(std::move(its));
                      co_await asyncio::sleep(1000);
                    },
                    second);
                co_await asyncio::sleep(1000);
              });
            }),
            "( second third last owned ) ok | ");
}

TEST(OwnedTask, OneOfAGroupIsEndedByAnOwnerInAnOlderSibling) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              Guard guard("owned");
              co_await asyncio::with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                auto owner = std::make_shared<OwnedTask<>>();
                group.create_task(
                    [](std::shared_ptr<OwnedTask<>> owns) -> Coro<> {
                      Guard first("first");
                      std::shared_ptr<OwnedTask<>> last = std::move(owns);
                      co_await asyncio::sleep(1000);
                    },
                    std::move(owner));
                co_await asyncio::sleep_ms(1);
                co_await asyncio::sleep(1000);
              });
            }),
            "( first owned ) ok | ");
}

TEST(OwnedTask, OneThatIsOwnedByItsChildEndsBeforeThat) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              Guard guard("owned");
              auto child = [](Task<> its) -> Coro<> {
                Guard last("child");
                OwnedTask<> parent(std::move(its));
                co_await asyncio::sleep(1000);
              };
              auto middle = [child]() -> Coro<> {
                Guard between("parent");
                auto itself = asyncio::detail::InsideTask::as<Task<>>(asyncio::current_task());
                co_await asyncio::gather(child(std::move(itself)));
              };
              co_await asyncio::gather(middle());
            }),
            "( parent child owned ) ok | ");
}

TEST(OwnedTask, AnObjectInItsOwnTaskEndsWithItQuietly) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              Guard guard("owned");
              OwnedTask<> itself(asyncio::detail::InsideTask::as<Task<>>(asyncio::current_task()));
              co_await asyncio::sleep(1000);
            }),
            "( owned ) ok | ");
}

}  // namespace
