// SPDX-License-Identifier: MIT
// What ./run shows first, in a few seconds: tasks, a cancel with cleanup, a time limit, and how the
// library tells who waits and who keeps the others waiting. Next: docs/tutorial/first_steps.md
// TEST: errors
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> count(const char* name, int times, int period_ms) {
  for (int n = 1; n <= times; ++n) {
    co_await asyncio::sleep_ms(period_ms);
    asyncio::print("  ", name, n);
  }
}

asyncio::Coro<> tasks() {
  asyncio::print("1. Three tasks, one thread, one stack. Each counts at its own pace.");
  co_await asyncio::gather(count("slow", 1, 850), count("medium", 3, 300), count("fast", 4, 200));
}

class Motor {
 public:
  Motor() { asyncio::print("   motor on"); }
  ~Motor() { asyncio::print("   motor off   (a destructor)"); }
  Motor(const Motor&) = delete;
};

asyncio::Coro<> drive() {
  Motor motor;
  co_await count("kilometre", 1000, 300);
}
asyncio::Coro<> park() {
  co_await asyncio::sleep_ms(300);
  asyncio::print("   parked      (a cleanup that took its time)");
}
asyncio::Coro<> trip() { co_await asyncio::finally(drive(), park()); }

asyncio::Coro<> cancellation() {
  asyncio::print("2. A task is cancelled in the middle of its work, and tidies up.");
  auto task = asyncio::create_task(trip(), {.name = "trip"});
  co_await asyncio::sleep_ms(1000);
  co_await asyncio::cancel_and_wait(task);
}

// [time_limit]
asyncio::Coro<> time_limit() {
  asyncio::print("3. The same trip with a time limit of half a second.");
  auto result = co_await asyncio::as_result(asyncio::wait_for_ms(trip(), 500));
  asyncio::print("   it ended with", result.error().name());
}
// [/time_limit]

asyncio::Coro<> wait_for_godot(asyncio::Event& godot) { co_await godot.wait(); }

// [who_waits]
asyncio::Coro<> who_waits() {
  asyncio::print("4. Nothing happens? dump() lists the tasks and what they wait for.");
  asyncio::Event godot;
  auto estragon = asyncio::create_task(wait_for_godot(godot), {.name = "estragon"});
  auto sleeper = asyncio::create_task(count("sleeper", 1, 60'000), {.name = "sleeper"});
  co_await asyncio::sleep_ms(400);
  asyncio::Loop::running()->dump();
  co_await asyncio::cancel_and_wait(estragon);
  co_await asyncio::cancel_and_wait(sleeper);
}
// [/who_waits]

// Works without a break, as nobody should. (Virtual time stands still meanwhile: hence the count.)
asyncio::Coro<> work_without_a_break(int milliseconds) {
  asyncio::Loop& loop = *asyncio::Loop::running();
  const asyncio::Time end = loop.time() + asyncio::Milliseconds(milliseconds).microseconds();
  for (long steps = 0; loop.time() < end && steps < 50'000'000; ++steps) {
  }
  co_return;
}

// [who_blocks]
asyncio::Coro<> who_blocks() {
  asyncio::print("5. A task that does not let the others run is reported by name.");
  asyncio::Loop::running()->set_slow_step_ms(100);
  auto counter = asyncio::create_task(count("waiting", 3, 100), {.name = "counter"});
  co_await asyncio::create_task(work_without_a_break(300), {.name = "greedy"});
  co_await counter;
}
// [/who_blocks]

asyncio::Coro<> app() {
  co_await tasks();
  co_await cancellation();
  co_await time_limit();
  co_await who_waits();
  co_await who_blocks();
  asyncio::print("Now yours: copy examples/hello.cpp to my.cpp, change it, ./run my.cpp");
}

int main() { asyncio::run(app()); }
