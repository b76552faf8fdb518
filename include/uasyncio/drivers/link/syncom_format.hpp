// SPDX-License-Identifier: MIT
// SynComFormat: what a SynCom makes of its bits. Knows neither pins nor tasks.
#pragma once

#include "uasyncio/drivers/link/text_slots.hpp"
#include "uasyncio/drivers/saturating_count.hpp"
#include "uasyncio/port/error.hpp"

#include <cstdint>
#include <string_view>

namespace uasyncio {

/// One end of a line on which each bit of one side is exchanged for a bit of the other: the texts
/// that wait in both directions, and how the link fares. From the loop's thread.
class SynComFormat {
 public:
  SynComFormat(const SynComFormat&) = delete;
  SynComFormat& operator=(const SynComFormat&) = delete;

  // --- For who has the line ---------------------------------------------------------------------

  /// Begins anew: the peer does not know us. The level to begin with.
  virtual bool begin(bool passive) noexcept = 0;
  /// The peer's bit, for which it gets the next one of ours.
  virtual bool exchange(bool bit) noexcept = 0;
  /// Whether neither side has anything to say, so that no bits need to be exchanged.
  virtual bool rests() const noexcept = 0;
  /// Whether a 0 may be shown now, in place of the 1 of a line that rests: there is something to
  /// say, and the peer may be waiting to hear of that.
  virtual bool calls() const noexcept = 0;
  /// Whether the text can be sent in this format.
  virtual bool takes(std::string_view text) const noexcept = 0;
  /// The link is lost, if there was one: what was to be sent is dropped.
  void lose(const Error& error) noexcept;
  /// Whether that has happened and was not taken.
  bool is_lost() const noexcept { return is_lost_; }
  /// From here on it has not.
  void take_loss() noexcept { is_lost_ = false; }

  detail::TextSlots in;
  detail::TextSlots out;

  // --- How the link fares -----------------------------------------------------------------------

  /// Whether both sides know of each other.
  bool is_joined() const noexcept { return is_joined_; }
  const Error& error() const noexcept { return error_; }
  std::uint16_t losses() const noexcept { return losses_; }
  std::uint16_t dropped() const noexcept { return dropped_; }
  std::uint16_t damaged() const noexcept { return damaged_; }

 protected:
  SynComFormat(const detail::TextSlots& in_room, const detail::TextSlots& out_room) noexcept
      : in(in_room), out(out_room) {}
  ~SynComFormat() = default;

  void join() noexcept { is_joined_ = true; }
  void count_dropped() noexcept { detail::count(dropped_); }
  void count_damaged() noexcept { detail::count(damaged_); }

 private:
  Error error_;
  std::uint16_t losses_ = 0;
  std::uint16_t dropped_ = 0;
  std::uint16_t damaged_ = 0;
  bool is_joined_ = false;
  bool is_lost_ = false;
};

}  // namespace uasyncio
