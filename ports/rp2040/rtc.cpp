// SPDX-License-Identifier: MIT
// The calendar of the RP2040 (datasheet, 4.8 "RTC"): fields, which the chip carries over by itself.
#include "ports/rp2040/rtc.hpp"

#include "ports/rp2040/chip.hpp"
#include "ports/rp2040/clock.hpp"

#include <cerrno>
#include <chrono>

namespace uasyncio::rp2040 {
namespace {

namespace chrono = std::chrono;
using cortex_m::register_at;
using cortex_m::wait_for_bits;

// 4.8.6 "List of Registers".
constexpr std::uintptr_t base = 0x4005'C000;
constexpr std::uintptr_t clocks_of_a_second = base + 0x00;  // less one
constexpr std::uintptr_t set_date = base + 0x04;
constexpr std::uintptr_t set_time = base + 0x08;
constexpr std::uintptr_t control = base + 0x0C;
constexpr std::uintptr_t date = base + 0x18;  // as it was when the time was read
constexpr std::uintptr_t time_of_day = base + 0x1C;
constexpr std::uint32_t enabled = 1u << 0;
constexpr std::uint32_t active = 1u << 1;
constexpr std::uint32_t load = 1u << 4;

bool start(std::uint32_t date_fields, std::uint32_t time_fields) noexcept {
  if (!run_calendar() || !release(reset::rtc)) return false;
  register_at(control) = 0;
  if (!wait_for_bits(control, active, 0)) return false;
  register_at(clocks_of_a_second) = calendar_hz - 1;
  register_at(set_date) = date_fields;
  register_at(set_time) = time_fields;
  set_bits(control, load);
  set_bits(control, enabled);
  return wait_for_bits(control, active, active);
}

}  // namespace

Error RTC::set(std::int64_t utc_us) noexcept {
  const chrono::sys_seconds instant = chrono::floor<chrono::seconds>(
      chrono::sys_time<chrono::microseconds>(chrono::microseconds(utc_us)));
  const chrono::sys_days day = chrono::floor<chrono::days>(instant);
  const chrono::year_month_day fields(day);
  const int year = static_cast<int>(fields.year());
  if (year < 1901 || year > 2099) return Error::value("the year is not from 1901 to 2099");
  const chrono::hh_mm_ss time(instant - day);
  const std::uint32_t date_fields = static_cast<std::uint32_t>(year) << 12 |
                                    static_cast<unsigned>(fields.month()) << 8 |
                                    static_cast<unsigned>(fields.day());
  const std::uint32_t time_fields = chrono::weekday(day).c_encoding() << 24 |
                                    static_cast<std::uint32_t>(time.hours().count()) << 16 |
                                    static_cast<std::uint32_t>(time.minutes().count()) << 8 |
                                    static_cast<std::uint32_t>(time.seconds().count());
  return start(date_fields, time_fields) ? Error::none : Error::os(ENODEV);
}

std::int64_t RTC::utc_us() const noexcept {
  const bool is_there = (register_at(reset::released) & reset::rtc) != 0;
  if (!is_there || (register_at(control) & active) == 0) return 0;
  const std::uint32_t time = register_at(time_of_day);
  const std::uint32_t fields = register_at(date);
  const chrono::sys_days day = chrono::year(static_cast<int>(fields >> 12)) /
                               chrono::month(fields >> 8 & 0xF) / chrono::day(fields & 0x1F);
  const chrono::seconds of_day = chrono::hours(time >> 16 & 0x1F) +
                                 chrono::minutes(time >> 8 & 0x3F) + chrono::seconds(time & 0x3F);
  return chrono::microseconds(day.time_since_epoch() + of_day).count();
}

}  // namespace uasyncio::rp2040
