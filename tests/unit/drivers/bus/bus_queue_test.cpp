// SPDX-License-Identifier: MIT
#include "uasyncio/drivers/bus/bus_queue.hpp"

#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;

namespace {

asyncio::detail::BusQueue* bus = nullptr;
asyncio::detail::BusRequest* under_way = nullptr;

class Request : public asyncio::detail::BusRequest {
 public:
  Request() noexcept : BusRequest("bus", false) {}
  ~Request() {
    if (!is_queued()) return;
    if (under_way == this) {
      under_way = nullptr;
    } else {
      bus->remove(*this);
    }
  }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    wait(awaiting);
    bus->add(*this);
  }
  Error await_resume() const { return end(); }
};

Coro<> ask(const char* who) {
  const Guard guard(who);
  const Error error = co_await Request();
  say(who, "got", error.name());
}

void take_next() { under_way = bus->take(); }

void complete(Error error) {
  asyncio::detail::BusQueue::complete(*std::exchange(under_way, nullptr), error);
}

TEST(BusQueue, FirstComeFirstServedAndTheCancelledLeave) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::detail::BusQueue queue;
              bus = &queue;
              asyncio::create_task(ask("one"));
              asyncio::Task<> two = asyncio::create_task(ask("two"));
              asyncio::create_task(ask("three"));
              co_await asyncio::sleep_ms(1);
              take_next();
              co_await asyncio::cancel_and_wait(two);
              complete(Error::none);
              co_await asyncio::sleep_ms(1);
              take_next();
              complete(Error::timeout);
              co_await asyncio::sleep_ms(1);
              say(queue.empty() ? "empty" : "not", queue.take() == nullptr ? "nobody" : "somebody");
            }),
            "two one got no error one three got TimeoutError three empty nobody ok");
}

TEST(BusQueue, OneUnderWayIsCancelledInPlace) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::detail::BusQueue queue;
              bus = &queue;
              asyncio::Task<> one = asyncio::create_task(ask("one"));
              co_await asyncio::sleep_ms(1);
              take_next();
              co_await asyncio::cancel_and_wait(one);
              say(under_way == nullptr ? "nobody" : "somebody");
            }),
            "one nobody ok");
}

TEST(BusQueue, ABusThatGoesCancelsAll) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::detail::BusQueue queue;
              bus = &queue;
              asyncio::create_task(ask("one"));
              asyncio::create_task(ask("two"));
              co_await asyncio::sleep_ms(1);
              take_next();
              queue.forsake(std::exchange(under_way, nullptr), "bus");
              say(queue.empty() ? "empty" : "not");
              co_await asyncio::sleep_ms(1);
            }),
            "empty one two ok");
}

}  // namespace
