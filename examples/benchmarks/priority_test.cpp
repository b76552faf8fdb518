// SPDX-License-Identifier: MIT
// Tasks of low priority end, are cancelled and reach their time limits as all others do; they only
// wait for those to rest. Beside them a task is ready all the time until 5 s, and again from 10 s.
#include <uasyncio.hpp>
#include <uasyncio/machine/delay.hpp>

namespace asyncio = uasyncio;

asyncio::Time start_us = 0;

template <class... Words>
void say(Words... words) {
  const asyncio::Time passed_us = asyncio::get_running_loop()->time() - start_us;
  asyncio::print(static_cast<int>(passed_us / asyncio::microseconds_per_millisecond),
                 "ms:", words...);
}

asyncio::Coro<> hog(int for_s) {
  const asyncio::Loop& loop = *asyncio::get_running_loop();
  const asyncio::Time end_us = loop.time() + for_s * asyncio::microseconds_per_second;
  while (loop.time() < end_us) {
    asyncio::machine::delay_us(10'000);
    co_await asyncio::sleep_ms(0);
  }
  say("the hog rests");
}

asyncio::Coro<> low(int number, int delay_s) {
  asyncio::on_cancel told([number] { say("low", number, "is cancelled"); });
  co_await asyncio::after(delay_s);
  told.dismiss();
  say("low", number, "has run");
}

asyncio::Coro<> low_with_limit(int number, int delay_s, int limit_s) {
  const auto result = co_await asyncio::as_result(asyncio::wait_for(low(number, delay_s), limit_s));
  if (!result) say("low", number, "ends with", result.error().name());
}

asyncio::Coro<> app() {
  start_us = asyncio::get_running_loop()->time();
  asyncio::create_task(hog(5));
  asyncio::create_task(low(1, 1));                   // due at 1 s, runs when the hog rests
  auto doomed = asyncio::create_task(low(2, 1));     // cancelled while it is overdue
  auto sleeping = asyncio::create_task(low(3, 60));  // cancelled while it is not due
  asyncio::create_task(low_with_limit(4, 1, 3));     // its time limit strikes beside the hog
  asyncio::create_task(low_with_limit(5, 6, 8));
  co_await asyncio::sleep(2);
  doomed.cancel();
  co_await asyncio::sleep(2);
  sleeping.cancel();
  co_await asyncio::sleep(6);
  say("the hog comes back, and the limit is 1 s");
  asyncio::get_running_loop()->max_overdue_ms(1'000);
  asyncio::create_task(hog(4));
  asyncio::create_task(low(6, 1));  // overdue by 1 s at 12 s
  co_await asyncio::sleep_ms(4'100);
  say("the end");
}

int main() { asyncio::run(app()); }
