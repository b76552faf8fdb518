// SPDX-License-Identifier: MIT
// NecDecoder: the NEC protocol of infra-red remote controls, decoded edge by edge.
#pragma once

#include "uasyncio/port/atomic.hpp"
#include "uasyncio/port/time.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>

namespace uasyncio {

/// What a remote control said: a key, 0 to 255, or one of the codes below.
struct NecKey {
  std::int16_t data;
  std::uint16_t addr;

  static constexpr std::int16_t REPEAT = -1;    // the key is still pressed; the address is its
  static constexpr std::int16_t BADSTART = -2;  // the burst begins as no frame does
  static constexpr std::int16_t BADBLOCK = -3;  // it ends too early, or a bit is out of shape
  static constexpr std::int16_t BADREP = -4;    // a repeat that goes on
  static constexpr std::int16_t OVERRUN = -5;   // a frame that goes on: more than 32 bits
  static constexpr std::int16_t BADDATA = -6;   // the key and its complement differ
  static constexpr std::int16_t BADADDR = -7;   // the address and its complement differ
};

/// Knows neither pins nor tasks. The bits are judged by their period, mark and space together, in
/// which the receiver's distortion cancels out, and the clock is the frame's own lead, so that a
/// slow or fast remote control does not matter. `edge` is called by the interrupt, all else by one
/// reader that it may interrupt.
class NecDecoder {
 public:
  /// `extended`: addresses of 16 bits are accepted, so that there is no BADADDR.
  explicit NecDecoder(bool extended) noexcept : extended_(extended) {}

  /// The receiver's output has this level since `now`; it is low while it sees the carrier. A level
  /// that has not changed is ignored. True if a burst begins, so that somebody will have to look.
  bool edge(bool level, Instant now) noexcept;

  /// The meaning of the next burst that is over at `now`; nullopt if there is none.
  std::optional<NecKey> take(Instant now) noexcept;
  /// When to look for more, by a clock that says `now`; `never` if the next edge will tell.
  Instant next_look(Instant now) const noexcept;

  /// Repeats that belong to no key: none was pressed in the last 200 ms, or it was not understood.
  std::uint16_t repeats_without_key() const noexcept { return repeats_without_key_; }
  /// Bursts that came while nobody looked for too long.
  std::uint16_t lost() const noexcept { return lost_; }
  /// Forgets the burst that is under way, and the key. While no interrupt can come.
  void reset() noexcept;

 private:
  enum class Shape : std::uint8_t {
    lead,
    data,
    frame,
    repeat,
    whole_repeat,
    bad_start,
    bad_block,
    bad_repeat,
    overrun,
  };
  struct Burst {
    detail::Atomic<std::uint32_t> settled_us{0};  // over, if no edge comes before; modulo 2^32
    std::uint32_t word = 0;
    Shape shape = Shape::bad_start;
  };
  static constexpr std::uint8_t places = 4;

  void settle(Burst& burst, Instant when) noexcept;
  void end_mark(Burst& burst, Duration length) noexcept;
  void end_space(Burst& burst, Duration length) noexcept;
  bool is_lead_space_of_repeat(Duration length) const noexcept;
  void add_bit(Burst& burst, std::uint64_t period) noexcept;
  Burst& newest() noexcept {
    return bursts_[(begun_.load(std::memory_order_relaxed) + places - 1u) % places];
  }
  std::optional<NecKey> meaning(const Burst& burst, Instant settled_at) noexcept;
  std::optional<NecKey> meaning_of_frame(const Burst& burst) noexcept;

  std::array<Burst, places> bursts_{};
  Instant over_at_{};  // the newest burst, if no edge comes before: the interrupt's alone
  Instant last_edge_{};
  Instant last_key_{};
  std::uint32_t mark_ = 0;       // the lead's, or of the bit under way
  std::uint32_t threshold_ = 0;  // between the periods of 0 and 1
  detail::Atomic<std::uint16_t> begun_{0};
  std::uint16_t taken_ = 0;
  std::uint8_t bits_ = 0;
  bool level_ = true;
  bool extended_;
  bool has_key_ = false;
  std::uint16_t addr_ = 0;
  std::uint16_t repeats_without_key_ = 0;
  std::uint16_t lost_ = 0;
  bool is_behind_noise_ = false;  // the lead
};

}  // namespace uasyncio
