// SPDX-License-Identifier: MIT
// Classes that own tasks: the task ends with its object.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

// [owner]
class Blinker {
 public:
  explicit Blinker(int period_ms) : period_ms_(period_ms) {}
  int blinks() const { return blinks_; }

 private:
  asyncio::Coro<> run() {
    asyncio::on_cancel off([this] { asyncio::print("led off after", blinks_, "blinks"); });
    while (true) {
      co_await asyncio::sleep_ms(period_ms_);
      ++blinks_;
    }
  }

  int period_ms_;
  int blinks_ = 0;
  asyncio::OwnedTask<> task_ = asyncio::create_task(run(), {.name = "blinker"});  // the last member
};
// [/owner]

// [inside]
class Panel {
 public:
  ~Panel() { asyncio::print("panel gone, its blinkers next"); }

 private:
  asyncio::Coro<> watch() {
    Blinker fast(10);  // lives in the task, and ends with it
    co_await asyncio::sleep_ms(35);
    asyncio::print("fast:", fast.blinks());
    co_await asyncio::sleep(60);
  }

  Blinker slow_{20};
  asyncio::OwnedTask<> task_ = asyncio::create_task(watch(), {.name = "panel"});
};
// [/inside]

// [say_goodbye]
class Connection {
 public:
  /// Ends the connection as the other side wants it. Without this it is cut off.
  asyncio::Coro<> aclose() { (void)co_await asyncio::cancel_and_wait(task_.task()); }

 private:
  asyncio::Coro<> talk() {
    while (true) co_await asyncio::sleep_ms(10);
  }
  asyncio::Coro<> say_goodbye() {
    co_await asyncio::sleep_ms(5);
    asyncio::print("goodbye");
  }

  asyncio::OwnedTask<> task_ =
      asyncio::create_task(asyncio::finally(talk(), say_goodbye()), {.name = "connection"});
};
// [/say_goodbye]

asyncio::Coro<> app() {
  // [scope]
  {
    Blinker blinker(10);
    co_await asyncio::sleep_ms(35);
    asyncio::print("blinks:", blinker.blinks());
  }  // the task ends here
  asyncio::print("after the block");
  // [/scope]
  {
    Panel panel;
    co_await asyncio::sleep_ms(45);
  }
  // [goodbye]
  Connection connection;
  co_await asyncio::sleep_ms(1);
  co_await connection.aclose();
  // [/goodbye]
}

int main() { asyncio::run(app()); }
