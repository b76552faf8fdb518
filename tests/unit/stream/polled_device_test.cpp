// SPDX-License-Identifier: MIT
// A device without an interrupt: the loop sleeps until its next look.
// If nobody waits, nothing runs.
#include "tests/support/scenario.hpp"

#include <uasyncio/stream/polled_device.hpp>
#include <uasyncio/stream/reader.hpp>
#include <uasyncio/stream/writer.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Interest;
using asyncio::Task;
using asyncio::Time;

namespace {

/// A letter each 200 ms, room for one each 100 ms, as micropython-async's iorw device.
class Slow final : public asyncio::PolledDevice {
 public:
  asyncio::Attempt try_read(std::span<std::byte> room) noexcept override {
    ++tries;
    if (now() < next_letter_) return asyncio::Attempt::would_block();
    next_letter_ = now() + 200'000;
    room[0] = static_cast<std::byte>(letter_++);
    return asyncio::Attempt::moved(1);
  }
  asyncio::Attempt try_write(std::span<const std::byte>) noexcept override {
    if (now() < next_room_) return asyncio::Attempt::would_block();
    next_room_ = now() + 100'000;
    return asyncio::Attempt::moved(1);
  }
  Time next_look(Interest interest) noexcept override {
    return interest == Interest::read ? next_letter_ : next_room_;
  }
  int tries = 0;

 private:
  Time next_letter_ = 200'000;
  Time next_room_ = 100'000;
  char letter_ = 'a';
};

TEST(PolledDevice, IsLookedAtWhenItSays) {
  EXPECT_EQ(played([]() -> Coro<> {
              Slow device;
              asyncio::BufferedReader<8> reader(device);
              asyncio::BufferedWriter<8> writer(device);
              auto writes = [](asyncio::StreamWriter* its) -> Coro<> {
                co_await its->awrite("1234");
                say("wrote", now_ms());
              };
              Task<> task = asyncio::create_task(writes(&writer));
              for (int round = 0; round != 3; ++round) {
                const std::string_view letter = co_await reader.read();
                say(letter, now_ms());
              }
              say("tries", device.tries);
            }),
            "a 200 b 400 wrote 400 c 600 tries 8 ok");
}

TEST(PolledDevice, NobodyWaitsNothingRuns) {
  EXPECT_EQ(played([]() -> Coro<> {
              Slow device;
              asyncio::BufferedReader<8> reader(device);
              say(co_await error_of(asyncio::wait_for_ms(reader.read(), 50)));
              const auto before = asyncio::Loop::running()->wakeups();
              co_await asyncio::sleep(3600);
              say(asyncio::Loop::running()->wakeups() - before);
            }),
            "TimeoutError 2 ok");
}

TEST(PolledDevice, MayGoWhileItIsWaitedFor) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto device = std::make_unique<Slow>();
              asyncio::BufferedReader<8> reader(*device);
              auto reads = [](asyncio::StreamReader* its) -> Coro<> {
                say(co_await error_of(its->read()));
              };
              Task<> task = asyncio::create_task(reads(&reader));
              co_await asyncio::sleep_ms(1);
              device.reset();
              co_await task;
            }),
            "OSError ok");
}

}  // namespace
