// SPDX-License-Identifier: MIT
// I2C of the RP2040 (datasheet, 4.3 "I2C"). An abort puts the controller into its reset, which lets
// both lines go at once; the bus then does by hand what a device in the middle of a byte needs.
#include "ports/rp2040/i2c.hpp"

#include "ports/rp2040/chip.hpp"
#include "ports/rp2040/clock.hpp"
#include "ports/rp2040/gpio.hpp"

#include <algorithm>
#include <cstddef>

namespace uasyncio::rp2040 {
namespace {

using cortex_m::register_at;

constexpr std::uint32_t lowest = 2'000;  // its parts of a clock fit into 16 bits
constexpr std::uint32_t highest = 1'000'000;

// The controller (bit 0) in fast mode (2) with repeated STARTs (bit 5), and no target (bit 6).
constexpr std::uint32_t controller_mode = 1u << 0 | 2u << 1 | 1u << 5 | 1u << 6;

constexpr cortex_m::Irq irq_of(unsigned number) noexcept { return cortex_m::Irq(23 + number); }
constexpr std::uint32_t reset_of(unsigned number) noexcept { return 1u << (3 + number); }

}  // namespace

// 4.3.17 "List of Registers".
struct I2CRegisters {
  using Word = volatile std::uint32_t;
  Word con, tar, unused_08[2];
  Word data_cmd, unused_14[2], fs_scl_hcnt, fs_scl_lcnt, unused_24[2];
  Word intr_stat, intr_mask, unused_34, rx_tl, tx_tl, unused_40[5];
  Word clr_tx_abrt, unused_58[2], clr_stop_det, unused_64[2];
  Word enable, unused_70, txflr, rxflr, sda_hold, tx_abrt_source, unused_84[7];
  Word fs_spklen;
};
static_assert(offsetof(I2CRegisters, fs_spklen) == 0xA0);

I2CRegisters& I2CController::registers() const noexcept {
  return *reinterpret_cast<I2CRegisters*>(0x4004'4000 + std::uintptr_t{0x4000} * number());
}

// The low part of a clock is three fifths of it, as fast mode asks for; data stays for 300 ns.
void I2CController::set_up() noexcept {
  const std::uint32_t period = clock_hz() / std::clamp(frequency_, lowest, highest);
  const std::uint32_t low = period * 3 / 5;
  release(reset_of(number()));
  I2CRegisters& its = registers();
  its.enable = 0;
  its.con = controller_mode;
  its.fs_scl_hcnt = period - low;
  its.fs_scl_lcnt = low;
  its.fs_spklen = low < 16 ? 1 : low / 16;
  its.sda_hold = clock_hz() / 10'000'000 * 3 + 1;
  its.rx_tl = 0;
  gpio::use(sda_, gpio::Function::i2c, gpio::Pull::up);
  gpio::use(scl(), gpio::Function::i2c, gpio::Pull::up);
  (void)transaction_.handler(number());  // called by the vectors' functions, below
}

void I2CController::begin(machine::I2CTransfer& transfer) noexcept {
  if (!transaction_.is_set_up()) set_up();
  transaction_.begin(registers(), transfer);
  cortex_m::enable_irq(irq_of(number()));
}

machine::Abort I2CController::abort() noexcept {
  if (transaction_.is_set_up()) {
    cortex_m::InterruptMask masked;
    transaction_.forget();
    registers().intr_mask = 0;
    registers().enable = 0;
    set_bits(reset::held, reset_of(number()));
  }
  return machine::Abort::now;
}

// By hand, and the next transaction takes the lines back.
void I2CController::drive(machine::I2CLevels released) noexcept {
  (void)abort();
  const std::uint32_t of_sda = 1u << sda_;
  const std::uint32_t of_scl = 1u << scl();
  register_at(gpio::output_clear) = of_sda | of_scl;
  register_at(released.sda ? gpio::drive_clear : gpio::drive_set) = of_sda;
  register_at(released.scl ? gpio::drive_clear : gpio::drive_set) = of_scl;
  gpio::use(sda_, gpio::Function::software, gpio::Pull::up);
  gpio::use(scl(), gpio::Function::software, gpio::Pull::up);
}

machine::I2CLevels I2CController::levels() noexcept {
  return {gpio::level(scl()), gpio::level(sda_)};
}

extern "C" void i2c0_handler() { bare_metal::DesignwareI2C<I2CRegisters>::interrupt<0>(); }
extern "C" void i2c1_handler() { bare_metal::DesignwareI2C<I2CRegisters>::interrupt<1>(); }

}  // namespace uasyncio::rp2040
