// SPDX-License-Identifier: MIT
// SoftI2C: an I2C controller of two pins, as MicroPython's machine.SoftI2C.
#pragma once

#include "uasyncio/drivers/bus/i2c_bits.hpp"
#include "uasyncio/machine/i2c.hpp"
#include "uasyncio/machine/pin.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

#include <cstdint>

namespace uasyncio {

/// What a SoftI2C is, whatever its pins. For the tasks and the plain code of one loop.
class SoftI2CBase : Alarm {
 public:
  SoftI2CBase(const SoftI2CBase&) = delete;
  SoftI2CBase& operator=(const SoftI2CBase&) = delete;

  /// What the bus uses: machine::I2CController and I2CLines. None of them suspends; `abort` frees
  /// both lines at once.
  void begin(machine::I2CTransfer& transfer) noexcept;
  machine::Abort abort() noexcept;
  void drive(machine::I2CLevels released) noexcept { functions_.drive(*this, released); }
  machine::I2CLevels levels() noexcept { return functions_.levels(*this); }

 protected:
  struct Functions {
    void (*drive)(SoftI2CBase&, machine::I2CLevels) noexcept;
    machine::I2CLevels (*levels)(SoftI2CBase&) noexcept;
  };
  SoftI2CBase(const Functions& functions, std::uint32_t frequency) noexcept;
  ~SoftI2CBase() = default;

 private:
  /// Of a clock: what comes next.
  enum class Part : std::uint8_t {
    fall,    // SCL goes low, and SDA where it is to be
    rise,    // SCL is let go
    held,    // it may still be low: a device holds it
    sample,  // SDA is read, and moves if this is a START or a STOP
    end,
  };

  static void on_alarm(Alarm& alarm, Cause cause) noexcept;
  bool clock() noexcept;
  bool take_sample() noexcept;
  bool rest_half_clock() noexcept;
  void end(machine::I2CStatus status) noexcept;

  const Functions& functions_;
  machine::I2CTransfer* transfer_ = nullptr;  // null: none is under way
  I2CBits bits_;
  std::uint16_t half_clock_us_;
  std::uint8_t clocks_in_a_step_;
  Part part_ = Part::fall;
  bool sda_ = true;  // let go by us
  bool sample_ = true;
};

/// `SoftI2C controller(scl, sda, 100'000);` and `I2C i2c(controller);` of that. Two open-drain pins
/// with pull-ups; `frequency` in bits a second, 8 to 400'000, the nearest of these for others, and
/// rather less: the loop works for at most 25 us at a time and lets others run then; below 60'000
/// it sleeps between the halves of a bit. A device may stretch the clock; that is looked at each 50
/// us, and ends with the bus's time-out. The pins must outlive it; not movable.
template <machine::OpenDrainPin Scl, machine::OpenDrainPin Sda>
class SoftI2C : public SoftI2CBase {
 public:
  SoftI2C(Scl& scl, Sda& sda, std::uint32_t frequency = 100'000) noexcept
      : SoftI2CBase(functions, frequency), scl_(scl), sda_(sda) {
    drive_pins(*this, {true, true});
  }

 private:
  static void drive_pins(SoftI2CBase& base, machine::I2CLevels released) noexcept {
    auto& self = static_cast<SoftI2C&>(base);
    self.scl_.value(released.scl);
    self.sda_.value(released.sda);
  }
  static machine::I2CLevels pin_levels(SoftI2CBase& base) noexcept {
    auto& self = static_cast<SoftI2C&>(base);
    return {self.scl_.value(), self.sda_.value()};
  }
  static constexpr Functions functions{&drive_pins, &pin_levels};

  Scl& scl_;
  Sda& sda_;
};

}  // namespace uasyncio
