// SPDX-License-Identifier: MIT
// Scripts gather, gather_finished_early and gather_notimpl.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;

namespace {

Coro<int> factorial(std::string_view name, int number) {
  int product = 1;
  for (int factor = 2; factor <= number; ++factor) {
    co_await asyncio::sleep_ms(10);
    product *= factor;
  }
  say(name, product);
  co_return product;
}

/// Ends after so many milliseconds, with its number or with a failure.
Coro<int> part(int number, int milliseconds, bool fails) {
  asyncio::on_cancel left([] { say("left"); });
  say("start", number);
  if (milliseconds >= 0) co_await asyncio::sleep_ms(milliseconds);
  left.dismiss();
  say("end", number);
  if (fails) co_await asyncio::fail(Error::user(number));
  co_return number;
}

Coro<> gather_parts(Task<int> one, Task<int> two) {
  auto [a, b] = co_await asyncio::gather(one, two);
  say("gathered", a, b);
}

template <class T>
std::string text_of(const asyncio::Result<T>& result) {
  return result.ok() ? std::to_string(result.value()) : std::string(result.error().name());
}

}  // namespace

TEST(GatherScript, ValuesComeInTheOrderOfTheArguments) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto [a, b, c] =
                  co_await asyncio::gather(factorial("A", 2), factorial("B", 4), factorial("C", 3));
              say("=", a, b, c);
            }),
            "A 2 C 6 B 24 = 2 24 6 ok");
}

TEST(GatherScript, ResultsKeepFailuresApart) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto [a, b, c] = co_await asyncio::gather_results(
                  part(1, 20, false), part(2, 10, true), part(3, 0, false));
              say(text_of(a), text_of(b), b.error().code, text_of(c));
            }),
            "start 1 start 2 start 3 end 3 end 2 end 1 1 UserError 2 3 ok");
}

// The second failure is nobody's any more: the handler is told.
TEST(GatherScript, OfTasksThatBothFailTheFirstCounts) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Loop::running()->set_exception_handler(
                  [](asyncio::Loop&, const asyncio::ExceptionContext& context) {
                    say("handler", context.error.code);
                  });
              Task<int> one = asyncio::create_task(part(1, 20, true));
              Task<int> two = asyncio::create_task(part(2, 10, true));
              auto result = co_await asyncio::as_result(gather_parts(one, two));
              say(result.error().name(), result.error().code, one.done() ? "done" : "running");
              co_await asyncio::sleep_ms(20);
            }),
            "start 1 start 2 end 2 UserError 2 running end 1 handler 1 ok");
}

TEST(GatherScript, CancellingItCancelsAllChildren) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> one = asyncio::create_task(part(1, 100, false));
              Task<int> two = asyncio::create_task(part(2, 100, false));
              Task<> gathering = asyncio::create_task(gather_parts(one, two));
              co_await asyncio::sleep_ms(10);
              gathering.cancel();
              say(co_await error_of(gathering), one.cancelled(), two.cancelled());
            }),
            "start 1 start 2 left left CancelledError 1 1 ok");
}

TEST(GatherScript, CancelledWhenOneChildHasEndedAlready) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> one = asyncio::create_task(part(1, 5, false));
              Task<int> two = asyncio::create_task(part(2, 100, false));
              Task<> gathering = asyncio::create_task(gather_parts(one, two));
              co_await asyncio::sleep_ms(10);
              gathering.cancel();
              auto result = co_await asyncio::as_result(gathering);
              say(result.error().name(), one.cancelled(), two.cancelled(), co_await one);
            }),
            "start 1 start 2 end 1 left CancelledError 0 1 1 ok");
}

// Both children end in one pass, and before the gather's own turn it is cancelled.
TEST(GatherScript, CancelledBetweenTheEndOfTheChildrenAndItsOwnTurn) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> one = asyncio::create_task(part(1, 0, false));
              Task<int> two = asyncio::create_task(part(2, 0, false));
              Task<> gathering = asyncio::create_task(gather_parts(one, two));
              co_await asyncio::sleep_ms(0);
              co_await asyncio::sleep_ms(0);
              say(one.done(), two.done(), gathering.done());
              gathering.cancel();
              say(co_await error_of(gathering), one.cancelled(), two.cancelled());
            }),
            "start 1 start 2 end 1 end 2 1 1 0 CancelledError 0 0 ok");
}

namespace {

/// One of the ways in which a child can have ended before it is gathered.
struct Early {
  bool is_finished;
  bool fails;
};

std::string gathered_early(Early first, Early second) {
  return played([first, second]() {
    auto main = [](Early a, Early b) -> Coro<> {
      Task<int> one = asyncio::create_task(part(1, a.is_finished ? -1 : 10, a.fails));
      Task<int> two = asyncio::create_task(part(2, b.is_finished ? -1 : 10, b.fails));
      co_await asyncio::sleep_ms(0);
      co_await asyncio::sleep_ms(0);
      words().clear();
      auto [x, y] = co_await asyncio::gather_results(one, two);
      say(text_of(x), text_of(y), now_ms(), "/");
      auto result = co_await asyncio::as_result(gather_parts(one, two));
      say(result.ok() ? "" : result.error().name(), result.error().code);
    };
    return main(first, second);
  });
}

constexpr Early finished{true, false}, failed{true, true}, later{false, false};

}  // namespace

TEST(GatherFinishedEarlyScript, ResultsOfFinishedAndFailedChildren) {
  EXPECT_EQ(gathered_early(finished, finished), "1 2 0 / gathered 1 2  0 ok");
  EXPECT_EQ(gathered_early(finished, later), "end 2 1 2 10 / gathered 1 2  0 ok");
  EXPECT_EQ(gathered_early(later, finished), "end 1 1 2 10 / gathered 1 2  0 ok");
  EXPECT_EQ(gathered_early(finished, failed), "1 UserError 0 / UserError 2 ok");
  EXPECT_EQ(gathered_early(failed, finished), "UserError 2 0 / UserError 1 ok");
  EXPECT_EQ(gathered_early(failed, failed), "UserError UserError 0 / UserError 1 ok");
  EXPECT_EQ(gathered_early(failed, later), "end 2 UserError 2 10 / UserError 1 ok");
  EXPECT_EQ(gathered_early(later, failed), "end 1 1 UserError 10 / UserError 2 ok");
}

TEST(GatherFinishedEarlyScript, AChildThatHasFailedAlreadyIsNotWaitedOutWithTheOthers) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> slow = asyncio::create_task(part(1, 50, false));
              Task<int> bad = asyncio::create_task(part(2, -1, true));
              co_await asyncio::sleep_ms(0);
              say(co_await error_of(gather_parts(slow, bad)), now_ms());
              say(co_await slow, now_ms());
            }),
            "start 1 start 2 end 2 UserError 0 end 1 1 50 ok");
}

// The original's two limits ("can't wait", "can't gather") do not exist here.
TEST(GatherNotImplScript, AGatheredTaskMayBeAwaitedAndAnAwaitedOneGathered) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> shared = asyncio::create_task(part(1, 10, false));
              Task<int> other = asyncio::create_task(part(2, 20, false));
              auto awaits = [](Task<int> task) -> Coro<> { say("awaited", co_await task); };
              asyncio::create_task(awaits, shared);
              asyncio::create_task(gather_parts(shared, other));
              co_await asyncio::sleep_ms(1);
              say("third", co_await shared);
              auto [a, b, c] = co_await asyncio::gather(other, shared, shared);
              say(a, b, c);
            }),
            "start 1 start 2 end 1 awaited 1 third 1 end 2 gathered 1 2 2 1 1 ok");
}
