// SPDX-License-Identifier: MIT
// Ethernet: what a chip's controller does for a network stack, whichever that is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace uasyncio::bare_metal {

/// Frames as they come and go, without their check sums. A driver keeps none of them in memory:
/// what waits to be read waits in the controller, and what that has no room for is lost. For the
/// loop's thread, but for `heard`.
///
/// A frame is moved behind two bytes that mean nothing: so its IP header, and pieces of a multiple
/// of four bytes, are aligned to words.
class Ethernet {
 public:
  static constexpr std::size_t bytes_before = 2;
  static constexpr std::size_t longest_frame = 1514;

  /// Frames have come, and `listen` was called since it was told the last time. In the interrupt.
  using Heard = void (*)() noexcept;

  /// Starts the controller, which hears nothing before `listen`.
  virtual void start(Heard heard) noexcept = 0;
  /// The address of this station, from the chip's memory if it has one there.
  virtual std::array<std::uint8_t, 6> address() const noexcept = 0;
  /// `heard` is told once from here on: also of a frame that waits already.
  virtual void listen() noexcept = 0;

  /// The size of the next frame that waits, 0 if there is none. It must be ended by `end_reading`.
  virtual std::size_t begin_reading() noexcept = 0;
  /// The next bytes of it, the two before it first; each piece but the last is of whole words.
  virtual void read(std::span<std::byte> piece) noexcept = 0;
  /// Drops the rest of the frame.
  virtual void end_reading() noexcept = 0;

  /// False if there is no room for a frame of this size, which takes the frame before too long.
  virtual bool begin_writing(std::size_t size) noexcept = 0;
  /// The next bytes of it, without the two before it; pieces of any size.
  virtual void write(std::span<const std::byte> piece) noexcept = 0;
  /// Sends it.
  virtual void end_writing() noexcept = 0;

 protected:
  constexpr Ethernet() noexcept = default;
  ~Ethernet() = default;
  Ethernet(const Ethernet&) = delete;
  Ethernet& operator=(const Ethernet&) = delete;
};

/// The chip's one. Defined by its driver.
Ethernet& ethernet() noexcept;

}  // namespace uasyncio::bare_metal
