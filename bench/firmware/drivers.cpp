// SPDX-License-Identifier: MIT
// Drivers: what an edge or a byte takes in the interrupt, and how big they are, each with the frame
// of its run().
#include "bench/firmware/plain_pin.hpp"
#include "bench/firmware/tasks.hpp"

#include <uasyncio/drivers/encoder.hpp>
#include <uasyncio/drivers/htu21d.hpp>
#include <uasyncio/drivers/lcd.hpp>
#include <uasyncio/drivers/lcd_pins.hpp>
#include <uasyncio/drivers/nec_ir.hpp>
#include <uasyncio/drivers/pushbutton.hpp>
#include <uasyncio/drivers/switch.hpp>
#if !defined(__ARM_ARCH_6M__)
#include "ports/lm3s/i2c.hpp"
#endif

#include <board.hpp>

#include <utility>

namespace {

/// One that notes when an edge came.
struct Pin : bench::PlainPin {
  asyncio::Time edge_time() const noexcept { return at; }

  asyncio::Time at = 0;
};

void turn_a_knob() {
  constexpr int edges = 64;
  Pin x, y;
  asyncio::Encoder knob(x, y);
  bench::count_begin();
  for (int n = 0; n != edges / 2; ++n) {
    x.edge();
    y.edge();
  }
  bench::count_end();
  bench::report("encoder, an edge in the interrupt", edges);
}

/// A key: 9 and 4.5 ms, 32 bits, the end.
void press_a_key() {
  constexpr unsigned bits = 0xE916'FF00;
  constexpr int edges = 2 + 64 + 2;
  unsigned lengths[edges] = {9'000, 4'500};
  for (unsigned bit = 0; bit != 32; ++bit) {
    lengths[2 + 2 * bit] = 560;
    lengths[3 + 2 * bit] = (bits >> bit & 1) != 0 ? 1'690 : 560;
  }
  lengths[66] = 560;
  lengths[67] = 40'000;
  Pin pin;
  asyncio::NEC_IR ir(pin, nullptr);
  bench::count_begin();
  for (const unsigned length : lengths) {
    pin.edge();
    pin.at += length;
  }
  bench::count_end();
  bench::report("NEC, an edge in the interrupt", edges);
}

#if !defined(__ARM_ARCH_6M__)
/// Which object it is, the compiler does not know: a handler made for this one would be shorter.
inline asyncio::lm3s::I2CController& some(asyncio::lm3s::I2CController& controller) {
  auto* which = &controller;
  asm volatile("" : "+r"(which));
  return *which;
}

/// One call behind the other: a loop around them would be counted too.
template <std::size_t... Bytes>
void interrupt_for_each(asyncio::lm3s::I2CController& controller, std::index_sequence<Bytes...>) {
  (..., (static_cast<void>(Bytes), some(controller).interrupt()));
}

/// QEMU has no second controller: its registers read as zero, which says that a byte has arrived.
asyncio::Coro<> transfer_bytes() {
  constexpr std::uint16_t bytes = 32;
  constexpr std::uint16_t none = 0;
  static asyncio::lm3s::I2CController controller(1);
  static asyncio::I2C i2c(controller);
  std::uint8_t buffer[bytes];
  for (const bool reads : {false, true}) {
    const asyncio::machine::I2CRequest request{.out = buffer,
                                               .in = buffer,
                                               .out_size = reads ? none : bytes,
                                               .in_size = reads ? bytes : none,
                                               .address = 0x40};
    auto task = asyncio::create_task(i2c.transact(request));
    co_await bench::settle();
    bench::count_begin();
    interrupt_for_each(controller, std::make_index_sequence<bytes>());
    bench::count_end();
    bench::report(reads ? "I2C, a byte read in the interrupt" : "I2C, a byte sent in the interrupt",
                  bytes);
    (void)co_await task;
  }
}
#endif

template <class Driver>
unsigned long with_frame(Driver& driver) {
  const std::size_t before = asyncio::FramePool::current().used();
  const asyncio::Coro<> frame = driver.run();
  return sizeof driver + (asyncio::FramePool::current().used() - before);
}

void weigh() {
  struct Controller {
    void begin(asyncio::machine::I2CTransfer&) {}
    asyncio::machine::Abort abort() { return asyncio::machine::Abort::now; }
  } controller;
  asyncio::I2C i2c(controller);
  asyncio::HTU21D sensor(i2c);
  asyncio::LcdPins pins(board::led1, board::led1, board::led1, board::led1, board::led1,
                        board::led1);
  asyncio::LCD<16, 2> lcd(pins);
  bench::report_bytes("Switch, RAM", sizeof(asyncio::Switch<Pin>));
  bench::report_bytes("EButton, RAM", sizeof(asyncio::EButton<Pin>));
  bench::report_bytes("Pushbutton, RAM", sizeof(asyncio::Pushbutton<Pin>));
  bench::report_bytes("Encoder, RAM", sizeof(asyncio::Encoder<Pin, Pin>));
  bench::report_bytes("NEC_IR, RAM", sizeof(asyncio::NEC_IR<Pin>));
  bench::report_bytes("I2C, RAM", sizeof(asyncio::I2C));
  bench::report_bytes("HTU21D and the frame of run, RAM", with_frame(sensor));
  bench::report_bytes("LCD 16x2 and the frame of run, RAM", with_frame(lcd));
}

asyncio::Coro<> measure() {
  turn_a_knob();
  press_a_key();
  weigh();
#if !defined(__ARM_ARCH_6M__)
  co_await transfer_bytes();
#endif
  co_await bench::settle();
}

}  // namespace

int main() { asyncio::run(measure()); }
