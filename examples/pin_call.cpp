// SPDX-License-Identifier: MIT
// A device that an interrupt serves: each change of a pin is a byte to be read, and a task calls a
// function for it. micropython-async's PinCall. The pin is played by a task; with a real one it is
// that of the board: PinCall device(board::button).
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/stream/device.hpp>
#include <uasyncio/testing/pin.hpp>

namespace asyncio = uasyncio;

// [device]
/// Bytes '1' and '0': the pin has risen, or fallen. Changes that nobody has read in time are one.
template <asyncio::machine::InterruptPin Pin>
class PinChanges : public asyncio::Device {
 public:
  explicit PinChanges(Pin& pin) noexcept : pin_(&pin), told_(pin.value()) {
    error_ = pin.irq(asyncio::machine::Edge::both, &on_edge, this);
  }
  ~PinChanges() { pin_->irq(nullptr); }

  asyncio::Attempt try_read(std::span<std::byte> room) noexcept override {
    if (error_) return asyncio::Attempt::failed(error_);
    const bool level = pin_->value();
    if (level == told_) return asyncio::Attempt::would_block();
    told_ = level;
    room[0] = static_cast<std::byte>(level ? '1' : '0');
    return asyncio::Attempt::moved(1);
  }

 private:
  static void on_edge(void* device) { static_cast<PinChanges*>(device)->notify_readable(); }

  Pin* pin_;
  bool told_;
  asyncio::Error error_;
};
// [/device]

// [calls]
asyncio::Coro<> call(asyncio::Device& changes, void (*rises)(), void (*falls)()) {
  asyncio::BufferedReader<1> reader(changes);
  while (true) {
    const std::string_view change = co_await reader.readexactly(1);
    (change == "1" ? rises : falls)();
  }
}
// [/calls]

asyncio::Coro<> app() {
  asyncio::testing::Pin pin(false);
  PinChanges changes(pin);
  asyncio::OwnedTask<> caller = asyncio::create_task(
      call(changes, [] { asyncio::print("risen"); }, [] { asyncio::print("fallen"); }));
  for (const bool level : {true, false, true}) {
    co_await asyncio::sleep_ms(10);
    pin.set(level);
  }
  co_await asyncio::sleep_ms(10);
}

int main() { asyncio::run(app()); }
