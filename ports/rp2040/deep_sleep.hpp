// SPDX-License-Identifier: MIT
// The two sleeps of the RP2040.
#pragma once

namespace uasyncio::rp2040 {

/// In a deep one only what may be at work without saying so has its clock: timer, watchdog, RTC,
/// pins, I2C, SPI, and UART0, which is the console's. The memories, which nobody reads meanwhile,
/// have none.
void set_deep_sleep(bool is_deep) noexcept;

}  // namespace uasyncio::rp2040
