// SPDX-License-Identifier: MIT
// A device of your own that says itself when to look at it next: a letter comes each 200 ms, and a
// letter can go each 100 ms. micropython-async's iorw.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/stream/polled_device.hpp>

namespace asyncio = uasyncio;

// [device]
class MyIO : public asyncio::PolledDevice {
 public:
  asyncio::Attempt try_read(std::span<std::byte> room) noexcept override {
    if (now() < next_letter_) return asyncio::Attempt::would_block();
    next_letter_ += 200'000;
    constexpr std::string_view text = "ready\n";
    room[0] = static_cast<std::byte>(text[read_++ % text.size()]);
    return asyncio::Attempt::moved(1);
  }
  asyncio::Attempt try_write(std::span<const std::byte> bytes) noexcept override {
    if (now() < next_room_) return asyncio::Attempt::would_block();
    next_room_ = now() + 100'000;
    last_[count_++ % sizeof last_] = static_cast<char>(bytes[0]);
    return asyncio::Attempt::moved(1);
  }
  asyncio::Time next_look(asyncio::Interest interest) noexcept override {
    return interest == asyncio::Interest::read ? next_letter_ : next_room_;
  }
  // [/device]

  /// The last ten letters that were written, if it was a multiple of ten.
  std::string_view last() const noexcept { return {last_, sizeof last_}; }

 private:
  asyncio::Time next_letter_ = now() + 200'000;
  asyncio::Time next_room_ = 0;
  unsigned read_ = 0;
  unsigned count_ = 0;
  char last_[10] = {};
};

void say(const char* what, std::string_view text) {
  asyncio::print(asyncio::Loop::running()->time() / 100'000, what, text);
}

asyncio::Coro<> receive(asyncio::StreamReader& reader) {
  for (int count = 0; count != 3; ++count) {
    std::string_view line = co_await reader.readline();
    line.remove_suffix(1);  // its newline
    say("read", line);
  }
}

asyncio::Coro<> send(asyncio::StreamWriter& writer, MyIO& device) {
  for (int count = 0; count != 2; ++count) {
    co_await writer.awrite("Hello MyIO");
    say("wrote", device.last());
  }
}

asyncio::Coro<> app() {
  MyIO device;
  asyncio::BufferedReader<16> reader(device);
  asyncio::BufferedWriter<16> writer(device);
  co_await asyncio::gather(receive(reader), send(writer, device));
}

int main() { asyncio::run(app()); }
