// SPDX-License-Identifier: MIT
#include "uasyncio/sync/broker.hpp"

#include "tests/support/scenario.hpp"
#include "uasyncio/sync/queue.hpp"
#include "uasyncio/sync/ringbuf_queue.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::FramePool;
using asyncio::Queue;
using asyncio::RegExp;
using asyncio::RingbufQueue;
using Broker = asyncio::Broker<int>;

namespace {

void hear(std::string_view topic, int message) { say(topic, message); }
void listen(std::string_view, int) { say("listen"); }

struct Logger : Broker::Agent {
  void put(std::string_view topic, const int& message) override { say("log", topic, message); }
};
struct Sink {  // not derived from Agent
  void put(std::string_view, int message) { sum += message; }
  int sum = 0;
};
struct Slot {  // as Message
  void set(int message) { value = message; }
  int value = 0;
};

template <class T>
struct OneFromAnywhere {  // as ThreadSafeQueue
  bool put_sync(T item) {
    if (held) return false;
    held = item;
    return true;
  }
  std::optional<T> held;
};

/// What `work` says.
template <class Work>
std::string said(Work work) {
  words().clear();
  work();
  return words();
}

TEST(Broker, CallsFunctionsInTheOrderOfSubscription) {
  EXPECT_EQ(said([] {
              Broker broker;
              EXPECT_TRUE(broker.subscribe("t", listen));
              EXPECT_TRUE(broker.subscribe("t", hear));
              EXPECT_TRUE(broker.subscribe("u", &hear));
              broker.publish("t", 1);
              broker.publish("u", 2);
              broker.publish("v", 3);
              EXPECT_TRUE(broker.unsubscribe("t", listen));
              EXPECT_FALSE(broker.unsubscribe("t", listen));
              EXPECT_TRUE(broker.unsubscribe("u", hear));
              broker.publish("t", 4);
              broker.publish("u", 5);
              broker.publish("t");
            }),
            "listen t 1 u 2 t 4 t 0");
}

TEST(Broker, MakesATaskOfACoroutineFunction) {
  EXPECT_EQ(played([]() -> Coro<> {
              Broker broker;
              auto slow = [](std::string_view topic, int message) -> Coro<> {
                co_await asyncio::sleep_ms(message);
                say(topic, message);
              };
              int factor = 2;
              auto captures = [&factor](std::string_view, int message) -> Coro<> {
                co_await asyncio::sleep_ms(message * factor);
                say("twice");
              };
              EXPECT_TRUE(broker.subscribe("t", slow));
              EXPECT_TRUE(broker.subscribe("t", captures));
              broker.publish("t", 10);
              broker.publish("t", 5);
              say("published");
              EXPECT_TRUE(broker.unsubscribe("t", slow));
              EXPECT_TRUE(broker.unsubscribe("t", captures));
              co_await asyncio::sleep_ms(100);
            }),
            "published t 5 t 10 twice twice ok");
}

TEST(Broker, SetsEventsAndSlotsAndPutsIntoObjects) {
  Broker broker;
  asyncio::Event event;
  Slot slot;
  Sink sink;
  EXPECT_TRUE(broker.subscribe("t", event));
  EXPECT_TRUE(broker.subscribe("t", slot));
  EXPECT_TRUE(broker.subscribe("t", sink));
  broker.publish("t", 7);
  EXPECT_TRUE(event.is_set());
  EXPECT_EQ(slot.value, 7);
  EXPECT_EQ(sink.sum, 7);
}

TEST(Broker, KnowsAnAgentAlsoByItsBase) {
  EXPECT_EQ(said([] {
              Broker broker;
              Logger logger;
              Broker::Agent& agent = logger;
              EXPECT_TRUE(broker.subscribe("t", logger));
              EXPECT_FALSE(broker.subscribe("t", agent));
              broker.publish("t", 1);
              EXPECT_TRUE(broker.unsubscribe("t", agent));
              broker.publish("t", 2);
            }),
            "log t 1");
}

TEST(Broker, CallsCallableObjectsOfTheCallerAndKeepsTemporaries) {
  EXPECT_EQ(said([] {
              Broker broker;
              int sum = 0;
              auto adds = [&sum](std::string_view, int message) { sum += message; };
              EXPECT_TRUE(broker.subscribe("t", adds));
              EXPECT_FALSE(broker.subscribe("t", adds));
              auto guard = std::make_unique<Guard>("~kept");
              EXPECT_TRUE(broker.subscribe(
                  "t", [kept = std::move(guard)](std::string_view, int) { say("kept"); }));
              broker.publish("t", 3);
              EXPECT_TRUE(broker.unsubscribe("t", adds));
              broker.publish("t", 4);
              say(sum);
            }),
            "kept kept 3 ~kept");
}

TEST(Broker, FillsQueuesAndCountsWhatTheyDrop) {
  Broker broker;
  Queue<Broker::Item, 2> queue;
  RingbufQueue<Broker::Item, 2> ring;
  Queue<int> plain;
  EXPECT_TRUE(broker.subscribe("t", queue));
  EXPECT_TRUE(broker.subscribe("t", ring));
  EXPECT_TRUE(broker.subscribe("t", plain));
  for (int n = 1; n != 4; ++n) broker.publish("t", n);
  EXPECT_EQ(queue.get_nowait(), Broker::Item("t", 1));
  EXPECT_EQ(queue.get_nowait(), Broker::Item("t", 2));
  EXPECT_EQ(ring.get_nowait(), Broker::Item("t", 2));
  EXPECT_EQ(ring.get_nowait(), Broker::Item("t", 3));
  EXPECT_EQ(plain.qsize(), 3u);
  EXPECT_EQ(broker.dropped(), 2u);
}

TEST(Broker, FillsThreadSafeQueues) {
  Broker broker;
  OneFromAnywhere<Broker::Item> items;
  OneFromAnywhere<int> numbers;
  EXPECT_TRUE(broker.subscribe("t", items));
  EXPECT_TRUE(broker.subscribe("t", numbers));
  broker.publish("t", 1);
  EXPECT_EQ(items.held, Broker::Item("t", 1));
  EXPECT_EQ(numbers.held, 1);
  EXPECT_EQ(broker.dropped(), 0u);
  broker.publish("t", 2);
  EXPECT_EQ(broker.dropped(), 2u);
}

TEST(Broker, WakesTheTaskThatIteratesOverItsQueue) {
  EXPECT_EQ(played([]() -> Coro<> {
              Broker broker;
              Queue<Broker::Item, 4> queue;
              broker.subscribe("t", queue);
              auto reads = [](Queue<Broker::Item, 4>& from) -> Coro<> {
                while (auto item = co_await from.next()) say(item->first, item->second);
              };
              auto task = asyncio::create_task(reads(queue));
              co_await asyncio::sleep_ms(1);
              broker.publish("t", 1);
              broker.publish("t", 2);
              queue.shutdown();
              broker.publish("t", 3);
              co_await task;
              say(broker.dropped());
            }),
            "t 1 t 2 1 ok");
}

TEST(Broker, SubscribesToEveryTopicThatAnExpressionMatches) {
  EXPECT_EQ(said([] {
              Broker broker;
              const RegExp foo("foo");
              const RegExp same("foo");
              const RegExp none("(");
              EXPECT_TRUE(broker.subscribe(foo, hear));
              EXPECT_FALSE(broker.subscribe(none, hear));
              broker.publish("foobar", 1);
              broker.publish("barfoo", 2);
              EXPECT_FALSE(broker.unsubscribe(same, hear));
              EXPECT_FALSE(broker.unsubscribe("foo", hear));
              EXPECT_TRUE(broker.unsubscribe(foo, hear));
              broker.publish("foo", 3);
            }),
            "foobar 1");
}

TEST(Broker, TellsAnAgentOnceEvenIfSeveralSubscriptionsMatch) {
  EXPECT_EQ(said([] {
              Broker broker;
              const RegExp any(".*");
              const RegExp f("f");
              broker.subscribe("foo", hear);
              broker.subscribe(any, listen);
              broker.subscribe(any, hear);
              broker.subscribe(f, hear);
              broker.publish("foo", 1);
              broker.publish("bar", 2);
              broker.unsubscribe("foo", hear);
              broker.publish("foo", 3);
            }),
            "foo 1 listen listen bar 2 listen foo 3");
}

// The original only prints a warning.
TEST(OriginalDefectsOfBroker, ADuplicateSubscriptionIsNotAnError) {
  EXPECT_EQ(said([] {
              Broker broker;
              asyncio::Event event;
              EXPECT_TRUE(broker.subscribe("t", hear));
              EXPECT_FALSE(broker.subscribe("t", hear));
              EXPECT_TRUE(broker.subscribe("t", event));
              EXPECT_FALSE(broker.subscribe("t", event));
              broker.publish("t", 1);
            }),
            "t 1");
}

// The original keeps its agents in sets: their order is that of hashes.
TEST(OriginalDefectsOfBroker, TheOrderOfTheAgentsIsUnspecified) {
  std::string order;
  Broker broker;
  struct Noting {
    std::string* text;
    char letter;
    void put(std::string_view, int) { *text += letter; }
  };
  std::array<Noting, 20> agents;
  for (std::size_t n = 0; n != agents.size(); ++n) {
    agents[n] = Noting{&order, static_cast<char>('a' + n)};
    EXPECT_TRUE(broker.subscribe("t", agents[n]));
  }
  broker.publish("t", 1);
  EXPECT_EQ(order, "abcdefghijklmnopqrst");
}

TEST(BrokerWhilePublishing, AgentsMayUnsubscribeThemselvesAndOthers) {
  EXPECT_EQ(said([] {
              Broker broker;
              auto second = [](std::string_view, int) { say("second"); };
              auto once = [&](std::string_view, int) {
                say("once");
                EXPECT_TRUE(broker.unsubscribe("t", listen));
                EXPECT_TRUE(broker.unsubscribe("t", second));
              };
              broker.subscribe("t", once);
              broker.subscribe("t", listen);
              broker.subscribe("t", hear);
              broker.subscribe("t", second);
              auto leaves = [&](std::string_view, int) {
                say("leaves");
                EXPECT_TRUE(broker.unsubscribe("t", once));
              };
              broker.subscribe("t", leaves);
              broker.publish("t", 1);
              broker.unsubscribe("t", leaves);
              broker.publish("t", 2);
            }),
            "once t 1 leaves t 2");
}

TEST(BrokerWhilePublishing, ANewSubscriberIsNotToldOfThisMessage) {
  EXPECT_EQ(said([] {
              Broker broker;
              auto adds = [&](std::string_view, int) {
                say("adds");
                broker.subscribe("t", hear);
              };
              auto replaces = [&](std::string_view, int) {
                broker.unsubscribe("t", hear);
                broker.subscribe("t", hear);
              };
              broker.subscribe("t", adds);
              broker.publish("t", 1);
              broker.publish("t", 2);
              broker.unsubscribe("t", adds);
              broker.subscribe("t", replaces);
              broker.publish("t", 3);
              broker.publish("t", 4);
            }),
            "adds adds t 2 t 3");
}

TEST(BrokerWhilePublishing, AnAgentMayPublish) {
  EXPECT_EQ(said([] {
              Broker broker;
              const RegExp any(".*");
              auto forwards = [&](std::string_view topic, int message) {
                say("forwards");
                if (topic == "t") broker.publish("u", message + 1);
              };
              auto leaves = [&](std::string_view topic, int) {
                if (topic == "u") broker.unsubscribe("t", listen);
              };
              broker.subscribe("t", forwards);
              broker.subscribe("u", leaves);
              broker.subscribe("t", listen);
              broker.subscribe(any, hear);
              broker.publish("t", 1);
              broker.publish("t", 3);
            }),
            "forwards u 2 t 1 forwards u 4 t 3");
}

TEST(Broker, ReportsAnExhaustedPool) {
  Broker broker;
  FramePool::current().fail_allocation(1);
  EXPECT_FALSE(broker.subscribe("t", hear));
  FramePool::current().fail_allocation(1);
  EXPECT_FALSE(broker.subscribe("t", [text = std::string("x")](std::string_view, int) {}));
  FramePool::current().fail_allocation(0);
  EXPECT_TRUE(broker.subscribe("t", hear));
}

TEST(Broker, CountsATaskThatCouldNotBeCreated) {
  EXPECT_EQ(played([]() -> Coro<> {
              Broker broker;
              auto task = [](std::string_view, int) -> Coro<> { co_return; };
              broker.subscribe("t", task);
              FramePool::current().fail_allocation(1);
              broker.publish("t", 1);
              FramePool::current().fail_allocation(0);
              say(broker.dropped());
              co_return;
            }),
            "1 ok");
}

TEST(Broker, GivesItsRoomBack) {
  const std::size_t used_before = FramePool::current().used();
  {
    Broker broker;
    broker.subscribe("t", hear);
    broker.subscribe("u", hear);
    EXPECT_GT(FramePool::current().used(), used_before);
    broker.unsubscribe("t", hear);
  }
  EXPECT_EQ(FramePool::current().used(), used_before);
}

#if UASYNCIO_EXCEPTIONS
TEST(Broker, PassesOnWhatAFunctionThrowsAndGoesOnWorking) {
  EXPECT_EQ(said([] {
              Broker broker;
              auto fails = [&](std::string_view, int) {
                broker.unsubscribe("t", listen);
                throw std::runtime_error("broken");
              };
              broker.subscribe("t", listen);
              broker.subscribe("t", fails);
              broker.subscribe("t", hear);
              EXPECT_THROW(broker.publish("t", 1), std::runtime_error);
              broker.unsubscribe("t", fails);
              broker.publish("t", 2);
            }),
            "listen t 2");
}
#endif

}  // namespace
