// base.cpp and an LCD on an I2C bus, whose controller does nothing: see i2c.cpp.
#include "bench/size/blink.hpp"

#include <uasyncio/drivers/lcd_backpack.hpp>

struct Controller {
  void begin(asyncio::machine::I2CTransfer& transfer) {
    transfer.done(asyncio::machine::I2CStatus::no_device);
  }
  asyncio::machine::I2CAbort abort() { return asyncio::machine::I2CAbort::now; }
  void drive(asyncio::machine::I2CLevels released) { lines = released.scl; }
  asyncio::machine::I2CLevels levels() { return {lines, lines}; }

  volatile bool lines = true;
};

Controller controller;
asyncio::I2C i2c(controller);
asyncio::LcdBackpack bus(i2c);
asyncio::LCD<16, 2> lcd(bus);

asyncio::Coro<> greet() {
  lcd[0] = "hello";
  co_await lcd.written();
}

asyncio::Coro<> app() {
  auto runner = asyncio::create_task(lcd.run());
  auto greeter = asyncio::create_task(greet());
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
