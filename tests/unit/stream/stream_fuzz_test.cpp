// SPDX-License-Identifier: MIT
// Writers and readers that are cancelled and run out of time at any place, by seed, over a faulty
// way: each message is whole or absent, in the order of its writer, and what was said to be sent
// has come.
#include "tests/support/scenario.hpp"
#include "tests/support/scripted_device.hpp"

#include <map>
#include <uasyncio/stream/memory_pair.hpp>
#include <uasyncio/stream/reader.hpp>
#include <uasyncio/stream/writer.hpp>
#include <uasyncio/testing/faulty_device.hpp>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;
using asyncio::testing::Chance;

namespace {

constexpr std::size_t buffer_size = 24;
constexpr std::size_t name_size = 6;  // its writer, and five digits

/// "a00042....\n": who wrote it, its number, and more by its size.
std::string message(char writer, int number, std::size_t size) {
  const std::string digits = std::to_string(number);
  std::string text = writer + std::string(name_size - 1 - digits.size(), '0') + digits;
  text.resize(size - 1, '.');
  return text + '\n';
}

struct World {
  explicit World(std::uint64_t seed)
      : chance(seed),
        faulty_left(pair.left, static_cast<std::uint32_t>(seed)),
        faulty_right(pair.right, static_cast<std::uint32_t>(seed + 1)) {}

  int some_ms() { return static_cast<int>(chance.between(0, 3)); }

  Chance chance;
  asyncio::MemoryPair<11> pair;
  asyncio::testing::FaultyDevice faulty_left, faulty_right;
  asyncio::BufferedWriter<buffer_size> writer{faulty_left};
  asyncio::BufferedReader<buffer_size> reader{faulty_right};
  asyncio::BufferedWriter<1> right_writer{faulty_right};
  std::vector<std::string> must_come;  // the names of those that were said to be sent
  std::vector<std::string> came;
};

/// In one of the ways to write; true if it was said to be sent.
Coro<bool> write_one(World& world, std::string text) {
  switch (world.chance.next() % 5) {
    case 0: co_return world.writer.write(text);
    case 1: {
      const auto end = co_await asyncio::as_result(
          asyncio::wait_for_ms(world.writer.awrite(text), world.some_ms()));
      co_return end.ok();
    }
    case 2: {
      const std::size_t cut = world.chance.next() % text.size();
      const std::string_view all = text;
      const asyncio::detail::ConstBytes pieces[] = {all.substr(0, cut), std::string_view(),
                                                    all.substr(cut)};
      const auto end = co_await asyncio::as_result(
          asyncio::wait_for_ms(world.writer.writelines(pieces), world.some_ms()));
      co_return end.ok();
    }
    case 3: {
      auto writes = [](World& its, const std::string& its_text) -> Coro<> {
        co_await its.writer.awrite(its_text);
      };
      Task<> task = asyncio::create_task(writes(world, text));
      co_await asyncio::sleep_ms(world.some_ms());
      const bool was_done = task.done();
      co_await asyncio::cancel_and_wait(task);
      co_return was_done;
    }
    default: co_await world.writer.awrite(text); co_return true;
  }
}

Coro<> write_messages(World& world, char name, int count) {
  for (int number = 0; number != count; ++number) {
    const auto size = static_cast<std::size_t>(world.chance.between(name_size + 1, buffer_size));
    const std::string text = message(name, number, size);
    const bool is_sent = co_await write_one(world, text);
    if (is_sent) world.must_come.push_back(text.substr(0, name_size));
    if (world.chance.one_in(4)) {
      (void)co_await asyncio::as_result(
          asyncio::wait_for_ms(world.writer.drain(), world.some_ms()));
    }
  }
}

/// The end is an empty one.
Coro<std::string> read_line(World& world) {
  for (;;) {
    if (world.chance.one_in(6)) co_await asyncio::sleep_ms(world.some_ms());
    if (world.chance.one_in(4)) {
      (void)co_await asyncio::as_result(
          asyncio::wait_for_ms(world.reader.peek(buffer_size), world.some_ms()));
    }
    auto line =
        co_await asyncio::as_result(asyncio::wait_for_ms(world.reader.readline(), world.some_ms()));
    if (line.ok()) co_return std::string(*line);
    if (!(line.error() == asyncio::Error::timeout)) co_return line.error().name();
  }
}

Coro<> read_lines(World& world) {
  for (;;) {
    std::string line = co_await read_line(world);
    if (line.empty()) break;
    world.came.push_back(std::move(line));
    if (world.came.back().back() != '\n') break;
  }
  world.right_writer.close();
}

/// What is wrong with that which came; "" is nothing.
std::string fault_of(const World& world) {
  std::map<char, int> last;
  std::string names;
  for (const std::string& line : world.came) {
    const char writer = line[0];
    const int number = std::atoi(line.c_str() + 1);
    const bool is_whole = line.size() > name_size && line == message(writer, number, line.size());
    if (!is_whole) return "torn: " + line;
    if (last.contains(writer) && last[writer] >= number) return "out of order: " + line;
    last[writer] = number;
    names += line.substr(0, name_size) + ' ';
  }
  for (const std::string& name : world.must_come) {
    if (names.find(name) == std::string::npos) return "lost: " + name;
  }
  return "";
}

TEST(StreamFuzz, MessagesAreWholeOrAbsentWhereverTheyAreCancelled) {
  constexpr int messages = 20;
  constexpr std::string_view writer_names = "abc";
  const unsigned runs = scripted_device::fuzz_runs(20'000);
  std::string fault;
  const auto body = [&]() -> Coro<> {
    for (std::uint64_t seed = 1; seed * messages * writer_names.size() < runs && fault.empty();
         ++seed) {
      World world(seed);
      Task<> reader = asyncio::create_task(read_lines(world));
      std::vector<Task<>> writers;
      for (const char name : writer_names) {
        writers.push_back(asyncio::create_task(write_messages(world, name, messages)));
      }
      for (Task<>& each : writers) co_await each;
      world.writer.close();
      co_await world.writer.wait_closed();
      co_await reader;
      fault = fault_of(world);
      if (!fault.empty()) fault += " of seed " + std::to_string(seed);
    }
  };
  EXPECT_EQ(played(body), "ok");
  EXPECT_EQ(fault, "");
}

}  // namespace
