// SPDX-License-Identifier: MIT
// base.cpp and an exception handler.
#include "bench/size/blink.hpp"

volatile int failures;

void on_failure(asyncio::Loop&, const asyncio::ExceptionContext&) { failures = failures + 1; }

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  asyncio::Loop::running()->set_exception_handler(on_failure);
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
