// SPDX-License-Identifier: MIT
// micropython-async's asyntest 1 and 2, its four waiters of a ThreadSafeEvent, and V2's event with
// data: who waits for a message, and how that is acknowledged.
#include "tests/support/scenario.hpp"

#include <functional>
#include <sstream>
#include <uasyncio/compat.hpp>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Event;
using asyncio::Lock;
using asyncio::Message;
using asyncio::Task;
using asyncio::ThreadSafeEvent;
using asyncio::ValueEvent;

namespace {

/// Says what it got, and acknowledges.
template <class Slot>
Coro<> receive(Slot& slot, Event* acknowledged, int receiver) {
  asyncio::on_cancel cancelled([receiver] { say(receiver, "cancelled"); });
  const int value = co_await slot;
  cancelled.dismiss();
  say(receiver, "got", value);
  if (acknowledged != nullptr) acknowledged->set();
}

/// Sets `slot` once a second, when both receivers have acknowledged the value before.
template <class Slot>
Coro<> send_acknowledged(Slot& slot, int count) {
  Event first, second;
  for (int value = 0; value != count; ++value) {
    asyncio::create_task(receive<Slot>, std::ref(slot), &first, 1);
    asyncio::create_task(receive<Slot>, std::ref(slot), &second, 2);
    slot.set(value);
    say("set");
    co_await first.wait();
    first.clear();
    say("first");
    co_await second.wait();
    second.clear();
    say("second");
    slot.clear();
    co_await asyncio::sleep(1);
  }
}

Coro<> send_slowly(Message<int>& message) {
  for (int value = 1; value <= 3; ++value) {
    co_await asyncio::sleep_ms(400);
    message.set(value);
  }
}

Coro<> receive_all(Message<int>& message) {
  while (auto value = co_await message.next()) say("got", *value);
}

/// Two tasks wait; one of them is cancelled before the message comes.
Coro<> cancel_one(Message<int>& message, int which) {
  Task<> waiting[] = {
      asyncio::create_task(receive<Message<int>>, std::ref(message), nullptr, 1),
      asyncio::create_task(receive<Message<int>>, std::ref(message), nullptr, 2),
  };
  co_await asyncio::sleep(1);
  waiting[which - 1].cancel();
  co_await asyncio::sleep(1);
  say("set");
  message.set(7);
  co_await asyncio::sleep(1);
  message.clear();
}

Coro<> hold(Lock& lock, int holder) {
  say(holder, "waits");
  co_await lock.acquire();
  say(holder, "holds");
  co_await asyncio::sleep(1);
  lock.release();
  say(holder, "released");
}

Coro<> set_late(Message<int>& message) {
  say("sleeps");
  co_await asyncio::sleep(5);
  message.set(0);
  say("set");
}

}  // namespace

// asyntest 1, first part. micropython-async prints the same.
TEST(HinchAsyntest1, EveryReceiverAcknowledgesEveryMessage) {
  EXPECT_EQ(played([]() -> Coro<> {
              Message<int> message;
              co_await send_acknowledged(message, 3);
              say(now_ms());
            }),
            "set 1 got 0 2 got 0 first second set 1 got 1 2 got 1 first second "
            "set 1 got 2 2 got 2 first second 3000 ok");
}

// asyntest 1, second part. `next` clears the message, which micropython-async's loop does by
// itself.
TEST(HinchAsyntest1, MessagesAreIteratedOver) {
  EXPECT_EQ(played([]() -> Coro<> {
              Message<int> message;
              Task<> sender = asyncio::create_task(send_slowly, std::ref(message));
              auto all = co_await asyncio::as_result(asyncio::wait_for(receive_all(message), 3));
              say(all.error().name(), now_ms(), message.is_set());
            }),
            "got 1 got 2 got 3 TimeoutError 3000 0 ok");
}

// asyntest 1, third and fourth part. micropython-async prints the same.
TEST(HinchAsyntest1, EitherWaitingTaskMayBeCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              Message<int> message;
              co_await cancel_one(message, 1);
              co_await cancel_one(message, 2);
              say(now_ms());
            }),
            "1 cancelled set 2 got 7 2 cancelled set 1 got 7 6000 ok");
}

// asyntest 2. micropython-async prints the same.
TEST(HinchAsyntest2, ThreeTasksShareALockWhileOneWaitsForAMessage) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              Message<int> message;
              for (int n = 1; n != 4; ++n) asyncio::create_task(hold, std::ref(lock), n);
              asyncio::create_task(set_late, std::ref(message));
              say("waiting");
              co_await message;
              say("got it");
              message.clear();
              say(message.is_set(), now_ms());
            }),
            "waiting 1 waits 1 holds 2 waits 3 waits sleeps 1 released 2 holds 2 released 3 holds "
            "3 released set got it 0 5000 ok");
}

// V2, ack_test: an event with data, acknowledged ten times in ten seconds.
TEST(HinchV2Event, CarriesItsValueToBothReceivers) {
  std::ostringstream expected;
  for (int n = 0; n != 10; ++n) {
    expected << "set 1 got " << n << " 2 got " << n << " first second ";
  }
  expected << "10000 0 ok";
  EXPECT_EQ(played([]() -> Coro<> {
              ValueEvent<int> event;
              co_await send_acknowledged(event, 10);
              say(now_ms(), event.value().has_value());  // `clear` takes the value away, as in V2
            }),
            expected.str());
}

// micropython-async's four waiters: the first of them waits for a flag inside, the others for the
// first. Whichever is cancelled, the others are woken.
TEST(HinchThreadSafeEvent, OneOfFourWaitersIsCancelledAndTheOthersWake) {
  for (int cancelled = 0; cancelled != 4; ++cancelled) {
    std::string expected;
    for (int n = 0; n != 4; ++n) {
      if (n != cancelled) expected += std::to_string(n) + " ";
    }
    EXPECT_EQ(played([cancelled]() -> Coro<> {
                ThreadSafeEvent event;
                std::vector<Task<>> waiting;
                for (int n = 0; n != 4; ++n) {
                  waiting.push_back(asyncio::create_task(
                      [](ThreadSafeEvent* its, int number) -> Coro<> {
                        co_await its->wait();
                        say(number);
                      },
                      &event, n));
                }
                co_await asyncio::sleep_ms(100);
                waiting[cancelled].cancel();
                sim()->at(200'000, [&event] { event.set(); });
                co_await asyncio::sleep_ms(200);
              }),
              expected + "ok");
  }
}
