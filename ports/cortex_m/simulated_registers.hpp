// SPDX-License-Identifier: MIT
// Drivers on a computer, for tests: what they read and write goes to a simulated chip.
#pragma once

#include <cstdint>

namespace uasyncio::cortex_m {

class RegisterBus {
 public:
  virtual std::uint32_t read(std::uintptr_t address) = 0;
  virtual void write(std::uintptr_t address, std::uint32_t value) = 0;
  virtual void spin(std::uint32_t rounds) = 0;

 protected:
  ~RegisterBus() = default;
};

/// The chip of this test. Whoever touches a register without one crashes.
inline RegisterBus* register_bus = nullptr;

/// With the words of a volatile std::uint32_t that drivers use.
class Register {
 public:
  explicit Register(std::uintptr_t address) noexcept : address_(address) {}
  operator std::uint32_t() const { return register_bus->read(address_); }
  void operator=(std::uint32_t value) { register_bus->write(address_, value); }
  Register(const Register&) = default;
  void operator=(const Register&) = delete;

 private:
  std::uintptr_t address_;
};

inline Register register_at(std::uintptr_t address) noexcept { return Register(address); }
inline void spin(std::uint32_t rounds) noexcept { register_bus->spin(rounds); }

}  // namespace uasyncio::cortex_m
