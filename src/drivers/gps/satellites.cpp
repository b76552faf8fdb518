// SPDX-License-Identifier: MIT
// Which satellites are seen. A system tells them in a group of several sentences, of which one may
// be lost: the new ones wait, marked as pending, beside the old ones, and replace them only when
// the group is complete. So a reader never sees half of a group.
#include "uasyncio/drivers/gps/satellites.hpp"

#include <algorithm>

namespace uasyncio::nmea {
namespace {

constexpr unsigned round_mask = 0x7F;
constexpr unsigned kept_rounds = 2;
constexpr std::size_t most_satellites = 255;

bool names(const Content& content, const Satellite& satellite) noexcept {
  const auto begin = content.used.begin();
  const auto end = begin + content.count;
  return satellite.system == static_cast<unsigned>(content.system) &&
         std::find(begin, end, satellite.prn) != end;
}

bool is_same(const Satellite& one, const Satellite& other) noexcept {
  return one.prn == other.prn && one.system == other.system;
}

}  // namespace

template <class Predicate>
void Satellites::remove_if(Predicate predicate) noexcept {
  const auto begin = room_.begin();
  const auto end = std::remove_if(begin, begin + count_, predicate);
  count_ = static_cast<std::uint8_t>(end - begin);
}

bool Satellites::is_of_group(const Satellite& satellite) const noexcept {
  return satellite.system == static_cast<unsigned>(system_) && satellite.signal == signal_;
}

std::size_t Satellites::pending() const noexcept {
  const auto all = room_.first(count_);
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(),
                    [](const Satellite& satellite) { return satellite.is_pending != 0; }));
}

Satellites::Outcome Satellites::give_up(Outcome outcome) noexcept {
  next_index_ = no_group;
  is_given_up_ = 1;
  remove_if([](const Satellite& satellite) { return satellite.is_pending != 0; });
  return outcome;
}

bool Satellites::begin_time() noexcept {
  const bool was_coming = next_index_ != no_group;
  if (was_coming) static_cast<void>(give_up(Outcome::incomplete));
  is_given_up_ = 0;
  if (used_systems_ == 0) return was_coming;
  for (Satellite& satellite : room_.first(count_)) {
    if ((used_systems_ >> satellite.system & 1) == 0) satellite.is_in_use = 0;
  }
  used_systems_ = 0;
  return was_coming;
}

Satellites::Outcome Satellites::add(const Content& content) noexcept {
  const bool was_coming = next_index_ != no_group;
  const bool begins = content.group_index == 1;
  const bool goes_on = was_coming && content.group_index == next_index_ &&
                       content.group_size == size_ && content.in_view == in_view_ &&
                       is_of_group(content);
  const bool is_rest = !begins && is_given_up_ != 0 && is_of_group(content);
  if (is_rest) return Outcome::pending;
  if (!goes_on) {
    give_up(Outcome::incomplete);
    system_ = content.system;
    signal_ = content.signal;
    if (!begins) return Outcome::incomplete;
    size_ = static_cast<std::uint8_t>(content.group_size);
    in_view_ = static_cast<std::uint8_t>(content.in_view);
    next_index_ = 1;
    is_given_up_ = 0;
  }
  const std::size_t room = std::min(room_.size(), most_satellites);
  if (count_ + content.count > room) return give_up(Outcome::no_room);
  for (unsigned n = 0; n != content.count; ++n) {
    Satellite& satellite = room_[count_++];
    satellite = content.satellites[n];
    satellite.system = static_cast<unsigned>(system_) & 7;
    satellite.signal = signal_;
    satellite.is_pending = 1;
  }
  const bool interrupts = begins && was_coming;
  if (next_index_++ != size_) return interrupts ? Outcome::incomplete : Outcome::pending;
  if (pending() != in_view_) return give_up(Outcome::incomplete);
  complete();
  return Outcome::complete;
}

void Satellites::complete() noexcept {
  next_index_ = no_group;
  bool has_come_in_this_round = false;
  for (Satellite& satellite : room_.first(count_)) {
    if (!is_of_group(satellite)) continue;
    if (satellite.is_pending != 0) {
      satellite.is_in_use = was_in_use(satellite) ? 1 : 0;
    } else if (satellite.round == round_) {
      has_come_in_this_round = true;
    }
  }
  if (has_come_in_this_round) round_ = (round_ + 1) & round_mask;
  remove_if([this](const Satellite& satellite) {
    if (satellite.is_pending != 0) return false;
    return is_of_group(satellite) || ((round_ - satellite.round) & round_mask) >= kept_rounds;
  });
  for (Satellite& satellite : room_.first(count_)) {
    if (satellite.is_pending == 0) continue;
    satellite.is_pending = 0;
    satellite.round = round_ & round_mask;
  }
}

bool Satellites::was_in_use(const Satellite& satellite) const noexcept {
  const auto former = room_.first(count_);
  return std::any_of(former.begin(), former.end(), [&satellite](const Satellite& other) {
    return other.is_pending == 0 && other.is_in_use != 0 && is_same(other, satellite);
  });
}

/// Whether this GSA is a further one of its system for the same time.
bool Satellites::goes_on_with(const Content& content) const noexcept {
  if ((used_systems_ >> static_cast<unsigned>(content.system) & 1) == 0) return false;
  const auto known = room_.first(count_);
  return std::none_of(known.begin(), known.end(), [&content](const Satellite& satellite) {
    return satellite.is_in_use != 0 && names(content, satellite);
  });
}

void Satellites::use(const Content& content) noexcept {
  const bool goes_on = goes_on_with(content);
  for (Satellite& satellite : room_.first(count_)) {
    if (satellite.system != static_cast<unsigned>(content.system)) continue;
    const bool stays = goes_on && satellite.is_in_use != 0;
    satellite.is_in_use = stays || names(content, satellite) ? 1 : 0;
  }
  used_systems_ =
      static_cast<std::uint8_t>(used_systems_ | 1U << static_cast<unsigned>(content.system));
}

bool Satellites::is_counted_before(std::size_t position) const noexcept {
  const Satellite& satellite = room_[position];
  const auto before = room_.first(position);
  return std::any_of(before.begin(), before.end(), [&satellite](const Satellite& other) {
    return other.is_pending == 0 && is_same(other, satellite);
  });
}

unsigned Satellites::in_view(System system) const noexcept {
  unsigned result = 0;
  for (std::size_t n = 0; n != count_; ++n) {
    const bool is_wanted =
        system == System::mixed || room_[n].system == static_cast<unsigned>(system);
    if (is_wanted && room_[n].is_pending == 0 && !is_counted_before(n)) ++result;
  }
  return result;
}

unsigned Satellites::in_use() const noexcept {
  unsigned result = 0;
  for (std::size_t n = 0; n != count_; ++n) {
    const bool is_used = room_[n].is_in_use != 0 && room_[n].is_pending == 0;
    if (is_used && !is_counted_before(n)) ++result;
  }
  return result;
}

void Satellites::clear() noexcept {
  count_ = 0;
  next_index_ = no_group;
  used_systems_ = 0;
}

}  // namespace uasyncio::nmea
