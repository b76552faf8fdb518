// SPDX-License-Identifier: MIT
// An infra-red remote control switches a lamp. Its bursts are played by a task; on the Pico with
// ./run --panel the receiver is on a pin, and you press the keys.
// WIRE: remote GP15
#include <uasyncio.hpp>
#include <uasyncio/drivers/nec_ir.hpp>

#include <board.hpp>
#if UASYNCIO_WIRED && UASYNCIO_BOARD_PICO
using Pin = decltype(board::button);
#else
#include <uasyncio/testing/pin.hpp>
using uasyncio::testing::Pin;
#endif

namespace asyncio = uasyncio;
using asyncio::NecKey;

// [receive]
asyncio::Coro<> obey(asyncio::NEC_IR<Pin>& ir) {
  while (auto key = co_await ir.next()) {
    if (key->data == NecKey::REPEAT) {
      asyncio::print("  still pressed");
    } else if (key->data < 0) {
      asyncio::print("  not understood:", key->data);
    } else {
      asyncio::print("  key", key->data, "of the remote control", key->addr);
    }
  }
}
// [/receive]

#if UASYNCIO_WIRED && UASYNCIO_BOARD_PICO
asyncio::Coro<> app() {
  asyncio::NEC_IR ir(board::button, nullptr, false);
  co_await obey(ir);
}
#else
asyncio::Coro<> mark(Pin& receiver, int mark_us, int space_us) {
  receiver.set(false);
  co_await asyncio::sleep_us(mark_us);
  receiver.set(true);
  co_await asyncio::sleep_us(space_us);
}

asyncio::Coro<> press(Pin& receiver, std::uint8_t addr, std::uint8_t data, int bits) {
  const std::uint32_t word = addr | (~addr & 0xffu) << 8 | data << 16u | (~data & 0xffu) << 24;
  co_await mark(receiver, 9000, 4500);
  for (int bit = 0; bit < bits; ++bit) {
    co_await mark(receiver, 562, (word >> bit & 1) != 0 ? 1688 : 563);
  }
  co_await mark(receiver, 562, 40'000);
}

asyncio::Coro<> app() {
  Pin receiver(true, "receiver");
  asyncio::NEC_IR ir(receiver, nullptr, false);
  auto lamp = asyncio::create_task(obey(ir));
  asyncio::print("a key, held a little");
  co_await press(receiver, 0x40, 2, 32);
  co_await mark(receiver, 9000, 2250);
  co_await mark(receiver, 562, 96'000);
  asyncio::print("somebody walks through the beam");
  co_await press(receiver, 0x40, 2, 20);
  if (asyncio::testing::is_watched()) co_await asyncio::sleep(20);  // your turn
  co_await asyncio::cancel_and_wait(lamp);
}
#endif

int main() { asyncio::run(app()); }
