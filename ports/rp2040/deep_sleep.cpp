// SPDX-License-Identifier: MIT
// Datasheet, 2.11.2 "SLEEP State": clocks that are not enabled for it stop while both cores sleep
// deeply. The second core sleeps so in the boot ROM until somebody starts it.
#include "ports/rp2040/deep_sleep.hpp"

#include "ports/rp2040/chip.hpp"

namespace uasyncio::rp2040 {
namespace {

using cortex_m::register_at;

// 2.15.7 "List of Registers": a bit for each clock of a peripheral.
constexpr std::uintptr_t clocks_asleep_0 = 0x4000'80A8;
constexpr std::uintptr_t clocks_asleep_1 = 0x4000'80AC;
constexpr std::uint32_t needed_0 = 1u << 0                 // the clocks themselves
                                   | 1u << 6 | 1u << 7     // I2C0, I2C1
                                   | 1u << 8 | 1u << 11    // pins
                                   | 1u << 21 | 1u << 22   // RTC
                                   | 1u << 23              // single-cycle I/O, whose pins these are
                                   | 0xFu << 24;           // SPI0, SPI1
constexpr std::uint32_t needed_1 = 1u << 5                 // timer
                                   | 1u << 6 | 1u << 7     // UART0
                                   | 1u << 12 | 1u << 14;  // watchdog, crystal

// ARMv6-M Architecture Reference Manual, B3.2.7 "SCR".
constexpr std::uintptr_t system_control = 0xE000'ED10;
constexpr std::uint32_t sleeps_deeply = 1u << 2;

}  // namespace

void set_deep_sleep(bool is_deep) noexcept {
  register_at(clocks_asleep_0) = needed_0;
  register_at(clocks_asleep_1) = needed_1;
  register_at(system_control) = is_deep ? sleeps_deeply : 0;
}

}  // namespace uasyncio::rp2040
