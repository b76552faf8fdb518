// SPDX-License-Identifier: MIT
// NEC_IR against recordings of others: what was sent is heard, however it is distorted, and nothing
// else.
#include "tests/support/nec_signal.hpp"
#include "tests/support/scenario.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <uasyncio/drivers/nec_ir.hpp>
#include <uasyncio/testing/wave.hpp>

using nec::Lengths;
using uasyncio::testing::Chance;

namespace {

struct Recording {
  Lengths lengths;
  bool is_nec;
};

std::vector<Recording> bursts_of(const std::string& name) {
  const char* const folder = std::getenv("UASYNCIO_DATA");
  std::ifstream file(std::string(folder == nullptr ? "" : folder) + "/ir/" + name);
  std::vector<Recording> all;
  for (std::string line; std::getline(file, line);) {
    Recording one{{}, line.find(R"("cls":"nec")") != std::string::npos};
    const auto start = line.find("\"raw_us\":[") + 10;
    std::istringstream numbers(line.substr(start, line.find(']', start) - start));
    for (std::string number; std::getline(numbers, number, ',');) {
      one.lengths.push_back(std::stoull(number));
    }
    all.push_back(one);
  }
  return all;
}

/// What is wrong with a receiver and its clock.
struct Distortion {
  int per_mille, more_mark, jitter;
};
constexpr Distortion distortions[] = {{1000, 0, 0},  {800, 0, 0},    {1100, 0, 0},
                                      {1200, 0, 0},  {1000, 200, 0}, {1000, -200, 0},
                                      {1000, 0, 75}, {800, 0, 50},   {1200, 0, 50}};

/// What one recording brings. Six repeats follow bursts that noise has split: they are heard, and
/// belong to no key.
struct Heard {
  int frames = 0, repeats = 0, repeats_without_key = 0;
};

Heard decoded(const Lengths& lengths) {
  nec::Reader reader;
  reader.burst(lengths);
  return {reader.frames, reader.repeats, reader.decoder.repeats_without_key()};
}

uasyncio::Coro<> blocks() {
  while (true) {
    scenario::sim()->work_ms(2);
    co_await uasyncio::sleep_ms(0);
  }
}

/// The same by the driver, while 16 tasks block the loop.
Heard received(const Lengths& lengths) {
  Heard heard;
  scenario::played([&]() -> uasyncio::Coro<> {
    uasyncio::testing::Pin pin;
    const auto count = [](int data, int, Heard* all) {
      if (data >= 0) ++all->frames;
      if (data == uasyncio::NecKey::REPEAT) ++all->repeats;
    };
    uasyncio::NEC_IR ir(pin, count, true, &heard);
    for (int n = 0; n != 16; ++n) uasyncio::create_task(blocks());
    uasyncio::testing::Wave wave;
    wave.pulses(lengths).change();
    wave.play(*scenario::sim(), pin, 1'000);
    co_await uasyncio::sleep_us(wave.length() + 100'000);
    heard.repeats_without_key = ir.repeats_without_key();
  });
  return heard;
}

void expect_all_and_nothing_else(Heard (*hear)(const Lengths&), const Distortion& distortion) {
  const auto& [per_mille, more_mark, jitter] = distortion;
  SCOPED_TRACE(std::to_string(per_mille) + " " + std::to_string(more_mark) + " " +
               std::to_string(jitter));
  Chance chance(7);
  Heard all;
  for (const Recording& one : bursts_of("flipper_irdb_raw.jsonl")) {
    Lengths lengths = one.lengths;
    for (std::size_t n = 0; n != lengths.size(); ++n) {
      const auto length = static_cast<std::int64_t>(lengths[n]) * per_mille / 1000 +
                          (n % 2 == 0 ? more_mark : -more_mark) + chance.between(-jitter, jitter);
      lengths[n] = static_cast<std::uint64_t>(std::max<std::int64_t>(length, 1));
    }
    const Heard heard = hear(lengths);
    if (one.is_nec) {
      all.frames += heard.frames;
      all.repeats += heard.repeats + heard.repeats_without_key;
    } else {
      EXPECT_EQ(heard.frames + heard.repeats, 0) << "a false key";
    }
  }
  EXPECT_EQ(all.frames, 151);
  EXPECT_EQ(all.repeats, 197);
}

TEST(NecRecordings, FramesAndRepeatsUnderEachDistortion) {
  for (const Distortion& each : distortions) expect_all_and_nothing_else(decoded, each);
}

TEST(NecRecordings, TheSameWhileSixteenTasksBlockTheLoop) {
  for (const Distortion& each : distortions) expect_all_and_nothing_else(received, each);
}

}  // namespace
