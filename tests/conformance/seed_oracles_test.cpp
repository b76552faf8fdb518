// What micropython-async's own tests print, in virtual time (sections 3, 3.1 and 3.3 of the
// reference, and 11 for V2).
#include "tests/support/scenario.hpp"

#include <array>

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

// "Barrier(2): busy F; trigger F; busy T; trigger T; busy F".
TEST(SeedOracles, BarrierBusyAndTrigger) {
  asyncio::Barrier<> barrier(2);
  EXPECT_FALSE(barrier.busy());
  EXPECT_FALSE(barrier.trigger());
  EXPECT_TRUE(barrier.busy());
  EXPECT_TRUE(barrier.trigger());
  EXPECT_FALSE(barrier.busy());
}

// asyntest 3: three tasks meet after each number, and the callback says so.
TEST(SeedOracles, Asyntest3BarrierWithACallback) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Barrier barrier(3, [](const char* word) { say(word); }, "Synch");
              auto report = [&barrier]() -> Coro<> {
                for (int number = 0; number != 5; ++number) {
                  say(number);
                  co_await barrier;
                }
              };
              std::array<Task<>, 3> tasks;
              for (Task<>& task : tasks) task = asyncio::create_task(report);
              co_await asyncio::gather(tasks);
            }),
            "0 0 0 Synch 1 1 1 Synch 2 2 2 Synch 3 3 3 Synch 4 4 4 Synch ok");
}

// asyntest 5 and 6: five tasks, three places, a second each; one release too many is refused.
TEST(SeedOracles, Asyntest5And6Semaphores) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::BoundedSemaphore semaphore(3);
              auto user = [&semaphore](int number) -> Coro<> {
                auto held = co_await asyncio::with(semaphore);
                say(number, "at", now_ms());
                co_await asyncio::sleep(1);
              };
              std::array<Task<>, 5> tasks;
              for (int number = 0; number != 5; ++number) {
                tasks[number] = asyncio::create_task(user, number);
              }
              co_await asyncio::gather(tasks);
              say(semaphore.release() ? "released" : "ValueError");
            }),
            "0 at 0 1 at 0 2 at 0 3 at 1000 4 at 1000 ValueError ok");
}

// asyntest 9: the seed's buffer of 10 holds 9; of 0 to 14 put with nobody getting, 6 to 14 are
// left. Ours holds as many as it says.
TEST(SeedOracles, Asyntest9OverrunOfARingbufQueue) {
  asyncio::RingbufQueue<int, 9> queue;
  int overruns = 0;
  for (int item = 0; item != 15; ++item) overruns += queue.put_nowait(item) ? 0 : 1;
  EXPECT_EQ(overruns, 6);
  for (int item = 6; item != 15; ++item) {
    EXPECT_EQ(queue.peek(), item);
    EXPECT_EQ(queue.get_nowait(), item);
  }
  EXPECT_EQ(queue.get_nowait(), std::nullopt);
}

// Section 3, run there: put 0 to 4 into a queue of 3, errors at 3 and 4, 2 to 4 are left.
TEST(SeedOracles, ARingbufQueueDropsTheOldest) {
  asyncio::RingbufQueue<int, 3> queue;
  for (int item = 0; item != 5; ++item) EXPECT_EQ(queue.put_nowait(item), item < 3);
  for (int item = 2; item != 5; ++item) EXPECT_EQ(queue.get_nowait(), item);
}

// asyntest 10: join returns when every item is done with, one second each for four of them.
TEST(SeedOracles, Asyntest10Join) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Queue<int, 4> queue;
              auto consumer = [&queue]() -> Coro<> {
                for (;;) {
                  const int item = co_await queue.get();
                  co_await asyncio::sleep(1);
                  say(item);
                  queue.task_done();
                }
              };
              Task<> task = asyncio::create_task(consumer);
              co_await queue.join();
              say("empty");
              for (int item = 0; item != 4; ++item) co_await queue.put(item);
              co_await queue.join();
              say("done", now_ms());
              co_await asyncio::cancel_and_wait(task);
            }),
            "empty 0 1 2 3 done 4000 ok");
}

// delay_test 1 to 3: stop and the returned value; 10 s shortened to 3; put off at 4 s, fires at 9.
TEST(SeedOracles, DelayTestStopShortenAndRetrigger) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Delay_ms delay([]() -> int {
                say("fired", now_ms());
                return 42;
              }, 5000);
              delay.trigger();
              co_await asyncio::sleep(4);
              delay.stop();
              co_await asyncio::sleep(3);
              say(delay.running() ? "running" : "stopped", now_ms());
              delay.trigger(3000);
              co_await delay.wait();
              co_await asyncio::sleep(0);
              say(delay.rvalue().value_or(0));
              delay.trigger(10'000);
              co_await asyncio::sleep(1);
              delay.trigger(3000);
              co_await asyncio::sleep(4);
              say("|", now_ms());
              delay.trigger();
              co_await asyncio::sleep(4);
              delay.trigger();
              co_await asyncio::sleep(6);
            }),
            "stopped 7000 fired 10000 42 fired 14000 | 15000 fired 24000 ok");
}

// elo_test: the end of a task as an event, whether it ends, fails, or is cancelled.
TEST(SeedOracles, EloTest) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::ELO whole(value_after(42, 1000));
              co_await whole.wait();
              say(whole.task().result(), now_ms());
              asyncio::ELO cancelled(value_after(99, 10'000));
              co_await asyncio::sleep(1);
              cancelled.task().cancel();
              co_await cancelled.wait();
              say(cancelled.task().cancelled() ? "cancelled" : "not", now_ms());
              asyncio::ELO other(asyncio::create_task(value_after(88, 500)));
              asyncio::ELO slow(value_after(1, 2000));
              auto winner = co_await asyncio::WaitAny(slow, other).wait();
              say(winner == other ? other.task().result() : 0, now_ms());
              co_await slow.wait();
              say("the-loser-has-gone-on", now_ms());
            }),
            "42 1000 cancelled 2000 88 2500 the-loser-has-gone-on 4000 ok");
}

// V2, asyntest gather: [0, 1, 2, 3, (56, 77), 4], each in the time it takes, in the order given.
TEST(SeedOracles, GatherOfV2) {
  EXPECT_EQ(played([]() -> Coro<> {
              using Pair = std::pair<int, int>;
              auto pair = []() -> Coro<Pair> {
                co_await asyncio::sleep(7);
                co_return Pair(56, 77);
              };
              using asyncio::Gatherable;
              auto [a, b, c, d, e, f] = co_await asyncio::Gather(
                  Gatherable(value_after(0, 3000)), Gatherable(value_after(1, 2000)),
                  Gatherable(value_after(2, 1000)), Gatherable(value_after(3, 10)),
                  Gatherable(pair()), Gatherable(value_after(4, 9000), 2));
              say(a.value(), b.value(), c.value(), d.value(), e->first, e->second);
              say(f.error().name(), now_ms());
            }),
            "0 1 2 3 56 77 TimeoutError 7000 ok");
}
