// SPDX-License-Identifier: MIT
// Frames of NEC remote controls as marks and spaces, and what a decoder makes of such.
#pragma once

#include <cstdint>
#include <string>
#include <uasyncio/drivers/nec_decoder.hpp>
#include <vector>

namespace nec {

using Lengths = std::vector<std::uint64_t>;  // marks and spaces in turn, in microseconds

inline Lengths frame_of(std::uint32_t word) {
  Lengths lengths{9000, 4500};
  for (int bit = 0; bit != 32; ++bit) {
    lengths.push_back(562);
    lengths.push_back((word >> bit & 1) != 0 ? 1688 : 563);
  }
  lengths.back() = 562;  // the 33rd mark, in place of the last space ...
  lengths.insert(lengths.end() - 1, (word >> 31) != 0 ? 1688 : 563);  // ... which goes before it
  return lengths;
}
inline std::uint32_t word_of(unsigned addr, unsigned data) {
  const unsigned address = addr > 255 ? addr : (addr | (~addr & 0xff) << 8);
  return address | data << 16 | (~data & 0xff) << 24;
}
inline Lengths key(unsigned addr, unsigned data) { return frame_of(word_of(addr, data)); }
inline Lengths repeat() { return {9000, 2250, 562}; }

/// Feeds bursts to a decoder, and tells their meanings.
class Reader {
 public:
  explicit Reader(bool extended = true) : decoder(extended) {}

  /// The burst, and then a pause.
  void burst(const Lengths& lengths, std::uint64_t pause = 40'000) {
    bool level = false;
    for (const auto length : lengths) {
      edge(level);
      time += length;
      level = !level;
    }
    if (level) edge(true);
    time += pause;
    look();
  }
  void edge(bool level) {
    look();
    (void)decoder.edge(level, uasyncio::at_microseconds(time));
  }
  void look() {
    while (const auto key = decoder.take(uasyncio::at_microseconds(time))) {
      if (key->data >= 0) ++frames;
      if (key->data == uasyncio::NecKey::REPEAT) ++repeats;
      text +=
          (text.empty() ? "" : " ") + std::to_string(key->data) + "@" + std::to_string(key->addr);
    }
  }

  uasyncio::NecDecoder decoder;
  uasyncio::Time time = 1'000'000;
  std::string text;
  int frames = 0;
  int repeats = 0;
};

}  // namespace nec
