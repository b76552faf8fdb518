// SPDX-License-Identifier: MIT
// Structures as deep as memory allows: they end by a value, a failure, a cancel, with their loop or
// without memory, on a small stack and with all of it given back.
#include "tests/support/scenario.hpp"
#include "tests/support/small_stack.hpp"

using namespace scenario;
using asyncio::AsyncGenerator;
using asyncio::Coro;
using asyncio::Error;
using asyncio::FramePool;
using asyncio::Task;
using asyncio::TaskGroup;

namespace {

#ifdef UASYNCIO_TEST_ADDRESS_SANITIZER
constexpr int depth = 12'000;
#else
constexpr int depth = 50'000;
#endif

enum class End { value, failure, cancel };

thread_local int made = 0;
thread_local int gone = 0;
struct Local {
  Local() { ++made; }
  ~Local() { ++gone; }
};

Coro<int> innermost(End end) {
  if (end == End::failure) co_await asyncio::fail(Error::user(5));
  if (end == End::cancel) co_await asyncio::sleep(1000);
  co_return 1;
}

/// Long enough for a structure to grow: on `sim` a pass may take time.
Coro<> rests() { co_await asyncio::sleep(100); }

struct Coroutines {
  static Coro<int> nest(int left, End end) {
    Local local;
    if (left == 0) co_return co_await innermost(end);
    co_return co_await nest(left - 1, end) + 1;
  }
};
struct Limits {
  static Coro<int> nest(int left, End end) {
    Local local;
    if (left == 0) co_return co_await innermost(end);
    co_return co_await asyncio::wait_for(nest(left - 1, end), 500) + 1;
  }
};
struct Tasks {
  static Coro<int> nest(int left, End end) {
    Local local;
    if (left == 0) co_return co_await innermost(end);
    const Task<int> task = asyncio::create_task(nest(left - 1, end));
    co_return co_await task + 1;
  }
};
struct Gathers {
  static Coro<int> nest(int left, End end) {
    Local local;
    if (left == 0) co_return co_await innermost(end);
    auto [value] = co_await asyncio::gather(nest(left - 1, end));
    co_return value + 1;
  }
};
struct Groups {
  static Coro<int> nest(int left, End end) {
    Local local;
    if (left == 0) co_return co_await innermost(end);
    Task<int> inner;
    co_await asyncio::with(TaskGroup(), [&](TaskGroup& group) -> Coro<> {
      inner = group.create_task(nest(left - 1, end));
      co_return;
    });
    co_return inner.result() + 1;
  }
};
struct Generators {
  static AsyncGenerator<int> count(int left, End end) {
    Local local;
    if (left == 0) {
      co_yield co_await innermost(end);
      co_return;
    }
    AsyncGenerator<int> inner = count(left - 1, end);
    while (auto value = co_await inner.next()) co_yield *value + 1;
  }
  static Coro<int> nest(int left, End end) {
    AsyncGenerator<int> generator = count(left, end);
    int sum = 0;
    while (auto value = co_await generator.next()) sum += *value;
    co_return sum;
  }
};

template <class Kind>
struct Deep : testing::Test {};
using Kinds = testing::Types<Coroutines, Limits, Tasks, Gathers, Groups, Generators>;
TYPED_TEST_SUITE(Deep, Kinds);

template <class Kind>
Coro<> ends(End end) {
  made = gone = 0;
  Task<int> task = asyncio::create_task(Kind::nest(depth, end));
  if (end == End::cancel) {
    co_await rests();
    EXPECT_EQ(made, depth + 1);
    EXPECT_TRUE(task.cancel());
  }
  auto result = co_await asyncio::as_result(task);
  EXPECT_EQ(made, depth + 1);
  EXPECT_EQ(gone, depth + 1);
  if (result) {
    say(*result == depth + 1 ? "all" : "other");
  } else {
    say(result.error().name());
  }
}

TYPED_TEST(Deep, AValueComesUp) {
  small_stack::run([] { EXPECT_EQ(played([] { return ends<TypeParam>(End::value); }), "all ok"); });
}

TYPED_TEST(Deep, AFailureComesUp) {
  small_stack::run(
      [] { EXPECT_EQ(played([] { return ends<TypeParam>(End::failure); }), "UserError ok"); });
}

TYPED_TEST(Deep, ACancelGoesDownAndComesUp) {
  small_stack::run(
      [] { EXPECT_EQ(played([] { return ends<TypeParam>(End::cancel); }), "CancelledError ok"); });
}

TYPED_TEST(Deep, WithoutMemoryItFailsAndAllIsGivenBack) {
  small_stack::run([] {
    FramePool small(std::size_t{64} * 1024);
    FramePool* const before = FramePool::exchange_current(&small);
    made = gone = 0;
    EXPECT_EQ(played([]() -> Coro<> {
                auto result = co_await asyncio::as_result(TypeParam::nest(depth, End::value));
                say(result.error().name());
              }),
              "MemoryError ok");
    EXPECT_GT(made, 10);
    EXPECT_EQ(gone, made);
    EXPECT_EQ(small.used(), 0u);
    FramePool::exchange_current(before);
  });
}

TYPED_TEST(Deep, ItEndsWhenItsLoopCloses) {
  small_stack::run([] {
    made = gone = 0;
    EXPECT_EQ(played([]() -> Coro<> {
                asyncio::create_task(TypeParam::nest(depth, End::cancel));
                co_await rests();
              }),
              "ok");
    EXPECT_EQ(made, depth + 1);
    EXPECT_EQ(gone, depth + 1);
  });
}

TYPED_TEST(Deep, ItGoesWithItsOwner) {
  small_stack::run([] {
    made = gone = 0;
    EXPECT_EQ(played([]() -> Coro<> {
                {
                  asyncio::OwnedTask<int> owned =
                      asyncio::create_task(TypeParam::nest(depth, End::cancel));
                  co_await rests();
                  EXPECT_EQ(made, depth + 1);
                }
                say(gone == depth + 1 ? "at once" : "later");
              }),
              (std::is_same_v<TypeParam, Tasks> ? "later ok" : "at once ok"));
    EXPECT_EQ(gone, depth + 1);
  });
}

TYPED_TEST(Deep, ItGoesWithItsLoop) {
  small_stack::run([] {
    const std::size_t used_before = FramePool::current().used();
    made = gone = 0;
    {
      asyncio::SimPort port;
      asyncio::Loop loop(port);
      const Task<int> task = loop.create_task(TypeParam::nest(depth, End::cancel));
      (void)loop.run_until_complete(rests());
      EXPECT_EQ(made, depth + 1);
      EXPECT_FALSE(task.done());
    }
    EXPECT_EQ(gone, depth + 1);
    EXPECT_EQ(FramePool::current().used(), used_before);
  });
}

// --- What is held and never run ----------------------------------------------------------------

Coro<> holds_nothing(Local) { co_return; }
Coro<> holds(Local, Coro<> inner) { co_await std::move(inner); }
Coro<> forgets(Local, Coro<>) { co_return; }

template <class Link>
Coro<> chain_of(Link link) {
  std::optional<Coro<>> chain(holds_nothing(Local()));
  for (int i = 1; i != depth; ++i) {
    Coro<> longer = link(Local(), std::move(*chain));
    chain.emplace(std::move(longer));
  }
  return std::move(*chain);
}

AsyncGenerator<int> counts(Local) { co_yield 1; }
AsyncGenerator<int> passes_on(Local, AsyncGenerator<int> inner) {
  while (auto value = co_await inner.next()) co_yield *value;
}
AsyncGenerator<int> chain_of_generators() {
  std::optional<AsyncGenerator<int>> chain(counts(Local()));
  for (int i = 1; i != depth; ++i) {
    AsyncGenerator<int> longer = passes_on(Local(), std::move(*chain));
    chain.emplace(std::move(longer));
  }
  return std::move(*chain);
}

/// What `body` leaves when it runs on a small stack: nothing.
template <class Body>
void leaves_nothing(Body body) {
  small_stack::run([body] {
    const std::size_t used_before = FramePool::current().used();
    made = gone = 0;
    body();
    EXPECT_GE(made, depth);
    EXPECT_GE(gone, made);  // copies and moves go too
    EXPECT_EQ(FramePool::current().used(), used_before);
  });
}

TEST(DeepDrop, CoroutinesThatHoldCoroutines) {
  leaves_nothing([] { Coro<> dropped = chain_of(&holds); });
}

TEST(DeepDrop, CoroutinesThatHoldCoroutinesAndRun) {
  leaves_nothing([] {
    EXPECT_EQ(played([]() -> Coro<> {
                co_await chain_of(&holds);
                say("through");
              }),
              "through ok");
  });
}

TEST(DeepDrop, CoroutinesThatNeverAwaitWhatTheyHold) {
  leaves_nothing([] {
    EXPECT_EQ(played([]() -> Coro<> {
                co_await chain_of(&forgets);
                say("awaited");
                co_await asyncio::create_task(chain_of(&forgets));
                say("task");
              }),
              "awaited task ok");
  });
}

TEST(DeepDrop, ATaskThatIsCancelledBeforeItStarts) {
  leaves_nothing([] {
    EXPECT_EQ(played([]() -> Coro<> {
                Task<> task = asyncio::create_task(chain_of(&holds));
                task.cancel();
                say((co_await asyncio::cancel_and_wait(task)).name());
              }),
              "CancelledError ok");
  });
}

TEST(DeepDrop, ATaskThatCannotBeCreated) {
  leaves_nothing([] {
    EXPECT_EQ(played([]() -> Coro<> {
                Coro<> chain = chain_of(&holds);
                FramePool::current().fail_allocation(1);
                say(asyncio::create_task(std::move(chain)).error().name());
                co_return;
              }),
              "MemoryError ok");
  });
}

TEST(DeepDrop, GeneratorsThatHoldGenerators) {
  leaves_nothing([] { AsyncGenerator<int> dropped = chain_of_generators(); });
}

TEST(DeepDrop, GeneratorsBetweenTwoValues) {
  leaves_nothing([] {
    EXPECT_EQ(played([]() -> Coro<> {
                AsyncGenerator<int> generator = chain_of_generators();
                say(*co_await generator.next());
              }),
              "1 ok");
  });
}

Coro<asyncio::AnyTask> result_of(Local, asyncio::AnyTask before) { co_return before; }

TEST(DeepDrop, TasksThatHoldTasksInTheirResults) {
  leaves_nothing([] {
    EXPECT_EQ(played([]() -> Coro<> {
                asyncio::AnyTask last;
                for (int i = 0; i != depth; ++i) {
                  last = asyncio::create_task(result_of(Local(), last));
                }
                co_await asyncio::sleep_ms(1);
                say(last.done() ? "done" : "not done");
              }),
              "done ok");
  });
}

TEST(DeepDrop, CoroutinesGeneratorsAndTasksInTurn) {
  leaves_nothing([] {
    EXPECT_EQ(played([]() -> Coro<> {
                auto keeps = [](Local, Coro<>, asyncio::AnyTask before) -> Coro<asyncio::AnyTask> {
                  co_return before;
                };
                auto takes = [](Local, AsyncGenerator<int>) -> Coro<> { co_return; };
                auto yields = [](Local, asyncio::AnyTask) -> AsyncGenerator<int> { co_yield 1; };
                asyncio::AnyTask last;
                for (int i = 0; i != depth; ++i) {
                  Coro<> held = takes(Local(), yields(Local(), last));
                  last = asyncio::create_task(keeps(Local(), std::move(held), last));
                  if (i % 1000 == 0) co_await asyncio::sleep_ms(0);
                }
                co_await asyncio::sleep_ms(1);
              }),
              "ok");
  });
}

// --- The order ----------------------------------------------------------------------------------

constexpr int links = 12;
thread_local bool is_alive[links];

/// Says at its end whether what holds it is still there.
struct Mark {
  explicit Mark(int its) : place(its) { is_alive[place] = true; }
  ~Mark() {
    is_alive[place] = false;
    say(place == 0 || is_alive[place - 1] ? "inside" : "after");
  }
  int place;
};

AsyncGenerator<int> marked(int place, std::optional<AsyncGenerator<int>>& next) {
  Mark mark(place);
  AsyncGenerator<int> inner = std::move(*next);
  co_yield place;
}

TEST(DeepDrop, EightLevelsAreDestroyedInsideOneAnotherFurtherOnesAfterTheirHolder) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::optional<AsyncGenerator<int>> chain(counts(Local()));
              for (int place = links - 1; place >= 0; --place) {
                AsyncGenerator<int> longer = marked(place, chain);
                (void)co_await longer.next();
                chain.emplace(std::move(longer));
              }
            }),
            // From the innermost of the eight outwards, with the further ones behind it.
            "inside after after after after inside inside inside inside inside inside inside ok");
}

}  // namespace
