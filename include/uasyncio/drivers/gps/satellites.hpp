// SPDX-License-Identifier: MIT
// Satellites: those in view, of all systems, from groups of GSV sentences.
#pragma once

#include "uasyncio/drivers/gps/content.hpp"

#include <cstdint>
#include <span>

namespace uasyncio::nmea {

/// A group (all GSV sentences of one system and signal) replaces the former one when its last
/// sentence has come, and not before; a group with a gap, or whose satellites are not as many as it
/// says, changes nothing. A group that has not come for two rounds of the others is forgotten. From
/// one context at a time.
class Satellites {
 public:
  /// The room: for all satellites in view, and for those of the largest group once more.
  explicit Satellites(std::span<Satellite> room) noexcept : room_(room) {}

  enum class Outcome : std::uint8_t {
    pending,     // the group goes on
    complete,    // it has replaced the former one
    incomplete,  // it, or the one before it, was given up; what is left of it is pending
    no_room,     // it has more satellites than there is room for: given up
  };

  /// One GSV.
  Outcome add(const Content& content) noexcept;
  /// The receiver tells another time than before: a group that has not come to its end by then is
  /// given up, for what follows belongs to the next one. Whether there was one. If a GSA has come
  /// since the time before, satellites of systems of which none came are not in use any more.
  bool begin_time() noexcept;
  /// One GSA: these satellites of the system are in use. Its others are not, but for those of the
  /// GSA before it for the same time: a sentence has room for twelve, so a system may take several.
  /// One that names a satellite again begins anew.
  void use(const Content& content) noexcept;

  /// Calls `function(const Satellite&)` for each satellite of the last complete groups. With
  /// several signals of one system a satellite comes once for each.
  template <class Function>
  void for_each(Function function) const {
    for (const Satellite& satellite : std::span(room_).first(count_)) {
      if (satellite.is_pending == 0) function(satellite);
    }
  }
  /// How many satellites are in view, each counted once; of one system, or of all (`mixed`).
  unsigned in_view(System system = System::mixed) const noexcept;
  /// The same of those in use, of all systems.
  unsigned in_use() const noexcept;
  /// Forgets all.
  void clear() noexcept;

 private:
  static constexpr std::uint8_t no_group = 0;

  bool is_of_group(const Satellite& satellite) const noexcept;
  bool is_of_group(const Content& content) const noexcept {
    return content.system == system_ && content.signal == signal_;
  }
  std::size_t pending() const noexcept;
  Outcome give_up(Outcome outcome) noexcept;
  void complete() noexcept;
  bool was_in_use(const Satellite& satellite) const noexcept;
  bool goes_on_with(const Content& content) const noexcept;
  bool is_counted_before(std::size_t position) const noexcept;
  template <class Predicate>
  void remove_if(Predicate predicate) noexcept;

  std::span<Satellite> room_;
  std::uint8_t count_ = 0;
  std::uint8_t round_ : 7 = 0;
  std::uint8_t is_given_up_ : 1 = 0;
  System system_ = System::mixed;  // of the group that is coming, or was given up
  std::uint8_t signal_ = 0;
  std::uint8_t next_index_ = no_group;
  std::uint8_t size_ = 0;
  std::uint8_t in_view_ = 0;
  std::uint8_t used_systems_ = 0;  // a bit for each that has had a GSA since the last time
};

}  // namespace uasyncio::nmea
