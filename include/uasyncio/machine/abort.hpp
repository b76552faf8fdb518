// SPDX-License-Identifier: MIT
// How a bus's controller answers when it is to stop in the middle of a transaction.
#pragma once

#include <cstdint>

namespace uasyncio::machine {

/// When the controller is at rest after an `abort`.
enum class Abort : std::uint8_t {
  now,    // `done` will not be called any more
  later,  // the hardware cannot be stopped: `done` will be called
};

}  // namespace uasyncio::machine
