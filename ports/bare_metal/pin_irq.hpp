// SPDX-License-Identifier: MIT
// What an interrupt pin calls, kept per interrupting line.
#pragma once

#include "uasyncio/machine/pin.hpp"

namespace uasyncio::bare_metal {

struct PinIrq {
  machine::PinHandler handler = nullptr;
  void* argument = nullptr;

  void call() const {
    if (handler != nullptr) handler(argument);
  }
};

}  // namespace uasyncio::bare_metal
