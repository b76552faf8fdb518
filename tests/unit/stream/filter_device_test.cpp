// SPDX-License-Identifier: MIT
// Devices around devices.
#include "tests/support/scenario.hpp"
#include "tests/support/stream_sentences.hpp"

#include <uasyncio/stream/filter_device.hpp>
#include <uasyncio/stream/memory_pair.hpp>
#include <uasyncio/testing/recording_device.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::FilterDevice;
using asyncio::Interest;
using asyncio::MemoryPair;
using asyncio::Task;

namespace {

struct FilteredPair {
  MemoryPair<13> inner;
  FilterDevice first{inner.left};
  FilterDevice left{static_cast<asyncio::Device&>(first)};
  FilterDevice right{inner.right};
};

TEST(FilterDevice, KeepsTheContractThroughSeveralOfThem) {
  EXPECT_EQ(stream_sentences::broken_sentences<FilteredPair>(), "");
}

TEST(FilterDevice, TheInnerDeviceMayGoFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto pair = std::make_unique<MemoryPair<8>>();
              FilterDevice filter(pair->left);
              asyncio::BufferedReader<8> reader(filter);
              auto reads = [](asyncio::StreamReader* its) -> Coro<> {
                say(co_await error_of(its->read()));
              };
              Task<> task = asyncio::create_task(reads(&reader));
              co_await asyncio::sleep_ms(1);
              pair.reset();
              co_await task;
            }),
            "OSError ok");
}

class Named final : public asyncio::Device {
 public:
  std::string_view extra_info(std::string_view name, std::span<char>) noexcept override {
    return name == "name" ? "the inner one" : "";
  }
};

TEST(FilterDevice, KnowsWhatTheInnerDeviceKnowsUntilItIsClosedOrTheInnerOneHasGone) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto inner = std::make_unique<Named>();
              FilterDevice filter(*inner);
              FilterDevice outer(static_cast<asyncio::Device&>(filter));
              asyncio::BufferedWriter<8> writer(outer);
              char room[32];
              say(outer.extra_info("name", room), writer.get_extra_info("name", room));
              inner.reset();
              say(outer.extra_info("name", room).empty());
              say(writer.get_extra_info("name", room).empty());
              Named other;
              FilterDevice closed(other);
              closed.close();
              say(closed.extra_info("name", room).empty());
              co_return;
            }),
            "the inner one the inner one 1 1 1 ok");
}

TEST(RecordingDevice, WritesDownWhatGoesThrough) {
  EXPECT_EQ(played([]() -> Coro<> {
              MemoryPair<8> pair;
              std::string record;
              asyncio::testing::RecordingDevice recorder(
                  pair.left,
                  [](void* argument, Interest direction, std::span<const std::byte> bytes) {
                    auto& text = *static_cast<std::string*>(argument);
                    text += direction == Interest::read ? "<" : ">";
                    text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
                  },
                  &record);
              asyncio::BufferedReader<8> reader(recorder);
              asyncio::BufferedWriter<8> writer(recorder);
              co_await writer.awrite("ask");
              (void)pair.right.try_write(std::as_bytes(std::span("yes", 3)));
              (void)pair.right.finish_writing();
              (void)co_await reader.read_until_eof();
              say(record);
            }),
            ">ask<yes< ok");
}

}  // namespace
