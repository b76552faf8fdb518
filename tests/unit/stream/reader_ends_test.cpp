// SPDX-License-Identifier: MIT
// How a StreamReader ends: closed, destroyed, without its device, or by an error of the line.
#include "tests/support/scenario.hpp"

#include <cerrno>
#include <cstring>
#include <memory>
#include <uasyncio/stream/memory_pair.hpp>
#include <uasyncio/stream/reader.hpp>

using namespace scenario;
using asyncio::BufferedReader;
using asyncio::Coro;
using asyncio::Error;
using asyncio::MemoryPair;
using asyncio::StreamReader;
using asyncio::Task;

namespace {

TEST(StreamReader, OneThatIsClosedGivesNothingOfItsBufferAnyMore) {
  EXPECT_EQ(played([]() -> Coro<> {
              MemoryPair<8> pipe;
              BufferedReader<8> reader(pipe.left);
              (void)pipe.right.try_write(std::as_bytes(std::span("abc", 3)));
              say(co_await reader.peek());
              pipe.left.close_and_tell();
              say(co_await code_of(reader.readexactly(2)) == EBADF);
              say(co_await code_of(reader.read()) == EBADF);
            }),
            "abc 1 1 ok");
}

/// As a UART: "ab", then an error that is told once, then "cd".
class LosesAByte final : public asyncio::Device {
 public:
  asyncio::Attempt try_read(std::span<std::byte> room) noexcept override {
    constexpr std::string_view texts[] = {"ab", "", "cd"};
    if (step_ == std::size(texts)) return asyncio::Attempt::would_block();
    const std::string_view text = texts[step_++];
    if (text.empty()) return asyncio::Attempt::failed(Error::os(EOVERFLOW));
    std::memcpy(room.data(), text.data(), text.size());
    return asyncio::Attempt::moved(text.size());
  }

 private:
  std::size_t step_ = 0;
};

TEST(StreamReader, AnErrorBehindWhatCameIsToldByTheNextReadAlsoPastTheBuffer) {
  EXPECT_EQ(played([]() -> Coro<> {
              LosesAByte device;
              BufferedReader<4> reader(device);
              char memory[8];
              say(co_await reader.read_until_idle(1));
              say(co_await code_of(reader.readinto(memory)) == EOVERFLOW);
              say(co_await reader.readinto(memory), std::string_view(memory, 2));
            }),
            "ab 1 2 cd ok");
}

TEST(StreamReader, ADeviceThatGoesFailsItsReader) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto pair = std::make_unique<MemoryPair<16>>();
              BufferedReader<16> reader(pair->left);
              auto read = [](StreamReader* its) -> Coro<> {
                auto result = co_await asyncio::as_result(its->read());
                say(result.error().code == EBADF);
              };
              Task<> task = asyncio::create_task(read(&reader));
              co_await asyncio::sleep_ms(1);
              pair.reset();
              co_await task;
              auto later = co_await asyncio::as_result(reader.read());
              say(later.error().code == EBADF);
            }),
            "1 1 ok");
}

TEST(StreamReader, OneThatIsDestroyedCancelsWhoReads) {
  const std::string text = played([]() -> Coro<> {
    MemoryPair<16> pair;
    auto reader = std::make_unique<BufferedReader<16>>(pair.left);
    auto read = [](StreamReader* its) -> Coro<> {
      Guard guard("~read");
      (void)co_await its->read();
    };
    Task<> task = asyncio::create_task(read(reader.get()));
    co_await asyncio::sleep_ms(1);
    reader.reset();
    say(co_await error_of(task));
    (void)pair.right.try_write(std::as_bytes(std::span("x", 1)));
    co_await asyncio::sleep_ms(1);
  });
  EXPECT_EQ(text, "~read CancelledError ok");
}

}  // namespace
