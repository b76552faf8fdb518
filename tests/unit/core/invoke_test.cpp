// SPDX-License-Identifier: MIT
// How functions get their arguments: moved where they are called once, and std::invoke's way.
#include "uasyncio/core/invoke.hpp"

#include "tests/support/scenario.hpp"

#include <functional>
#include <memory>
#include <uasyncio/compat.hpp>

using namespace scenario;
using asyncio::Callback;
using asyncio::Coro;
using asyncio::Loop;
using asyncio::Task;
using Unique = std::unique_ptr<int>;

namespace {

Unique unique(int value) { return std::make_unique<int>(value); }

Coro<int> consumes(Unique number) {
  co_await asyncio::sleep_ms(1);
  co_return *number;
}
Coro<> says_number(Unique number) {
  say(*number);
  co_return;
}
void says_now(Unique number) { say(*number); }

Coro<> counts_up(int& number) {
  ++number;
  co_await asyncio::sleep_ms(1);
  say(++number);
}

struct Pump {
  Coro<int> run(int litres) {
    co_await asyncio::sleep_ms(1);
    poured += litres;
    co_return poured;
  }
  Coro<int> mix(Unique litres, int more) const { co_return *litres + more + poured; }
  void stop(int reason) { poured = -reason; }
  int poured = 0;
};

/// Says how it is called.
struct Picky {
  Coro<> operator()(Unique&) & {
    say("lvalue");
    co_return;
  }
  Coro<> operator()(Unique) && {
    say("rvalue");
    co_return;
  }
};

TEST(Invoke, CreateTaskPassesOnWhatWasMovedIn) {
  EXPECT_EQ(played([]() -> Coro<> {
              Unique number = unique(7);
              Task<int> task = asyncio::create_task(consumes, std::move(number));
              Task<int> named = asyncio::create_task({.name = "named"}, consumes, unique(8));
              EXPECT_EQ(number, nullptr);
              say(co_await task, co_await named);
            }),
            "7 8 ok");
}

TEST(Invoke, AFunctionThatTakesAReferenceGetsWhatIsKept) {
  EXPECT_EQ(played([]() -> Coro<> {
              int number = 1;
              co_await asyncio::create_task(counts_up, number);
              EXPECT_EQ(number, 1);
              co_await asyncio::create_task(counts_up, std::ref(number));
              EXPECT_EQ(number, 3);
            }),
            "3 3 ok");
}

TEST(Invoke, ACallableIsCalledOnceAndAsAnRvalueWhereItMakesADifference) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await asyncio::create_task(Picky(), unique(1));
              co_await asyncio::create_task(std::bind_front(consumes, unique(1)));
              auto holder = [number = unique(5)]() mutable -> Coro<> {
                say(*number);
                co_return;
              };
              co_await asyncio::create_task(std::move(holder));
            }),
            "rvalue 5 ok");
}

TEST(Invoke, AMemberFunctionAndItsObjectAreAFunction) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pump pump;
              say(co_await asyncio::create_task(&Pump::run, &pump, 5));
              say(co_await asyncio::create_task({.name = "pump"}, &Pump::run, std::ref(pump), 2));
              say(co_await asyncio::create_task(&Pump::mix, &pump, unique(10), 100));
              say(co_await asyncio::create_task(&Pump::run, Pump(), 4));
              say(co_await asyncio::create_task(std::bind_front(&Pump::run, &pump), 1));
              EXPECT_EQ(pump.poured, 8);
            }),
            "5 7 117 4 8 ok");
}

TEST(Invoke, EveryWordThatMakesATaskOfAFunctionDoesTheSame) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pump pump;
              say(co_await Loop::running()->create_task(consumes, unique(1)));
              say(co_await Loop::running()->create_task({.name = "x"}, &Pump::run, &pump, 2));
              say(co_await asyncio::launch(consumes, unique(3)));
              say(co_await asyncio::launch(&Pump::run, &pump, 2));
              asyncio::launch(says_now, unique(5));
              asyncio::launch(&Pump::stop, &pump, 6);
              say(pump.poured);
              asyncio::ELO elo(consumes, unique(7));
              co_await elo;
              say(elo.task().result());
              asyncio::NamedTask named("pump", consumes, unique(8));
              say(co_await named.task<int>());
              co_await asyncio::with(asyncio::TaskGroup(),
                                     [&](asyncio::TaskGroup& group) -> Coro<> {
                                       auto first = group.create_task(consumes, unique(9));
                                       auto second = group.create_task(&Pump::run, &pump, 16);
                                       say(co_await first, co_await second);
                                     });
            }),
            "1 2 3 4 5 -6 7 8 9 10 ok");
}

TEST(Invoke, TheLoopsCallsPassOnWhatWasMovedIn) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop& loop = *Loop::running();
              Pump pump;
              loop.call_soon(says_now, unique(1));
              loop.call_soon(&Pump::stop, &pump, 3);
              loop.call_later_ms(1, says_now, unique(2));
              loop.call_at(loop.time() + 2000, says_now, unique(3));
              loop.call_after_ms(3, says_now, unique(4));
              EXPECT_TRUE(loop.call_soon_threadsafe(says_now, unique(5)));
              EXPECT_TRUE(loop.call_soon_threadsafe(says_number, unique(6)));
              EXPECT_TRUE(loop.call_soon_threadsafe(&Pump::stop, &pump, 3));
              co_await asyncio::sleep_ms(10);
              EXPECT_EQ(pump.poured, -3);
            }),
            "1 5 6 2 3 4 ok");
}

TEST(Invoke, ACallOfACoroutineFunctionAwaitsIt) {
  EXPECT_EQ(reported([]() -> Coro<> {
              Loop& loop = *Loop::running();
              loop.call_soon(says_number, unique(1));
              Task<> later = loop.call_later_ms(1, cleanup, "later", 2);
              loop.call_soon(fails_after, 1, asyncio::Error::value);
              co_await later;
              Task<> ends = loop.call_soon(hang, "cancelled");
              co_await asyncio::sleep_ms(1);
              ends.cancel();
              co_await asyncio::sleep_ms(1);
            }),
            UASYNCIO_DIAGNOSTICS ? "1 { [call:ValueError] later } cancelled ok"
                                 : "1 { [task:ValueError] later } cancelled ok");
}

TEST(Invoke, ACallbackKeepsItsArgumentsForEveryCall) {
  EXPECT_EQ(played([]() -> Coro<> {
              Callback<> counts([](Unique& number) { say(++*number); }, unique(1));
              counts();
              counts();
              Pump pump;
              Callback<int> runs(&Pump::run, &pump, 3);
              Task<int> first = runs().task;
              Task<int> second = runs().task;
              say(co_await first, co_await second);
              Callback<> stops(&Pump::stop, &pump, 4);
              stops();
              say(pump.poured);
            }),
            "2 3 3 6 -4 ok");
}

#if UASYNCIO_HOSTED
TEST(Invoke, AnotherThreadGetsWhatWasMovedIn) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pump pump;
              auto doubled = [](Unique number) { return unique(2 * *number); };
              Unique number = co_await asyncio::to_thread(doubled, unique(4));
              say(*number);
              auto with_token = [](std::stop_token, Unique given) { return *given; };
              say(co_await asyncio::to_thread(with_token, unique(5)));
              co_await asyncio::to_thread(&Pump::stop, &pump, 6);
              say(pump.poured);
            }),
            "8 5 -6 ok");
}
#endif

}  // namespace
