// SPDX-License-Identifier: MIT
// A timer as a stream device: what is read is one byte each period. micropython-async's
// MillisecTimer, whose task comes in time under Policy::io_first however busy the others are.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/stream/polled_device.hpp>

namespace asyncio = uasyncio;

// [device]
class MillisecTimer : public asyncio::PolledDevice {
 public:
  explicit MillisecTimer(unsigned milliseconds) noexcept
      : period_(milliseconds * asyncio::Time{1'000}), due_(now() + period_) {}

  asyncio::Attempt try_read(std::span<std::byte> room) noexcept override {
    if (now() < due_) return asyncio::Attempt::would_block();
    due_ += period_;
    room[0] = std::byte{'.'};
    return asyncio::Attempt::moved(1);
  }
  asyncio::Time next_look(asyncio::Interest) noexcept override { return due_; }

 private:
  asyncio::Time period_;
  asyncio::Time due_;
};
// [/device]

asyncio::Coro<> app() {
  MillisecTimer timer(100);
  asyncio::BufferedReader<1> ticks(timer);
  for (int count = 1; count <= 5; ++count) {
    co_await ticks.readexactly(1);
    asyncio::print("tick", count);
    co_await asyncio::sleep_ms(30 * count % 70);  // the ticks do not drift
  }
}

int main() { asyncio::run(app()); }
