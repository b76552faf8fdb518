// SPDX-License-Identifier: MIT
// The watchdog of the RP2040 (datasheet, 4.7 "Watchdog"). It counts microseconds of the crystal,
// and each of them twice (erratum RP2040-E1).
#include "ports/rp2040/wdt.hpp"

#include "ports/rp2040/chip.hpp"

#include <algorithm>

namespace uasyncio::rp2040 {
namespace {

using cortex_m::register_at;

constexpr std::uintptr_t control = 0x4005'8000;
constexpr std::uintptr_t load = 0x4005'8004;
constexpr std::uintptr_t reason = 0x4005'8008;
constexpr std::uint32_t enabled = 1u << 30;
constexpr std::uint32_t pauses_for_debuggers = 7u << 24;
constexpr std::uint32_t by_time = 1u << 0;

// 2.13.4 "PSM": what it resets, which is all but the oscillators.
constexpr std::uintptr_t resets_by_watchdog = 0x4001'0008;
constexpr std::uint32_t all_but_oscillators = 0x1'FFFC;

}  // namespace

WDT::WDT(std::uint32_t timeout_ms) noexcept
    : load_(std::clamp<std::uint32_t>(timeout_ms, 1, most_ms) * 2'000) {
  clear_bits(control, enabled);
  set_bits(resets_by_watchdog, all_but_oscillators);
  feed();
  set_bits(control, enabled | pauses_for_debuggers);
}

void WDT::feed() noexcept { register_at(load) = load_; }

bool WDT::has_reset() noexcept { return (register_at(reason) & by_time) != 0; }

}  // namespace uasyncio::rp2040
