// NEC_IR against recordings of others: what was sent is heard, however it is distorted, and nothing
// else.
#include "tests/support/nec_signal.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <uasyncio/testing/wave.hpp>

using nec::Lengths;
using uasyncio::testing::Chance;

namespace {

struct Recording {
  Lengths lengths;
  bool is_nec;
};

std::vector<Recording> recordings(const std::string& name) {
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

struct Count {
  int frames = 0, repeats = 0, false_keys = 0;
};

Count heard(int per_mille, int more_mark, int jitter) {
  Count count;
  Chance chance(7);
  for (const Recording& one : recordings("flipper_irdb_raw.jsonl")) {
    Lengths lengths = one.lengths;
    for (std::size_t n = 0; n != lengths.size(); ++n) {
      const auto length = static_cast<std::int64_t>(lengths[n]) * per_mille / 1000 +
                          (n % 2 == 0 ? more_mark : -more_mark) + chance.between(-jitter, jitter);
      lengths[n] = static_cast<std::uint64_t>(std::max<std::int64_t>(length, 1));
    }
    nec::Reader reader;
    reader.burst(lengths);
    count.frames += one.is_nec ? reader.frames : 0;
    // Six of them follow bursts that noise has split: they are heard, and belong to no key.
    const int all_repeats = reader.repeats + reader.decoder.repeats_without_key();
    count.repeats += one.is_nec ? all_repeats : 0;
    count.false_keys += one.is_nec ? 0 : reader.frames + reader.repeats;
  }
  return count;
}

TEST(NecRecordings, FramesAndRepeatsUnderEachDistortion) {
  struct Row {
    int per_mille, more_mark, jitter, frames;
  };
  for (const auto& [per_mille, more_mark, jitter, frames] :
       {Row{1000, 0, 0, 151}, Row{800, 0, 0, 151}, Row{1100, 0, 0, 151}, Row{1200, 0, 0, 151},
        Row{1000, 200, 0, 151}, Row{1000, -200, 0, 151}, Row{1000, 0, 75, 151},
        Row{800, 0, 50, 151}, Row{1200, 0, 50, 151}}) {
    const Count count = heard(per_mille, more_mark, jitter);
    EXPECT_EQ(count.frames, frames) << per_mille << " " << more_mark << " " << jitter;
    EXPECT_EQ(count.repeats, 197) << per_mille << " " << more_mark << " " << jitter;
    EXPECT_EQ(count.false_keys, 0) << per_mille << " " << more_mark << " " << jitter;
  }
}

}  // namespace
