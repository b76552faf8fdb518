// SPDX-License-Identifier: MIT
// The terminal for tasks: lines in, text out. The same words as a board's console.
#pragma once

#include "uasyncio/core/coro.hpp"

#include <span>
#include <string_view>

namespace uasyncio::unix_console {

/// Standard input and output; objects of this type are names for it.
class Console {
 public:
  /// Waits for a line and returns it without its end, in `buffer`, which must live that long.
  ///
  /// A line ends with \n or \r\n; the last one may lack it. Of a line longer than the buffer the
  /// start is returned, the rest is dropped, and `was_truncated()`. At the end of the input it
  /// fails with EOFError, and if reading fails with OSError. One task reads at a time: a second one
  /// fails at once with RuntimeError. Cancelled, or out of time, nothing is lost: a repeat goes on
  /// with the line begun, of which 512 bytes are kept; `was_truncated()` says then whether there
  /// were more.
  static Coro<std::string_view> read_line(std::span<char> buffer);

  static bool was_truncated() noexcept;

  static void write(std::string_view text) noexcept;
};

}  // namespace uasyncio::unix_console
