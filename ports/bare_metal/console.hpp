// SPDX-License-Identifier: MIT
// The board's console for tasks: lines in, text out.
#pragma once

#include "uasyncio/core/coro.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace uasyncio::bare_metal {

/// There is one console; objects of this type are names for it.
class Console {
 public:
  /// Waits for a line and returns it without its end, in `buffer`, which must live that long.
  ///
  /// A line ends with \r, \n or \r\n. Backspace and delete take back the character before. Nothing
  /// is echoed. Of a line longer than the buffer the start is returned, the rest is dropped, and
  /// `was_truncated()`. Ctrl-D ends the input: the line begun is returned if there is one; then and
  /// ever after it fails with EOFError. One task reads at a time: a second one fails at once with
  /// RuntimeError. Cancelled, or out of time, nothing is lost: a repeat goes on with the line
  /// begun, of which 127 bytes are kept; `was_truncated()` says then whether there were more.
  static Coro<std::string_view> read_line(std::span<char> buffer);

  static bool was_truncated() noexcept;

  /// Bytes lost because they came faster than they were read.
  static std::uint32_t overruns() noexcept;

  /// Waits until there is room in the queue of 127 bytes, without letting other tasks run.
  static void write(std::string_view text) noexcept;
};

}  // namespace uasyncio::bare_metal
