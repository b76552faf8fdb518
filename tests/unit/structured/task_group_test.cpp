// SPDX-License-Identifier: MIT
// TaskGroup: who is cancelled when, which failure wins, and that none is lost.
#include "tests/support/scenario.hpp"

#include <uasyncio/structured/task_group.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;
using asyncio::TaskGroup;
using asyncio::with;

namespace {

/// Swallows a cancel, goes on for a while, and fails.
Coro<> fails_late(int milliseconds, Error error) {
  (void)co_await asyncio::as_outcome(hang("late"));
  co_await fails_after(milliseconds, error);
}

}  // namespace

TEST(TaskGroup, WaitsForBodyAndChildrenAndGivesTheValueOfTheBody) {
  EXPECT_EQ(played([]() -> Coro<> {
              const int value = co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<int> {
                group.create_task(cleanup("a", 5));
                group.create_task({.name = "b"}, cleanup, "b", 3);
                group.create_task(cleanup, "c", 4);
                co_await asyncio::sleep_ms(1);
                say("body");
                co_return 7;
              });
              say(value, now_ms());
            }),
            "{ { { body b } c } a } 7 5 ok");
}

TEST(TaskGroup, WithoutChildrenItDoesNotYield) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task(cleanup("other", 0));
              co_await with(TaskGroup(), [](TaskGroup&) -> Coro<> { co_return; });
              say("first");
              co_await asyncio::sleep_ms(0);
              co_await asyncio::sleep_ms(0);
            }),
            "first { other } ok");
}

TEST(TaskGroup, WithIsAwaitableAsAnythingElseIs) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto block = [](TaskGroup& group) -> Coro<int> {
                group.create_task(cleanup("a", 2));
                co_return 7;
              };
              const Task<int> task = asyncio::create_task(with(TaskGroup(), block));
              TaskGroup group;
              say(co_await asyncio::wait_for(with(group, block), 1), co_await task);
              auto end = co_await asyncio::as_result(
                  asyncio::wait_for_ms(with(group, [](TaskGroup&) { return hang("late"); }), 1));
              say(end.error().name());
              auto never_awaited = with(group, block);
              auto moved = std::move(never_awaited);
              say(co_await std::move(moved));
            }),
            "{ { a } a } 7 7 late TimeoutError { a } 7 ok");
}

TEST(TaskGroup, AFailingChildEndsSiblingsAndBodyAndTheGroupFailsWithItsFailure) {
  EXPECT_EQ(reported([]() -> Coro<> {
              auto block = []() -> Coro<> {
                Guard guard("caller");
                co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                  group.create_task(asyncio::finally(hang("a"), cleanup("c", 4)));
                  group.create_task(fails_after(2));
                  co_await outer("m", "body");
                });
                say("never");
              };
              auto result = co_await asyncio::as_result(block());
              say(result.error().name(), result.error().code, now_ms());
            }),
            "a { body m c } caller OSError 5 6 ok");
}

TEST(TaskGroup, AFailureOfTheBodyEndsTheChildren) {
  EXPECT_EQ(reported([]() -> Coro<> {
              co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                group.create_task(asyncio::finally(hang("a"), cleanup("c", 4)));
                co_await fails_after(1);
              });
            }),
            "a { c } OSError");
}

TEST(TaskGroup, EveryFurtherFailureIsReportedWithItsName) {
  EXPECT_EQ(reported([]() -> Coro<> {
              TaskGroup group;
              auto result = co_await asyncio::as_result(with(group, [](TaskGroup& g) -> Coro<> {
                g.create_task({.name = "first"}, fails_after, 1, Error::os(1));
                g.create_task({.name = "second"}, fails_late, 1, Error::os(2));
                g.create_task({.name = "third"}, fails_late, 3, Error::value);
                co_await fails_late(2, Error::eof);
              }));
              say(result.error().code, group.failures());
              co_await asyncio::sleep_ms(1);
            }),
            "late late late [second:OSError] [main:EOFError] 1 4 [third:ValueError] ok");
}

TEST(TaskGroup, AChildThatSomebodyCancelsIsNoFailure) {
  EXPECT_EQ(reported([]() -> Coro<> {
              co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                Task<> victim = group.create_task(hang("victim"));
                group.create_task(cleanup("other", 3));
                co_await asyncio::sleep_ms(1);
                victim.cancel();
                co_await asyncio::sleep_ms(1);
                say("body");
              });
              say(now_ms());
            }),
            "{ victim body other } 3 ok");
}

TEST(TaskGroup, AChildFailsWhileTheBodyAwaitsThatVeryChild) {
  EXPECT_EQ(reported([]() -> Coro<> {
              co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                Guard guard("body");
                Task<> child = group.create_task(fails_after(1));
                group.create_task(hang("sibling"));
                co_await child;
                say("never");
              });
            }),
            "sibling body OSError");
}

TEST(TaskGroup, AChildFailsWhileTheBodyAwaitsAnotherChild) {
  EXPECT_EQ(reported([]() -> Coro<> {
              co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                Guard guard("body");
                group.create_task(fails_after(1));
                Task<> child = group.create_task(asyncio::finally(hang("a"), cleanup("c", 2)));
                co_await child;
                say("never");
              });
            }),
            "a { c } body OSError");
}

TEST(TaskGroup, AChildFailsWhileTheBodyAwaitsAGatherOfChildren) {
  EXPECT_EQ(reported([]() -> Coro<> {
              co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                Guard guard("body");
                Task<> a = group.create_task(hang("a"));
                Task<> b = group.create_task(fails_after(1));
                co_await asyncio::gather(a, b, hang("owned"));
                say("never");
              });
            }),
            "a owned body OSError");
}

TEST(TaskGroup, AChildFailsWhileTheBodyIsInAShieldedCleanup) {
  EXPECT_EQ(reported([]() -> Coro<> {
              co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                Guard guard("body");
                group.create_task(fails_after(2));
                co_await asyncio::finally(pauses(1), cleanup("c", 5));
                say("never");
              });
            }),
            "{ c } body OSError");
}

TEST(TaskGroup, AChildFailsWhenTheBodyHasJustEnded) {
  EXPECT_EQ(reported([]() -> Coro<> {
              auto result =
                  co_await asyncio::as_result(with(TaskGroup(), [](TaskGroup& group) -> Coro<int> {
                    group.create_task(fails_after(0));
                    group.create_task(hang("sibling"));
                    co_return 1;
                  }));
              say(result.error().name(), now_ms());
            }),
            "sibling OSError 0 ok");
}

TEST(TaskGroup, OfSeveralThatWouldFailInOnePassTheFirstCancelsTheOthers) {
  EXPECT_EQ(reported([]() -> Coro<> {
              auto block = [](int body_ms) -> Coro<> {
                co_await with(TaskGroup(), [body_ms](TaskGroup& group) -> Coro<> {
                  group.create_task({.name = "a"}, fails_after, 2, Error::os(1));
                  group.create_task({.name = "b"}, fails_after, 2, Error::os(2));
                  co_await fails_after(body_ms, Error::os(3));
                });
              };
              auto same = co_await asyncio::as_result(block(2));
              say(same.error().code, "|");
              auto later = co_await asyncio::as_result(block(3));
              say(later.error().code, "|");
              co_await asyncio::sleep_ms(5);
            }),
            "3 | 1 | ok");
}

TEST(TaskGroup, ABodyThatSwallowsTheStrikeGoesOnAndTheGroupStillFails) {
  EXPECT_EQ(reported([]() -> Coro<> {
              co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                group.create_task(fails_after(1));
                co_await swallows_a_cancel(5);
                say(group.create_task(hang("late")).error().name());
              });
            }),
            "swallowed on RuntimeError OSError");
}

TEST(TaskGroup, AChildThatSwallowsItsCancelIsAwaited) {
  EXPECT_EQ(reported([]() -> Coro<> {
              co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                group.create_task(swallows_a_cancel(4));
                group.create_task(fails_after(1));
                co_await hang("body");
              });
            }),
            "swallowed body on OSError");
}

TEST(TaskGroup, ChildrenMayCreateSiblingsWhileTheParentWaits) {
  EXPECT_EQ(reported([]() -> Coro<> {
              co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                group.create_task([&group]() -> Coro<> {
                  co_await asyncio::sleep_ms(1);
                  group.create_task(cleanup("sibling", 3));
                });
                say("body");
                co_return;
              });
              say(now_ms());
            }),
            "body { sibling } 4 ok");
}

TEST(TaskGroup, OutsideOfItsBlockItTakesNoTasks) {
  EXPECT_EQ(reported([]() -> Coro<> {
              TaskGroup group;
              group.cancel();
              say(group.create_task(hang("never")).error().name());
              co_await with(group, [](TaskGroup&) -> Coro<> { co_return; });
              say(group.create_task(hang("never")).error().name());
              auto twice = co_await asyncio::as_result(with(group, [](TaskGroup& g) -> Coro<> {
                co_await with(g, [](TaskGroup&) -> Coro<> { co_return; });
              }));
              say(twice.error().name());
              // After its last child has ended, before the parent runs.
              co_await with(group, [](TaskGroup& g) -> Coro<> {
                g.create_task(pauses(1));
                asyncio::create_task([&g]() -> Coro<> {
                  co_await asyncio::sleep_ms(1);
                  say(g.create_task(hang("never")).error().name());
                });
                co_return;
              });
            }),
            "RuntimeError RuntimeError RuntimeError RuntimeError ok");
}

TEST(TaskGroup, NestedTheInnerFailsAlone) {
  EXPECT_EQ(reported([]() -> Coro<> {
              co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                group.create_task(cleanup("sibling", 9));
                auto inner = []() -> Coro<> {
                  co_await with(TaskGroup(), [](TaskGroup& g) -> Coro<> {
                    g.create_task(hang("child"));
                    g.create_task(fails_after(1));
                    co_await hang("inner");
                  });
                };
                say((co_await asyncio::as_result(inner())).error().name());
                co_await asyncio::sleep_ms(1);
                say("goes on");
              });
            }),
            "{ child inner OSError goes on sibling } ok");
}

TEST(TaskGroup, NestedTheOuterEndsTheInnerAtEveryPoint) {
  for (int when = 1; when != 8; ++when) {
    const std::string text = reported([when]() -> Coro<> {
      co_await with(TaskGroup(), [when](TaskGroup& group) -> Coro<> {
        group.create_task({.name = "outer"}, fails_after, when, Error::os(1));
        auto inner = []() -> Coro<> {
          co_await with(TaskGroup(), [](TaskGroup& g) -> Coro<> {
            g.create_task(asyncio::finally(hang("child"), cleanup("c", 2)));
            g.create_task({.name = "inner"}, fails_after, 3, Error::eof);
            co_await hang("body");
          });
        };
        say((co_await asyncio::as_result(inner())).error().name());
        co_await hang("later");
      });
    });
    if (when <= 3) {
      const std::string report = when == 3 ? "[inner:EOFError] " : "";
      EXPECT_EQ(text, "body child { c } " + report + "OSError") << when;
    } else if (when < 5) {
      EXPECT_EQ(text, "child { body c } [inner:EOFError] OSError") << when;
    } else if (when > 5) {
      EXPECT_EQ(text, "child { body c } EOFError later OSError") << when;
    }
  }
}

TEST(TaskGroup, InAChildOfAGroup) {
  EXPECT_EQ(reported([]() -> Coro<> {
              co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                group.create_task([]() -> Coro<> {
                  co_await with(TaskGroup(), [](TaskGroup& g) -> Coro<> {
                    g.create_task(asyncio::finally(hang("grandchild"), cleanup("c", 2)));
                    co_await hang("child");
                  });
                });
                group.create_task(fails_after(1));
                co_await hang("body");
              });
            }),
            "child body grandchild { c } OSError");
}

TEST(TaskGroup, TheLoopMayEndInTheMiddle) {
  EXPECT_EQ(reported([]() -> Coro<> {
              auto block = [](int body_ms) -> Coro<> {
                co_await with(TaskGroup(), [body_ms](TaskGroup& group) -> Coro<> {
                  group.create_task(asyncio::finally(hang("a"), cleanup("c", 2)));
                  co_await asyncio::sleep_ms(body_ms);
                });
              };
              asyncio::create_task(block, 0);
              asyncio::create_task(block, 1000);
              co_await asyncio::sleep_ms(3);
            }),
            "ok a { a { c } c }");
}

TEST(TaskGroup, TheLoopMayBeDestroyedInTheMiddle) {
  words().clear();
  {
    asyncio::SimPort port;
    asyncio::Loop loop(port);
    auto make = []() -> Coro<> {
      auto block = [](int body_ms) -> Coro<> {
        Guard guard("parent");
        TaskGroup group;
        co_await with(group, [body_ms](TaskGroup& g) -> Coro<> {
          g.create_task(hang("a"));
          g.create_task(fails_after(0));
          g.create_task(swallows_a_cancel(1000));
          co_await asyncio::sleep_ms(body_ms);
        });
      };
      asyncio::create_task(block, 0);
      asyncio::create_task(block, 1000);
      co_await asyncio::sleep_ms(3);
    };
    EXPECT_TRUE(loop.run_until_complete(make()));
  }
  EXPECT_EQ(asyncio::FramePool::current().used(), 0u);
  EXPECT_EQ(words(), "a swallowed a swallowed parent parent");
}

namespace {

Coro<int> value_of(std::string text, int value) {
  co_await asyncio::sleep_ms(value);
  co_return value + static_cast<int>(text.size());
}

Coro<> use_a_group() {
  std::string local(100, 'x');
  const int sum = co_await with(TaskGroup(), [&](TaskGroup& group) -> Coro<int> {
    Task<int> a = group.create_task(value_of(local, 1));
    Task<int> b = group.create_task(value_of(local, 2));
    group.create_task([&]() -> Coro<> {
      co_await asyncio::sleep_ms(1);
      group.create_task(value_of(local, 3));
    });
    const int first = co_await a;
    co_return first + co_await b;
  });
  EXPECT_EQ(sum, 203);
}

}  // namespace

TEST(TaskGroup, APoolExhaustedAtAnyAllocationIsACleanMemoryError) {
  bool has_failed = true;
  for (std::size_t n = 1; has_failed; ++n) {
    SCOPED_TRACE(n);
    const std::size_t failures = asyncio::FramePool::current().failures();
    const std::string text = reported([n]() -> Coro<> {
      asyncio::FramePool::current().fail_allocation(n);
      co_await use_a_group();
    });
    asyncio::FramePool::current().fail_allocation(0);
    has_failed = asyncio::FramePool::current().failures() != failures;
    if (text == "[task:MemoryError] MemoryError") continue;  // a child, which was reported too
    EXPECT_EQ(text, has_failed ? "MemoryError" : "ok");
  }
}

TEST(TaskGroup, FreesTheRecordOfAChildWhenTheChildEnds) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                auto& pool = asyncio::FramePool::current();
                group.create_task(pauses(0));
                co_await asyncio::sleep_ms(1);
                const std::size_t used = pool.used();
                for (int i = 0; i != 100; ++i) {
                  group.create_task(pauses(0));
                  co_await asyncio::sleep_ms(1);
                }
                EXPECT_EQ(pool.used(), used);
              });
            }),
            "ok");
}

#if UASYNCIO_EXCEPTIONS
TEST(TaskGroup, TheFailureIsCaughtAsItselfAndNotAsAGroup) {
  EXPECT_EQ(reported([]() -> Coro<> {
              try {
                co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                  group.create_task([]() -> Coro<> {
                    co_await asyncio::sleep_ms(1);
                    throw asyncio::OSError(17);
                  });
                  co_await hang("body");
                });
              } catch (const asyncio::OSError& error) {
                say("OSError", error.code());
              }
              try {
                co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                  group.create_task(hang("never starts"));
                  throw std::string("own");
                  co_return;
                });
              } catch (const std::string& text) {
                say(text);
              }
            }),
            "body OSError 17 own ok");
}

TEST(TaskGroup, ABodyThatThrowsBeforeItIsACoroutineCancelsTheChildren) {
  EXPECT_EQ(reported([]() -> Coro<> {
              TaskGroup group;
              auto body = [](TaskGroup& g) -> Coro<> {
                g.create_task(hang("never starts"));
                if (g.failures() == 0) throw asyncio::OSError(1);
                return hang("never");
              };
              say(co_await error_of(with(group, body)));
            }),
            "OSError ok");
}
#endif
