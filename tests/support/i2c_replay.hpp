// SPDX-License-Identifier: MIT
// A recorded I2C bus takes the place of the devices on it: what they did to the wires then, they do
// again, for a controller that asks the same.
#pragma once

#include <cstdint>
#include <string>
#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/threadsafe/alarm.hpp>
#include <vector>

namespace i2c_replay {

struct Edge {
  std::uint64_t nanos;
  bool scl, sda;
};

/// What is between a START and the next one, or a STOP.
struct Segment {
  std::vector<bool> bits;
  std::vector<std::uint64_t> low_nanos;  // how long SCL was low before each of them
  bool ends_with_stop = false;

  std::size_t size() const { return bits.size() / 9; }
  std::uint8_t byte(std::size_t place) const {
    unsigned value = 0;
    for (std::size_t bit = 0; bit != 8; ++bit) value = value << 1 | bits[place * 9 + bit];
    return static_cast<std::uint8_t>(value);
  }
  std::uint8_t address() const { return byte(0) >> 1; }
  bool reads() const { return (byte(0) & 1) != 0; }
  std::vector<std::uint8_t> data() const {
    std::vector<std::uint8_t> bytes;
    for (std::size_t place = 1; place < size(); ++place) bytes.push_back(byte(place));
    return bytes;
  }
};

/// A bit is SDA where SCL rises, unless SDA changes before it falls.
inline std::vector<Segment> segments_of(const std::vector<Edge>& edges) {
  std::vector<Segment> segments;
  bool is_bit = false;
  std::uint64_t fell = 0;
  std::uint64_t low = 0;
  for (std::size_t n = 1; n < edges.size(); ++n) {
    const Edge& was = edges[n - 1];
    const Edge& is = edges[n];
    if (is.scl && !was.scl) {
      is_bit = true;
      low = is.nanos - fell;
    } else if (!is.scl && was.scl) {
      fell = is.nanos;
      if (is_bit && !segments.empty()) {
        segments.back().bits.push_back(was.sda);
        segments.back().low_nanos.push_back(low);
      }
    } else if (is.scl && is.sda != was.sda) {
      is_bit = false;
      if (!is.sda) segments.emplace_back();
      if (is.sda && !segments.empty()) segments.back().ends_with_stop = true;
    }
  }
  return segments;
}

/// "W40 E7 R40 3A", without the STOPs.
inline std::string text_of(const std::vector<Segment>& segments) {
  std::string text;
  char word[8];
  for (const Segment& segment : segments) {
    std::snprintf(word, sizeof word, "%c%02X ", segment.reads() ? 'R' : 'W', segment.address());
    text += word;
    for (const std::uint8_t byte : segment.data()) {
      std::snprintf(word, sizeof word, "%02X ", byte);
      text += word;
    }
  }
  return text;
}

/// Give `scl` and `sda` to a SoftI2C.
class Wires {
 public:
  class Pin {
   public:
    Pin(Wires& wires, bool is_scl) noexcept : wires_(wires), is_scl_(is_scl) {}
    void value(bool is_released) noexcept {
      (is_scl_ ? wires_.scl_is_released_ : wires_.sda_is_released_) = is_released;
      wires_.settle();
    }
    bool value() const noexcept {
      wires_.settle();
      return is_scl_ ? wires_.edges_.back().scl : wires_.edges_.back().sda;
    }

   private:
    Wires& wires_;
    bool is_scl_;
  };

  explicit Wires(std::vector<Segment> segments) : segments_(std::move(segments)) {}

  Pin scl{*this, true};
  Pin sda{*this, false};

  /// All that has happened on them.
  const std::vector<Edge>& edges() const { return edges_; }

 private:
  static constexpr std::uint64_t shortest_stretch = 1'000'000;

  void settle() noexcept {
    const auto now = uasyncio::to_microseconds(uasyncio::Alarm::now()) * 1000;
    for (;;) {
      const Edge was = edges_.back();
      Edge is{now, scl_is_released_ && now >= held_until_, was.sda};
      if (is.scl == was.scl) is.sda = sda_is_released_ && device_releases_sda_;
      if (is.scl == was.scl && is.sda == was.sda) return;
      edges_.push_back(is);
      if (!is.scl && was.scl) {
        next_bit(now);
      } else if (is.scl && was.sda && !is.sda) {
        ++started_;
        bit_ = 0;
      }
    }
  }

  void next_bit(std::uint64_t now) noexcept {
    device_releases_sda_ = true;
    if (started_ == 0 || started_ > segments_.size()) return;
    const Segment& segment = segments_[started_ - 1];
    if (bit_ == segment.bits.size()) return;
    const std::uint64_t low = segment.low_nanos[bit_];
    if (low >= shortest_stretch) held_until_ = now + low;
    device_releases_sda_ = segment.bits[bit_++];
  }

  std::vector<Segment> segments_;
  std::vector<Edge> edges_{{0, true, true}};
  std::size_t started_ = 0;  // so many segments
  std::size_t bit_ = 0;
  std::uint64_t held_until_ = 0;
  bool scl_is_released_ = true;
  bool sda_is_released_ = true;
  bool device_releases_sda_ = true;
};

/// Asks what was asked then; appends what is read.
inline uasyncio::Coro<> ask(uasyncio::I2C& i2c, const std::vector<Segment>& segments,
                            std::vector<std::uint8_t>& all) {
  for (std::size_t n = 0; n != segments.size(); ++n) {
    const Segment* const first = &segments[n];
    const std::vector<std::uint8_t> out = first->data();
    const bool repeats = !first->reads() && !first->ends_with_stop;
    if (repeats) ++n;
    std::vector<std::uint8_t> in(segments[n].reads() ? segments[n].size() - 1 : 0);
    if (repeats) {
      co_await i2c.writeto_then_readfrom(first->address(), out, in);
    } else if (first->reads()) {
      co_await i2c.readfrom_into(first->address(), in);
    } else {
      co_await i2c.writeto(first->address(), out);
    }
    all.insert(all.end(), in.begin(), in.end());
  }
}

}  // namespace i2c_replay
