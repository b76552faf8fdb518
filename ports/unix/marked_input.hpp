// SPDX-License-Identifier: MIT
// MarkedInput: what came on a serial line, in which the system marks what went wrong.
#pragma once

#include "uasyncio/stream/attempt.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace uasyncio::unix_devices {

/// Takes the marks of termios' PARMRK out again: 255 0 in front of a bad byte, 255 0 0 for a break,
/// and a byte 255 that is data twice. (A bad byte 0 cannot be told from a break.) Bytes may come in
/// any pieces.
class MarkedInput {
 public:
  /// Where what comes next is to be written; not empty once `take` has answered would_block.
  std::span<std::byte> room() noexcept;
  void add(std::size_t count) noexcept { end_ += static_cast<std::uint16_t>(count); }

  /// Bytes up to the next mark; or what that says, once: OSError, EPROTO or, of a byte, `bad_byte`.
  Attempt take(std::span<std::byte> asked, int bad_byte) noexcept;

  /// How many bytes wait, marks included.
  std::size_t count() const noexcept { return std::size_t{end_} - begin_; }
  std::uint32_t breaks() const noexcept { return breaks_; }
  std::uint32_t bad_bytes() const noexcept { return bad_bytes_; }

 private:
  Attempt take_mark(int bad_byte) noexcept;

  std::byte came_[256];
  std::uint16_t begin_ = 0;
  std::uint16_t end_ = 0;
  std::uint32_t breaks_ = 0;
  std::uint32_t bad_bytes_ = 0;
};

}  // namespace uasyncio::unix_devices
