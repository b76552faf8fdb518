// What an interrupt pin calls, kept per interrupting line.
#pragma once

#include "uasyncio/machine/pin.hpp"

#include "ports/cortex_m/interrupts.hpp"

namespace uasyncio::cortex_m {

struct PinIrq {
  machine::PinHandler handler = nullptr;
  void* argument = nullptr;

  void set(machine::PinHandler new_handler, void* new_argument) noexcept {
    InterruptMask masked;
    handler = new_handler;
    argument = new_argument;
  }
  void call() const {
    if (handler != nullptr) handler(argument);
  }
};

}  // namespace uasyncio::cortex_m
