// SPDX-License-Identifier: MIT
// I2C as a target, which other controllers address: what a chip's peripheral is asked for. Pyboards
// call it slave mode.
#pragma once

#include "uasyncio/port/error.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace uasyncio::machine {

/// Called in the interrupt, or from where `abort` was not: a transfer that was prepared is over,
/// and so many bytes were moved.
using I2CTargetDone = void (*)(void* argument, std::size_t count);

/// `send` prepares the bytes that a controller gets when it reads next, `receive` the memory for
/// those that it writes next; both return at once, and `done` is called after the STOP. Between
/// two transfers, and for the other direction, the address is not acknowledged. A controller that
/// reads more than there is gets 0xFF, one that writes more than there is room for is not
/// acknowledged. `abort` ends what was prepared: `done` is not called any more, and the memory is
/// not touched. From the loop's thread; one transfer at a time.
template <class Target>
concept I2CTarget = requires(Target target, std::span<const std::uint8_t> out,
                             std::span<std::uint8_t> in, I2CTargetDone done, void* argument) {
  target.send(out, done, argument);
  target.receive(in, done, argument);
  target.abort();
};

}  // namespace uasyncio::machine
