// SPDX-License-Identifier: MIT
// Which second a pulse was, and how long a second is. Pulses count by their distance, sentences
// only say what the count began at; so a second that nobody told has its name all the same, and
// what one sentence says can be held against what all others have said.
#include "uasyncio/drivers/gps/pulse_clock.hpp"

#include "uasyncio/drivers/saturating_count.hpp"

namespace uasyncio {
namespace {

using detail::count;

constexpr std::uint32_t most_seconds = PulseMark::longest / microseconds_per_second;
constexpr std::uint8_t votes_of_a_proof = 3;
constexpr std::uint8_t votes_against_a_proof = 10;
constexpr std::uint8_t pulses_of_a_restart = 3;

/// As far as any clock may be wrong, and no further.
bool is_about_a_second(std::uint64_t gap) noexcept {
  constexpr std::uint64_t tolerance = microseconds_per_second / 8;
  return gap >= microseconds_per_second - tolerance && gap <= microseconds_per_second + tolerance;
}

std::int64_t between(Time from, Time to) noexcept { return static_cast<std::int64_t>(to - from); }

}  // namespace

bool PulseMark::knows(Time instant) const noexcept {
  return is_proven && (instant >= when ? instant - when : when - instant) <= longest;
}

UtcInstant PulseMark::at(Time instant) const noexcept {
  const std::int64_t us = utc_us + between(when, instant) * std::int64_t{nominal_second} / second;
  if (us >= leap_us) return {us, false};
  return {us + UtcInstant::us_per_second, us + UtcInstant::us_per_second >= leap_us};
}

bool PulseClock::pulse(Time when) noexcept {
  const std::uint64_t gap = when - mark_.when;
  const std::uint32_t seconds = whole_seconds(gap);
  if (counters_.pulses == 0) {
    begin(when);
  } else if (seconds != 0) {
    if (seconds == 1) {
      learn(gap);
    } else {
      votes_ = 0;
    }
    number_ += seconds;
    mark_.when = when;
    mark_.utc_us += seconds * UtcInstant::us_per_second;
  } else if (is_learned_ ? gap <= PulseMark::longest : gap < microseconds_per_second) {
    if (!reject(when)) return false;
  } else {
    begin(when);
    count(counters_.restarts);
  }
  rivals_ = 0;
  count(counters_.pulses);
  return true;
}

/// 0: not whole ones. Once a second has been learned an edge may be seen 1/4096 of it late, and the
/// clock may change by 1 in 16,384: more than that, a minute later, may be a stray pulse.
std::uint32_t PulseClock::whole_seconds(std::uint64_t gap) const noexcept {
  if (!is_learned_) return is_about_a_second(gap) ? 1 : 0;
  if (gap > PulseMark::longest) return 0;
  const std::uint32_t second = mark_.second / 256;
  const auto length = static_cast<std::uint32_t>(gap);
  const std::uint32_t seconds = (length + second / 2) / second;
  const std::uint32_t wanted = seconds * second;
  const std::uint32_t error = length > wanted ? length - wanted : wanted - length;
  const std::uint32_t tolerance = second / 4'096 + seconds * (second / 16'384);
  return seconds <= most_seconds && error <= tolerance ? seconds : 0;
}

/// Nothing is known but the length of a second.
void PulseClock::begin(Time when) noexcept {
  const std::uint32_t second = mark_.second;
  mark_ = PulseMark();
  mark_.when = when;
  mark_.second = second;
  number_ = 0;
  votes_ = 0;
}

/// False: it is out of step. If others follow it at one distance, it is those before that were.
bool PulseClock::reject(Time when) noexcept {
  count(counters_.rejected);
  const std::uint64_t gap = when - rival_;
  const std::uint64_t change = gap > rival_gap_ ? gap - rival_gap_ : rival_gap_ - gap;
  const bool follows = is_about_a_second(gap) && (rivals_ < 2 || change < gap / 2'048);
  rivals_ = follows ? static_cast<std::uint8_t>(rivals_ + 1) : std::uint8_t{1};
  rival_ = when;
  rival_gap_ = gap;
  if (rivals_ < pulses_of_a_restart) return false;
  begin(when);
  count(counters_.restarts);
  is_learned_ = false;
  learn(gap);
  return true;
}

void PulseClock::learn(std::uint64_t gap) noexcept {
  const auto second = static_cast<std::uint32_t>(gap) * 256;
  if (is_learned_) {
    const auto change = static_cast<std::int32_t>(second - mark_.second) / 16;
    mark_.second += static_cast<std::uint32_t>(change);
  } else {
    mark_.second = second;
    is_learned_ = true;
  }
}

void PulseClock::label(std::int64_t utc_s, bool is_leap_second, Time arrival) noexcept {
  if (!is_learned_) return;
  const std::int64_t second = mark_.second / 256;
  std::int64_t late = between(mark_.when, arrival);
  std::int64_t number = number_;
  if (late < 0) {  // that pulse came behind the `$`
    late += second;
    --number;
  }
  if (late < 0 || late >= second || number < 0) return;
  const std::int64_t base = utc_s - number - (is_leap_second ? 1 : 0);
  if (mark_.is_proven && is_leap_second && base == base_ - 1) {
    believe(base);
    mark_.leap_us = utc_s * UtcInstant::us_per_second;
  } else if (mark_.is_proven && base == base_) {
    votes_ = 0;
  } else if (vote(base, number)) {
    if (mark_.is_proven) count(counters_.steps);
    mark_.leap_us = PulseMark::no_leap;
    believe(base);
  }
}

void PulseClock::believe(std::int64_t base) noexcept {
  base_ = base;
  mark_.utc_us = (base + number_) * UtcInstant::us_per_second;
  mark_.is_proven = true;
  votes_ = 0;
}

/// Several sentences about one pulse are one voice. True if there are enough of them.
bool PulseClock::vote(std::int64_t base, std::int64_t number) noexcept {
  const bool is_same = votes_ != 0 && base == candidate_;
  if (is_same && number == voted_) return false;
  if (mark_.is_proven) count(counters_.contradictions);
  votes_ = is_same ? static_cast<std::uint8_t>(votes_ + 1) : std::uint8_t{1};
  candidate_ = base;
  voted_ = number;
  return votes_ == (mark_.is_proven ? votes_against_a_proof : votes_of_a_proof);
}

std::int32_t PulseClock::drift_ppb() const noexcept {
  const auto excess = static_cast<std::int32_t>(mark_.second - PulseMark::nominal_second);
  return static_cast<std::int32_t>(std::int64_t{excess} * 125 / 32);
}

}  // namespace uasyncio
