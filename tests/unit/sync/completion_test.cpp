// SPDX-License-Identifier: MIT
#include "uasyncio/sync/completion.hpp"

#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;

namespace {

/// Is completed by the test.
class Wait : public asyncio::detail::Completion {
 public:
  Wait(Wait*& here, bool fails) : Completion("a test", fails), here_(here) {}
  ~Wait() {
    if (here_ == this) say("given up");
    here_ = nullptr;
  }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    here_ = this;
    wait(awaiting);
  }
  Error await_resume() const { return end(); }
  void leave() {
    here_ = nullptr;
    abandon("a thing");
  }
  void end_with(const Error& error) {
    here_ = nullptr;
    complete(error);
  }

 private:
  Wait*& here_;
};

Coro<> waits(Wait** here, bool fails) {
  const Error error = co_await Wait(*here, fails);
  say(error.name());
}

TEST(Completion, GivesAnErrorOrFailsWithIt) {
  for (const bool fails : {false, true}) {
    EXPECT_EQ(reported([fails]() -> Coro<> {
                Wait* here = nullptr;
                auto good = asyncio::create_task(waits(&here, fails));
                co_await asyncio::sleep_ms(1);
                here->end_with(Error::none);
                co_await good;
                auto bad = asyncio::create_task(waits(&here, fails), {.name = "bad"});
                co_await asyncio::sleep_ms(1);
                here->end_with(Error::os(5));
                co_await asyncio::sleep_ms(1);
              }),
              fails ? "no error [bad:OSError] ok" : "no error OSError ok");
  }
}

TEST(Completion, HearsWhenItIsGivenUpButNotAfterItsEnd) {
  EXPECT_EQ(played([]() -> Coro<> {
              Wait* here = nullptr;
              auto task = asyncio::create_task(waits(&here, true));
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(task);
              task = asyncio::create_task(waits(&here, true));
              co_await asyncio::sleep_ms(1);
              here->end_with(Error::os(5));
              co_await asyncio::cancel_and_wait(task);
            }),
            "given up ok");
}

TEST(Completion, OfWhatHasGoneIsReportedAndCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              Wait* here = nullptr;
              auto task = asyncio::create_task(waits(&here, true), {.name = "waiter"});
              co_await asyncio::sleep_ms(1);
              here->leave();
              (void)co_await asyncio::as_result(task);
              say(task.cancelled(), sim()->transcript());
            }),
            "1 uasyncio: a thing destroyed while task 'waiter' waits for it; the task is "
            "cancelled\n ok");
}

}  // namespace
