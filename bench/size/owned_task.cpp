// SPDX-License-Identifier: MIT
// base.cpp and a task that belongs to an object.
#include "bench/size/blink.hpp"

class Blinker {
 public:
  explicit Blinker(int milliseconds) : task_(asyncio::create_task(run(milliseconds))) {}

 private:
  static asyncio::Coro<> run(int milliseconds) { co_await blink(board::led1, milliseconds); }
  asyncio::OwnedTask<> task_;
};

asyncio::Coro<> app() {
  Blinker blinker(500);
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
