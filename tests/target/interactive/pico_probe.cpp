// What the Pico has beside console and pins: tests/tools/test_pico.py gives the commands, and is
// the world outside of the chip.
#include <uasyncio.hpp>
#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/machine/adc.hpp>

#include <board.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <string_view>

namespace asyncio = uasyncio;

namespace {

static_assert(asyncio::machine::ADC<decltype(board::adc)>);
static_assert(asyncio::machine::I2CController<board::I2CController>);
static_assert(asyncio::machine::I2CLines<board::I2CController>);
static_assert(asyncio::machine::UART<board::UART<>>);

constexpr std::uint8_t memory_address = 0x50;

board::I2CController controller(400'000);
asyncio::I2C i2c(controller);

// Ten edges, a millisecond apart.
asyncio::Coro<> square() {
  asyncio::Time next = asyncio::get_running_loop()->time() + 1'000;
  for (int edge = 0; edge < 10; ++edge, next += 1'000) {
    co_await asyncio::sleep_until(next);
    board::led1.toggle();
  }
  asyncio::print("done");
}

// The time in the handler, of two edges that come from outside.
asyncio::Coro<> latency() {
  asyncio::ThreadSafeFlag pressed;
  const asyncio::Error refusal = board::button.irq(
      asyncio::machine::Edge::falling,
      [](void* flag) {
        board::led2.on();
        static_cast<asyncio::ThreadSafeFlag*>(flag)->set();
      },
      &pressed);
  asyncio::print(refusal ? "refused" : "waiting");
  co_await pressed.wait();
  board::led3.on();
  board::button.irq(nullptr);
  asyncio::print("pressed");
}

asyncio::Coro<> convert() {
  const asyncio::machine::Sample sample = board::adc.read_u16();
  asyncio::print(sample.error ? -1 : static_cast<int>(sample.value));
  co_return;
}

// More bytes than the controller's queue has room for, there and back.
asyncio::Coro<> remember() {
  std::uint8_t bytes[40];
  for (std::uint8_t index = 0; index < sizeof bytes; ++index) bytes[index] = index * 3;
  co_await i2c.writeto_mem(memory_address, 0x10, bytes);
  std::uint8_t back[sizeof bytes] = {};
  co_await i2c.readfrom_mem_into(memory_address, 0x10, back);
  asyncio::print(std::ranges::equal(bytes, back) ? "as written" : "otherwise");
}

asyncio::Coro<> ask_nobody() {
  const std::uint8_t byte = 1;
  const asyncio::machine::I2CRequest request{.out = &byte, .out_size = 1, .address = 0x23};
  const asyncio::Error error = co_await i2c.transact(request);
  asyncio::print(error == asyncio::Error::os(ENODEV) ? "ENODEV" : "another end");
}

asyncio::Coro<> scan() {
  const asyncio::I2CAddresses found = co_await i2c.scan();
  for (int address = 0; address < 128; ++address) {
    if (found.contains(address)) asyncio::print("found", address);
  }
  asyncio::print("scanned");
}

// A device that holds the clock: the transfer takes too long, is given up, and the next one works.
asyncio::Coro<> give_up() {
  std::uint8_t byte = 0;
  const asyncio::machine::I2CRequest request{.in = &byte, .in_size = 1, .address = 0x51};
  const asyncio::Error error = co_await i2c.transact(request);
  const int timed_out = static_cast<int>(asyncio::machine::I2CStatus::timed_out);
  asyncio::print(error == asyncio::Error::os(timed_out) ? "ETIMEDOUT" : "another end");
}

asyncio::Coro<> obey(std::string_view command) {
  if (command == "square") co_await square();
  if (command == "latency") co_await latency();
  if (command == "adc") co_await convert();
  if (command == "memory") co_await remember();
  if (command == "nobody") co_await ask_nobody();
  if (command == "scan") co_await scan();
  if (command == "silent") co_await give_up();
}

asyncio::Coro<> app() {
  board::led1.off();
  board::led2.off();
  board::led3.off();
  asyncio::print("ready");
  for (;;) {
    char buffer[16];
    const std::string_view command = co_await board::console.read_line(buffer);
    co_await obey(command);
  }
}

}  // namespace

int main() { asyncio::run(app()); }
