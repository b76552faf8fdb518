// SPDX-License-Identifier: MIT
// Streams that are always ready let the others run.
#include "tests/support/scenario.hpp"

#include <uasyncio/stream/memory_pair.hpp>
#include <uasyncio/stream/reader.hpp>
#include <uasyncio/stream/step_budget.hpp>
#include <uasyncio/stream/writer.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

namespace {

/// Always has bytes, and room for more.
class Firehose final : public asyncio::Device {
 public:
  asyncio::Attempt try_read(std::span<std::byte> room) noexcept override {
    std::fill(room.begin(), room.end(), std::byte{'x'});
    return asyncio::Attempt::moved(room.size());
  }
  asyncio::Attempt try_write(std::span<const std::byte> bytes) noexcept override {
    return asyncio::Attempt::moved(std::min<std::size_t>(bytes.size(), 4'096));
  }
};

/// How often `operation` is done before another task has its turn.
template <class Operation>
int done_before_another(Operation operation) {
  int count = 0;
  EXPECT_EQ(played([&]() -> Coro<> {
              asyncio::detail::StepBudget::renew();  // a task before may have had the same place
              bool has_run = false;
              auto other = [](bool* flag) -> Coro<> {
                *flag = true;
                co_return;
              };
              Firehose device;
              asyncio::BufferedReader<64> reader(device);
              asyncio::BufferedWriter<64> writer(device);
              Task<> task = asyncio::create_task(other(&has_run));
              while (!has_run) {
                co_await operation(reader, writer);
                ++count;
              }
            }),
            "ok");
  return count;
}

using asyncio::StreamReader;
using asyncio::StreamWriter;

TEST(StepBudget, After64OperationsTheNextOneLetsOthersRun) {
  constexpr int first_that_pauses = 65;
  EXPECT_EQ(done_before_another([](StreamReader& r, StreamWriter&) { return r.read(1); }),
            first_that_pauses);
  EXPECT_EQ(done_before_another([](StreamReader&, StreamWriter& w) { return w.awrite("x"); }),
            first_that_pauses);
  EXPECT_EQ(done_before_another([](StreamReader&, StreamWriter& w) { return w.drain(); }),
            first_that_pauses);
}

/// Also if there is nobody else who could run.
TEST(StepBudget, AfterAPauseTheNextOperationsAreDoneAtOnceAgain) {
  EXPECT_EQ(played([]() -> Coro<> {
              Firehose device;
              asyncio::BufferedReader<64> reader(device);
              asyncio::BufferedWriter<64> writer(device);
              asyncio::detail::StepBudget::renew();
              for (int count = 0; count != 65; ++count) co_await reader.readexactly(1);
              say(reader.readexactly(1).await_ready());
              asyncio::detail::StepBudget::renew();
              for (int count = 0; count != 65; ++count) co_await writer.awrite("x");
              say(writer.awrite("x").await_ready());
              asyncio::detail::StepBudget::renew();
              for (int count = 0; count != 65; ++count) co_await writer.drain();
              say(writer.drain().await_ready());
            }),
            "1 1 1 ok");
}

TEST(StepBudget, AReadOfTwoPartsIsCountedInTimeWhereverItComes) {
  for (int before = 0; before != 3; ++before) {
    int count = 0;
    const auto operation = [&](StreamReader& reader, StreamWriter&) -> Coro<> {
      static char memory[65];
      for (; count < before; ++count) (void)co_await reader.read(1);
      count += 2;
      (void)co_await reader.peek(64);
      (void)co_await reader.readinto(memory);  // what is in the full buffer, and more behind it
    };
    (void)done_before_another(operation);
    EXPECT_LE(count, 66) << before;
  }
}

TEST(StepBudget, After64KilobytesToo) {
  static char memory[20'000];
  EXPECT_EQ(done_before_another([](StreamReader& r, StreamWriter&) { return r.readinto(memory); }),
            5);
  EXPECT_EQ(done_before_another([](StreamReader&, StreamWriter& w) { return w.awrite(memory); }),
            5);
}

TEST(StepBudget, OneReadOrWriteOfAnyLengthPausesInBetween) {
  static char memory[1'000'000];
  EXPECT_EQ(done_before_another([](StreamReader&, StreamWriter& w) { return w.awrite(memory); }),
            1);
  EXPECT_EQ(played([]() -> Coro<> {
              Firehose device;
              asyncio::BufferedReader<64> reader(device);
              auto other = []() -> Coro<> {
                say("another");
                co_return;
              };
              Task<> task = asyncio::create_task(other());
              // No delimiter ever: it must be possible to cancel it.
              auto skips = [](StreamReader* its) -> Coro<> { (void)co_await its->skip_until("y"); };
              Task<> skip = asyncio::create_task(skips(&reader));
              co_await asyncio::sleep_ms(0);
              co_await asyncio::sleep_ms(0);
              co_await asyncio::cancel_and_wait(skip);
              say("cancelled");
            }),
            "another cancelled ok");
}

}  // namespace
