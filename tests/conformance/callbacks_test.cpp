// SPDX-License-Identifier: MIT
// What calls the user survives what the user does in that call: destroys it, replaces what is being
// called, throws.
#include "tests/support/scenario.hpp"

#include <functional>
#include <memory>
#include <stdexcept>

using namespace scenario;
using asyncio::Barrier;
using asyncio::Coro;
using asyncio::Delay_ms;
using asyncio::Error;
using asyncio::ExceptionContext;
using asyncio::FramePool;
using asyncio::Loop;
using asyncio::Task;

namespace {

/// What the exception handler of a test does.
thread_local std::function<void(const ExceptionContext&)> on_failure;

void set_handler(std::function<void(const ExceptionContext&)> does) {
  on_failure = std::move(does);
  Loop::running()->set_exception_handler(
      [](Loop&, const ExceptionContext& context) { on_failure(context); });
}

using OwnDelay = std::unique_ptr<Delay_ms<>>;

TEST(DelayMsCallback, MayDestroyTheDelayAndUseWhatItCaptured) {
  EXPECT_EQ(played([]() -> Coro<> {
              OwnDelay delay;
              auto text = std::make_shared<std::string>("captured");
              delay = std::make_unique<Delay_ms<>>(
                  [&delay, text] {
                    delay.reset();
                    say(*text);
                  },
                  10);
              std::weak_ptr<std::string> left = std::exchange(text, nullptr);
              Task<> task = asyncio::create_task(
                  [](OwnDelay& its) -> Coro<> {
                    co_await its->wait();
                    say("on", now_ms());
                  },
                  std::ref(delay));
              co_await asyncio::sleep_ms(0);
              delay->trigger();
              co_await asyncio::sleep_ms(20);
              say(delay == nullptr, left.expired(), task.done());
              EXPECT_EQ(sim()->transcript(), "");
            }),
            "captured on 10 1 1 1 ok");
}

TEST(DelayMsCallback, MayReplaceItself) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms<> delay;
              auto text = std::make_shared<std::string>("first");
              delay.callback([&delay, text] {
                delay.callback([] { say("second", now_ms()); });
                say(*text, now_ms());
                delay.trigger(5);
              });
              delay.trigger(1);
              co_await asyncio::sleep_ms(20);
              say(text.use_count());
            }),
            "first 1 second 6 1 ok");
}

TEST(DelayMsCallback, MayDestroyTheDelayFromATaskOfItsOwn) {
  EXPECT_EQ(played([]() -> Coro<> {
              OwnDelay delay;
              delay = std::make_unique<Delay_ms<>>(
                  [&delay]() -> Coro<> {
                    delay.reset();
                    co_await asyncio::sleep_ms(1);
                    say("on", now_ms());
                  },
                  10);
              delay->trigger();
              co_await asyncio::sleep_ms(20);
            }),
            "on 11 ok");
}

TEST(DelayMsCallback, ThatCannotBeMadeLetsTheHandlerDestroyTheDelay) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto delay = std::make_unique<Delay_ms<>>([] { say("never"); }, 10);
              set_handler([&delay](const ExceptionContext& context) {
                delay.reset();
                say(context.task_name, context.error.name());
              });
              delay->trigger();
              FramePool::current().fail_allocation(1);
              co_await asyncio::sleep_ms(20);
              FramePool::current().fail_allocation(0);
            }),
            "Delay_ms MemoryError ok");
}

Coro<> arrives(Barrier<>& barrier, const char* name) {
  auto index = co_await asyncio::as_result(barrier.wait());
  say(name, index ? std::to_string(*index) : index.error().name());
}

TEST(BarrierCallback, MayDestroyTheBarrier) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::unique_ptr<Barrier<>> barrier;
              auto text = std::make_shared<std::string>("captured");
              barrier = std::make_unique<Barrier<>>(2, [&barrier, text] {
                barrier.reset();
                say(*text);
              });
              Task<> first = asyncio::create_task(arrives(*barrier, "first"), {.name = "first"});
              co_await asyncio::sleep_ms(1);
              co_await arrives(*barrier, "last");
              co_await asyncio::sleep_ms(1);
              say(first.cancelled());
              EXPECT_EQ(sim()->transcript(),
                        "uasyncio: Barrier destroyed while task 'first' waits for it; the task is "
                        "cancelled\n");
            }),
            "captured last BrokenBarrierError 1 ok");
}

TEST(BarrierCallback, MayDestroyTheBarrierAtATrigger) {
  std::unique_ptr<Barrier<>> barrier;
  barrier = std::make_unique<Barrier<>>(1, [&barrier] { barrier.reset(); });
  EXPECT_FALSE(barrier->trigger());
  EXPECT_EQ(barrier, nullptr);
}

using Broker = asyncio::Broker<int>;

TEST(BrokerAgent, MayDestroyTheBrokerAndUseWhatItCaptured) {
  const std::size_t used_before = FramePool::current().used();
  words().clear();
  auto broker = std::make_unique<Broker>();
  auto text = std::make_shared<std::string>("captured");
  const auto says = [](std::string_view topic, int message) { say(topic, message); };
  broker->subscribe("t", says);
  broker->subscribe("t", [&broker, text](std::string_view, int) {
    broker.reset();
    say(*text);
  });
  broker->subscribe("t", [](std::string_view, int) { say("never"); });
  broker->publish("t", 1);
  EXPECT_EQ(words(), "t 1 captured");
  EXPECT_EQ(text.use_count(), 1);
  EXPECT_EQ(FramePool::current().used(), used_before);
}

TEST(BrokerAgent, MayDestroyTheBrokerInAPublicationInAnother) {
  const std::size_t used_before = FramePool::current().used();
  words().clear();
  auto broker = std::make_unique<Broker>();
  auto text = std::make_shared<std::string>("captured");
  broker->subscribe("outer", [&broker, text](std::string_view, int message) {
    broker->publish("inner", message + 1);
    say(*text);
  });
  broker->subscribe("inner", [&broker, text](std::string_view topic, int message) {
    broker.reset();
    say(topic, message, *text);
  });
  broker->publish("outer", 1);
  EXPECT_EQ(words(), "inner 2 captured captured");
  EXPECT_EQ(text.use_count(), 1);
  EXPECT_EQ(FramePool::current().used(), used_before);
}

TEST(ConditionPredicate, MayDestroyTheCondition) {
  for (const bool is_true : {true, false}) {
    EXPECT_EQ(played([is_true]() -> Coro<> {
                auto condition = std::make_unique<asyncio::Condition>();
                EXPECT_TRUE(condition->try_acquire());
                const auto waits = [](std::unique_ptr<asyncio::Condition>& its,
                                      bool answer) -> Coro<> {
                  const auto predicate = [&its, answer] {
                    its.reset();
                    return answer;
                  };
                  say(co_await its->wait_for(predicate));
                };
                Task<> task = asyncio::create_task(waits(condition, is_true));
                co_await asyncio::sleep_ms(1);
                say(task.cancelled());
                EXPECT_EQ(sim()->transcript(), "");
              }),
              is_true ? "1 0 ok" : "1 ok");
  }
}

TEST(CallSoon, MayDropAndCancelItsOwnHandle) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> call;
              auto text = std::make_shared<std::string>("captured");
              call = Loop::running()->call_soon([&call, text] {
                call.cancel();
                call = {};
                say(*text);
              });
              co_await asyncio::sleep_ms(1);
              say(text.use_count());
            }),
            "captured 1 ok");
}

TEST(CallSoonThreadsafe, ThatCannotBeMadeLetsTheHandlerDestroyWhatIsToldNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto flag = std::make_unique<asyncio::ThreadSafeFlag>();
              const auto waits = [](asyncio::ThreadSafeFlag& its) -> Coro<> {
                co_await its.wait();
                say("never");
              };
              Task<> task = asyncio::create_task(waits(*flag));
              co_await asyncio::sleep_ms(1);
              set_handler([&flag](const ExceptionContext& context) {
                flag.reset();
                say(context.error.name());
              });
              Loop::running()->call_soon_threadsafe([] { say("never"); });
              flag->set();
              FramePool::current().fail_allocation(1);
              co_await asyncio::sleep_ms(1);
              FramePool::current().fail_allocation(0);
              say(task.cancelled());
            }),
            "MemoryError 1 ok");
}

TEST(CallSoonThreadsafe, ThatIsDroppedWithItsLoopMayDestroyWhatIsToldNext) {
  asyncio::SimPort port;
  auto flag = std::make_unique<asyncio::ThreadSafeFlag>();
  {
    Loop loop(port);
    asyncio::ThreadSafeFlag& known = *flag;
    const auto waits = [](asyncio::ThreadSafeFlag& its) -> Coro<> { co_await its.wait(); };
    loop.create_task(waits(known));
    EXPECT_TRUE(loop.run_until_complete(value_after(1, 1)).ok());
    loop.call_soon_threadsafe([owned = std::move(flag)] { say("never"); });
    known.set();
  }
  EXPECT_EQ(port.transcript(), "");
}

TEST(ExceptionHandler, MayReplaceItselfAndCancelAndDestroyWhatItKnows) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto lock = std::make_unique<asyncio::Lock>();
              EXPECT_TRUE(lock->try_acquire());
              const auto waits = [](asyncio::Lock& its) -> Coro<> { co_await its.acquire(); };
              Task<> waiter = asyncio::create_task(waits(*lock));
              Task<> sleeper = asyncio::create_task(hang("sleeper"));
              Task<> failed = asyncio::create_task(fails_after(1), {.name = "first"});
              set_handler([&](const ExceptionContext& context) {
                lock.reset();
                sleeper.cancel();
                failed = {};
                Loop::running()->set_exception_handler(
                    [](Loop&, const ExceptionContext& other) { say("second", other.task_name); });
                on_failure = nullptr;
                say(context.task_name, context.task.name());
              });
              asyncio::create_task(fails_after(2), {.name = "other"});
              co_await asyncio::sleep_ms(5);
              say(waiter.cancelled(), sleeper.cancelled());
            }),
            "first first sleeper second other 1 1 ok");
}

TEST(ExceptionHandler, MayDestroyTheGroupWhoseFailureItIsTold) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto group = std::make_unique<asyncio::TaskGroup>();
              set_handler([&group](const ExceptionContext& context) {
                group.reset();
                say(context.error.name());
              });
              const auto body = [](asyncio::TaskGroup& its) -> Coro<> {
                its.create_task(fails_after(1));
                co_await asyncio::finally(hang("body"), cleanup("cleanup", 5));
              };
              const auto runs = [body](std::unique_ptr<asyncio::TaskGroup>& its) -> Coro<> {
                co_await asyncio::with(*its, body);
              };
              Task<> task = asyncio::create_task(runs(group));
              co_await asyncio::sleep_ms(2);
              task.cancel();
              co_await asyncio::sleep_ms(10);
              say(task.cancelled(), group == nullptr);
            }),
            "body { cleanup } OSError 1 1 ok");
}

struct DestroysOnItsEnd {
  std::unique_ptr<asyncio::TaskLocal<DestroysOnItsEnd>>* local = nullptr;
  DestroysOnItsEnd() = default;
  explicit DestroysOnItsEnd(std::unique_ptr<asyncio::TaskLocal<DestroysOnItsEnd>>& its)
      : local(&its) {}
  DestroysOnItsEnd(DestroysOnItsEnd&& other) noexcept
      : local(std::exchange(other.local, nullptr)) {}
  DestroysOnItsEnd& operator=(DestroysOnItsEnd&& other) noexcept {
    std::swap(local, other.local);
    return *this;
  }
  ~DestroysOnItsEnd() {
    if (local != nullptr) local->reset();
  }
};

TEST(TaskLocal, MayBeDestroyedByTheValueOfATaskThatEnds) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto local = std::make_unique<asyncio::TaskLocal<DestroysOnItsEnd>>();
              const auto sets = [](auto& its) -> Coro<> {
                its->set(DestroysOnItsEnd(its));
                co_return;
              };
              co_await asyncio::create_task(sets(local));
              say(local == nullptr);
            }),
            "1 ok");
}

#if UASYNCIO_EXCEPTIONS
TEST(DelayMsCallback, MayDestroyTheDelayAndThrow) {
  EXPECT_EQ(reported([]() -> Coro<> {
              OwnDelay delay;
              delay = std::make_unique<Delay_ms<>>(
                  [&delay] {
                    delay.reset();
                    throw std::runtime_error("broken");
                  },
                  10);
              delay->trigger();
              co_await asyncio::sleep_ms(20);
            }),
            "[Delay_ms:exception] ok");
}

TEST(BarrierCallback, MayDestroyTheBarrierAndThrow) {
  std::unique_ptr<Barrier<>> barrier;
  barrier = std::make_unique<Barrier<>>(1, [&barrier] {
    barrier.reset();
    throw std::runtime_error("broken");
  });
  EXPECT_THROW(barrier->trigger(), std::runtime_error);
}

TEST(BrokerAgent, MayDestroyTheBrokerAndThrow) {
  const std::size_t used_before = FramePool::current().used();
  auto broker = std::make_unique<Broker>();
  broker->subscribe("t", [&broker](std::string_view, int) {
    broker.reset();
    throw std::runtime_error("broken");
  });
  EXPECT_THROW(broker->publish("t", 1), std::runtime_error);
  EXPECT_EQ(FramePool::current().used(), used_before);
}

TEST(ExceptionHandler, MayReplaceItselfAndThrow) {
  EXPECT_EQ(played([]() -> Coro<> {
              set_handler([](const ExceptionContext&) {
                Loop::running()->set_exception_handler(nullptr);
                throw std::runtime_error("broken");
              });
              asyncio::create_task(fails_after(1), {.name = "first"});
              co_await asyncio::sleep_ms(2);
              EXPECT_EQ(sim()->transcript(),
                        "uasyncio: failure in the exception handler: task 'first': OSError 5\n");
            }),
            "ok");
}
#endif

}  // namespace
