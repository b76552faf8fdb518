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
constexpr std::uintptr_t alarm_date = base + 0x10;
constexpr std::uintptr_t alarm_time = base + 0x14;
constexpr std::uintptr_t date = base + 0x18;  // as it was when the time was read
constexpr std::uintptr_t time_of_day = base + 0x1C;
constexpr std::uintptr_t enable_interrupts = base + 0x24;
constexpr std::uint32_t compares_date = 7u << 24;  // its three fields
constexpr std::uint32_t compares = 1u << 28;       // at all
constexpr std::uint32_t is_comparing = 1u << 29;
constexpr std::uint32_t compares_time = 7u << 28;  // and not the day of the week
constexpr std::uint32_t enabled = 1u << 0;
constexpr std::uint32_t active = 1u << 1;
constexpr std::uint32_t load = 1u << 4;

/// The alarm that is set; without a handler none is.
struct Wanted {
  machine::RtcHandler handler;
  void* argument;
  std::int64_t utc_us;
};
constinit Wanted the_alarm{};

struct Fields {
  std::uint32_t date;
  std::uint32_t time;
};

Fields fields_of(const machine::DateTime& when) noexcept {
  const auto year = static_cast<std::uint32_t>(when.year);
  const std::uint32_t minutes = static_cast<std::uint32_t>(when.hour) << 8 | when.minute;
  return {year << 12 | static_cast<std::uint32_t>(when.month) << 8 | when.day,
          minutes << 8 | when.second};
}

bool is_of_the_hardware(const machine::DateTime& when) noexcept {
  return when.year >= 1901 && when.year <= 2099;
}

/// It compares for equality: what has been passed by, or is now, comes by itself.
void come_if_passed(std::int64_t utc_us) noexcept {
  if (the_alarm.handler != nullptr && utc_us >= the_alarm.utc_us) cortex_m::pend_irq(irq::rtc);
}

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
  const machine::DateTime now = machine::DateTime::of_utc_us(utc_us);
  if (!is_of_the_hardware(now)) return Error::value("the year is not from 1901 to 2099");
  const Fields fields = fields_of(now);
  const chrono::sys_days day = chrono::floor<chrono::days>(
      chrono::sys_time<chrono::microseconds>(chrono::microseconds(utc_us)));
  const std::uint32_t weekday = chrono::weekday(day).c_encoding();
  if (!start(fields.date, weekday << 24 | fields.time)) return Error::os(ENODEV);
  come_if_passed(utc_us);
  return Error::none;
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

Error RTC::alarm(const machine::DateTime& when, machine::RtcHandler handler,
                 void* argument) noexcept {
  if (!when.ok() || !is_of_the_hardware(when) || handler == nullptr) return Error::value;
  if (utc_us() == 0) return Error::os(ENODEV);
  alarm(nullptr);
  const Fields fields = fields_of(when);
  register_at(alarm_time) = compares_time | fields.time;
  register_at(alarm_date) = compares_date | fields.date;
  set_bits(alarm_date, compares);
  if (!wait_for_bits(alarm_date, is_comparing, is_comparing)) {
    clear_bits(alarm_date, compares);
    return Error::os(ENODEV);
  }
  cortex_m::InterruptMask masked;
  the_alarm = {handler, argument, when.utc_us()};
  register_at(enable_interrupts) = 1;
  cortex_m::enable_irq(irq::rtc);
  come_if_passed(utc_us());
  return Error::none;
}

// It is compared by the slow clock, and interrupts for its whole second.
void RTC::alarm(std::nullptr_t) noexcept {
  {
    cortex_m::InterruptMask masked;
    the_alarm = {};
    if ((register_at(reset::released) & reset::rtc) == 0) return;
    register_at(enable_interrupts) = 0;
    clear_bits(alarm_date, compares);
  }
  static_cast<void>(wait_for_bits(alarm_date, is_comparing, 0));
}

// One that was pending when the alarm was set anew is none of its own.
extern "C" void rtc_handler() {
  if (the_alarm.handler == nullptr || RTC().utc_us() < the_alarm.utc_us) return;
  const Wanted its = the_alarm;
  the_alarm = {};
  register_at(enable_interrupts) = 0;
  clear_bits(alarm_date, compares);
  its.handler(its.argument);
}

}  // namespace uasyncio::rp2040
