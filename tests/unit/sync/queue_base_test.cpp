// SPDX-License-Identifier: MIT
// Who waits for a queue, and when it goes on: order, fairness, cancel, shut-down, join, the end.
#include "uasyncio/sync/queue.hpp"

#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Queue;
using asyncio::Task;

namespace {

using One = Queue<int, 1>;
using Four = Queue<int, 4>;

template <class Numbers>
Coro<> getter(Numbers& queue, std::string_view name) {
  Guard guard("~");
  const int item = co_await queue.get();
  say(name, item);
}

template <class Numbers>
Coro<> putter(Numbers& queue, int item) {
  co_await queue.put(item);
  say("put", item);
}

template <class Numbers>
Coro<> iterator(Numbers& queue, std::string_view name, int milliseconds_per_item = 0) {
  while (auto item = co_await queue.next()) {
    say(name, *item);
    if (milliseconds_per_item != 0) co_await asyncio::sleep_ms(milliseconds_per_item);
  }
  say(name, "end");
}

template <class Function, class... Args>
Task<> start(Function function, Args&&... args) {
  return asyncio::create_task(function(args...));
}

Coro<> let_them_run() { co_await asyncio::sleep_ms(1); }

std::string_view end_of(const Task<>& task) {
  if (!task.done()) return "waits";
  return task.cancelled() ? "cancelled" : task.error().name();
}

TEST(QueueOrder, OfGettersIsThatOfTheirWaits) {
  EXPECT_EQ(played([]() -> Coro<> {
              Four queue;
              for (const char* name : {"a", "b", "c"}) start(getter<Four>, queue, name);
              co_await let_them_run();
              for (int n = 1; n != 4; ++n) co_await queue.put(n);
              say("|");
              co_await let_them_run();
            }),
            "| a 1 ~ b 2 ~ c 3 ~ ok");
}

TEST(QueueOrder, OfPuttersIsThatOfTheirWaits) {
  EXPECT_EQ(played([]() -> Coro<> {
              One queue;
              for (int n = 1; n != 5; ++n) start(putter<One>, queue, n);
              co_await let_them_run();
              for (int n = 1; n != 5; ++n) say(co_await queue.get());
            }),
            "put 1 1 put 2 2 put 3 3 put 4 4 ok");
}

TEST(QueueOrder, NobodyGetsWhatWasGivenToAWokenTask) {
  EXPECT_EQ(played([]() -> Coro<> {
              Four queue;
              Task<> task = start(getter<Four>, queue, "a");
              co_await let_them_run();
              co_await queue.put(1);
              say(queue.qsize(), queue.empty() ? "empty" : "items");
              say(queue.get_nowait().has_value() ? "stolen" : "kept");
              start(getter<Four>, queue, "b");
              co_await let_them_run();
              co_await queue.put(2);
              co_await let_them_run();
            }),
            "0 empty kept a 1 ~ b 2 ~ ok");
}

TEST(QueueOrder, NobodyTakesThePlaceOfAWokenPutter) {
  EXPECT_EQ(played([]() -> Coro<> {
              One queue;
              co_await queue.put(1);
              start(putter<One>, queue, 2);
              co_await let_them_run();
              say(co_await queue.get());
              say(queue.full() ? "full" : "room", queue.put_nowait(3) ? "barged" : "refused");
              say(co_await queue.get());
            }),
            "1 full refused put 2 2 ok");
}

TEST(QueueOrder, WhoComesBeforeAWokenTaskHasRunQueuesUpBehindIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              Four queue;
              start(iterator<Four>, queue, "a", 0);
              start(iterator<Four>, queue, "b", 0);
              co_await let_them_run();
              for (int n = 1; n != 5; ++n) EXPECT_TRUE(queue.put_nowait(n));
              co_await let_them_run();
              queue.shutdown();
              co_await let_them_run();
            }),
            "a 1 b 2 a 3 b 4 a end b end ok");
}

TEST(QueueCancel, OfAWaitingGetterOrPutterLeavesNoTrace) {
  EXPECT_EQ(played([]() -> Coro<> {
              One queue;
              Task<> a = start(getter<One>, queue, "a");
              Task<> b = start(getter<One>, queue, "b");
              co_await let_them_run();
              co_await asyncio::cancel_and_wait(a);
              co_await queue.put(1);
              co_await b;
              co_await queue.put(2);
              Task<> c = start(putter<One>, queue, 3);
              Task<> d = start(putter<One>, queue, 4);
              co_await let_them_run();
              co_await asyncio::cancel_and_wait(c);
              say(co_await queue.get());
              co_await d;
              say(co_await queue.get());
              say(queue.qsize());
            }),
            "~ b 1 ~ 2 put 4 4 0 ok");
}

TEST(QueueCancel, OfAWokenGetterGivesItsItemToTheNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              Four queue;
              Task<> a = start(getter<Four>, queue, "a");
              Task<> b = start(getter<Four>, queue, "b");
              co_await let_them_run();
              co_await queue.put(1);
              a.cancel();
              co_await let_them_run();
              say(end_of(a), end_of(b), queue.qsize());
            }),
            "~ b 1 ~ cancelled no error 0 ok");
}

TEST(QueueCancel, OfTheOnlyWokenGetterLeavesTheItemInTheQueue) {
  EXPECT_EQ(played([]() -> Coro<> {
              One queue;
              Task<> a = start(getter<One>, queue, "a");
              co_await let_them_run();
              co_await queue.put(1);
              a.cancel();
              co_await let_them_run();
              say(queue.qsize());
              say(queue.get_nowait().value_or(-1));
            }),
            "~ 1 1 ok");
}

TEST(QueueCancel, OfAWokenPutterGivesItsPlaceToTheNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              One queue;
              co_await queue.put(0);
              Task<> a = start(putter<One>, queue, 1);
              Task<> b = start(putter<One>, queue, 2);
              co_await let_them_run();
              say(co_await queue.get());
              a.cancel();
              co_await let_them_run();
              say(end_of(a), co_await queue.get());
              say(queue.qsize());
            }),
            "0 put 2 cancelled 2 0 ok");
}

TEST(QueueCancel, OfAnIteratingTaskBeforeAndAfterItIsWoken) {
  EXPECT_EQ(played([]() -> Coro<> {
              Four queue;
              Task<> a = start(iterator<Four>, queue, "a", 0);
              Task<> b = start(iterator<Four>, queue, "b", 0);
              Task<> c = start(iterator<Four>, queue, "c", 0);
              co_await let_them_run();
              a.cancel();
              co_await queue.put(1);
              b.cancel();
              co_await queue.put(2);
              co_await let_them_run();
              say(end_of(a), end_of(b), end_of(c));
              queue.shutdown();
              co_await c;
            }),
            "c 1 c 2 cancelled cancelled waits c end ok");
}

TEST(QueueTimeout, ThatFallsTogetherWithAPutLosesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              One queue;
              auto limited = [](One& from) -> Coro<> {
                say(co_await error_of(asyncio::wait_for_ms(from.get(), 10)));
              };
              start(limited, queue);
              co_await asyncio::sleep_ms(5);
              sim()->work_ms(5);
              co_await queue.put(1);
              co_await let_them_run();
              say(queue.get_nowait().value_or(-1));
            }),
            "TimeoutError 1 ok");
}

TEST(QueueShutdown, FailsPutsAtOnceAndGetsOnceTheQueueIsEmpty) {
  EXPECT_EQ(played([]() -> Coro<> {
              Four queue;
              co_await queue.put(1);
              co_await queue.put(2);
              queue.shutdown();
              queue.shutdown();
              say(queue.put_nowait(3) ? "put" : "refused");
              say((co_await asyncio::as_result(queue.put(3))).error().name());
              say(co_await queue.get());
              say((co_await queue.next()).value_or(-1));
              say(queue.get_nowait().has_value());
              say((co_await queue.next()).has_value());
              co_await queue.get();
            }),
            "refused QueueShutDown 1 2 0 0 QueueShutDown");
}

TEST(QueueShutdown, RefusesWhoWaitsInTheOrderOfTheWaits) {
  EXPECT_EQ(played([]() -> Coro<> {
              Four queue;
              auto fails = [](Four& from, const char* name) -> Coro<> {
                say(name, (co_await asyncio::as_result(from.get())).error().name());
              };
              start(fails, queue, "a");
              start(iterator<Four>, queue, "b", 0);
              start(fails, queue, "c");
              co_await let_them_run();
              queue.shutdown();
              co_await let_them_run();
              One full;
              co_await full.put(1);
              Task<> task = start(putter<One>, full, 2);
              co_await let_them_run();
              full.shutdown();
              co_await let_them_run();
              say(end_of(task), full.qsize());
            }),
            "a QueueShutDown b end c QueueShutDown QueueShutDown 1 ok");
}

TEST(QueueShutdown, LetsAWokenGetterHaveItsItem) {
  EXPECT_EQ(played([]() -> Coro<> {
              Four queue;
              start(getter<Four>, queue, "a");
              start(iterator<Four>, queue, "b", 0);
              co_await let_them_run();
              co_await queue.put(1);
              co_await queue.put(2);
              queue.shutdown();
              say((co_await queue.next()).has_value());
              co_await let_them_run();
            }),
            "0 a 1 ~ b 2 b end ok");
}

TEST(QueueShutdown, FailsAWokenPutter) {
  EXPECT_EQ(played([]() -> Coro<> {
              One queue;
              co_await queue.put(1);
              Task<> a = start(putter<One>, queue, 2);
              co_await let_them_run();
              say(co_await queue.get());
              queue.shutdown();
              say((co_await queue.next()).has_value());
              co_await let_them_run();
              say(end_of(a), queue.qsize());
            }),
            "1 0 QueueShutDown 0 ok");
}

TEST(QueueShutdown, AtOnceDropsTheItemsAlsoThoseThatWereGiven) {
  EXPECT_EQ(played([]() -> Coro<> {
              Four queue;
              Task<> a = start(getter<Four>, queue, "a");
              Task<> b = start(iterator<Four>, queue, "b", 0);
              Task<> c = start(getter<Four>, queue, "c");
              co_await let_them_run();
              for (int n = 1; n != 5; ++n) co_await queue.put(n);
              c.cancel();
              queue.shutdown(true);
              say(queue.qsize());
              co_await queue.join();
              co_await let_them_run();
              say(end_of(a), end_of(b), end_of(c));
            }),
            "0 ~ b end ~ QueueShutDown no error cancelled ok");
}

TEST(QueueShutdown, AtOnceReleasesJoinOnceWhatWasTakenIsDone) {
  EXPECT_EQ(played([]() -> Coro<> {
              Four queue;
              for (int n = 1; n != 4; ++n) co_await queue.put(n);
              say(co_await queue.get());
              auto joins = [](Four& from) -> Coro<> { co_await from.join(); };
              Task<> task = start(joins, queue);
              co_await let_them_run();
              queue.shutdown(true);
              co_await let_them_run();
              say(end_of(task));
              EXPECT_TRUE(queue.task_done());
              EXPECT_FALSE(queue.task_done());
              co_await let_them_run();
              say(end_of(task));
            }),
            "1 waits no error ok");
}

TEST(QueueShutdown, MayBeFollowedByTheEndOfTheQueue) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::optional<Four> queue(std::in_place);
              Task<> a = start(iterator<Four>, *queue, "a", 0);
              Task<> b = start(getter<Four>, *queue, "b");
              co_await let_them_run();
              queue->shutdown();
              queue.reset();
              say((co_await asyncio::as_result(b)).error().name());
              say(end_of(a));
              EXPECT_EQ(sim()->transcript(), "");
            }),
            "a end ~ QueueShutDown no error ok");
}

TEST(QueueJoin, WaitsUntilEveryItemIsDoneWith) {
  EXPECT_EQ(played([]() -> Coro<> {
              Four queue;
              auto worker = [](Four& from) -> Coro<> {
                while (auto item = co_await from.next()) {
                  co_await asyncio::sleep_ms(10);
                  say("done", *item);
                  EXPECT_TRUE(from.task_done());
                }
              };
              Task<> task = start(worker, queue);
              for (int n = 1; n != 4; ++n) co_await queue.put(n);
              say(co_await error_of(asyncio::wait_for_ms(queue.join(), 15)));
              co_await queue.join();
              say("joined", now_ms());
              queue.shutdown();
              co_await task;
            }),
            "done 1 TimeoutError done 2 done 3 joined 30 ok");
}

TEST(QueueEnd, CancelsWhoWaitsAndWhoWasWoken) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::optional<Four> queue(std::in_place);
              Task<> a = start(getter<Four>, *queue, "a");
              Task<> b = start(iterator<Four>, *queue, "b", 0);
              Task<> c = start(getter<Four>, *queue, "c");
              co_await let_them_run();
              EXPECT_TRUE(queue->put_nowait(1) && queue->put_nowait(2));
              queue.reset();
              co_await let_them_run();
              say(end_of(a), end_of(b), end_of(c));
              EXPECT_EQ(sim()->transcript(),
                        "uasyncio: Queue.get destroyed while task 'task' waits for it; the task "
                        "is cancelled\n"
                        "uasyncio: Queue.get destroyed while task 'task' waits for it; the task "
                        "is cancelled\n"
                        "uasyncio: Queue.get destroyed while task 'task' waits for it; the task "
                        "is cancelled\n");
            }),
            "~ ~ cancelled cancelled cancelled ok");
}

TEST(QueueEnd, OfTheLoopWithItemsAndPlacesInHand) {
  auto one = std::make_shared<One>();
  EXPECT_EQ(played([&one]() {
              return [](One& queue) -> Coro<> {
                start(iterator<One>, queue, "a", 0);
                start(getter<One>, queue, "b");
                co_await let_them_run();
                EXPECT_TRUE(queue.put_nowait(1));
              }(*one);
            }),
            "ok ~");
  EXPECT_EQ(one->qsize(), 1u);
}

// The loop itself is destroyed without being closed.
TEST(QueueEnd, OfTheLoopThatIsDestroyed) {
  One queue;
  {
    asyncio::SimPort port;
    asyncio::Loop loop(port);
    Task<> a = loop.create_task(iterator<One>(queue, "a"));
    Task<> b = loop.create_task(getter<One>(queue, "b"));
    Task<> waits = loop.create_task(let_them_run());
    EXPECT_TRUE(loop.run_until_complete(waits).ok());
    EXPECT_TRUE(queue.put_nowait(1));
  }
  EXPECT_EQ(queue.get_nowait(), 1);
}

// Python's join of the original and of asyncio: nothing is outstanding.
TEST(QueueJoin, OnAnEmptyNewQueueReturnsAtOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              Four queue;
              asyncio::create_task(cleanup("other", 0));
              co_await queue.join();
              say("joined");
            }),
            "joined ok");
}

// The original accepts it silently, and the next join returns too early.
TEST(OriginalDefectsOfQueue, ASurplusTaskDoneIsSilentAndUnbalancesJoin) {
  EXPECT_EQ(played([]() -> Coro<> {
              Four queue;
              EXPECT_FALSE(queue.task_done());
              EXPECT_EQ(sim()->transcript(),
                        "uasyncio: task_done() was called more often than items were put in the "
                        "queue\n");
              co_await queue.put(1);
              say(co_await error_of(asyncio::wait_for_ms(queue.join(), 10)));
            }),
            "TimeoutError ok");
}

}  // namespace
