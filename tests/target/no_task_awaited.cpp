// SPDX-License-Identifier: MIT
// No task of this program awaits another, so that it links nothing of what such tasks need: a
// cancel and the end of main still reach all, also what a gather waits for.
#include "check.hpp"

#include <uasyncio.hpp>

namespace asyncio = uasyncio;
using asyncio::Coro;

namespace {

int gone = 0;

struct Guest {
  ~Guest() { ++gone; }
};

Coro<> sleeps() {
  const Guest guest;
  co_await asyncio::sleep(1'000);
}

Coro<> yields() {
  const Guest guest;
  while (true) co_await asyncio::sleep_ms(0);
}

Coro<> gathers() {
  const Guest guest;
  co_await asyncio::gather(sleeps(), sleeps());
}

Coro<> app() {
  asyncio::Task<> task = asyncio::create_task(gathers());
  co_await asyncio::sleep_ms(1);
  CHECK_EQUAL(gone, 0);
  CHECK_EQUAL(task.cancel(), true);
  co_await asyncio::sleep_ms(1);
  CHECK_EQUAL(task.done(), true);
  CHECK_EQUAL(gone, 3);

  asyncio::create_task(gathers());
  asyncio::create_task(yields());
  asyncio::create_task(sleeps());
  co_await asyncio::sleep_ms(1);
  CHECK_EQUAL(gone, 3);
}

}  // namespace

int main() {
  asyncio::run(app());
  CHECK_EQUAL(gone, 8);
  return target_test::status();
}
