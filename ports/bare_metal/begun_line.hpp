// SPDX-License-Identifier: MIT
// The line that a task reads from a console, a board's or the host's. Free of hardware.
#pragma once

#include "ports/bare_metal/line_editor.hpp"

namespace uasyncio::bare_metal {

/// Of the one console of a program. Until it is taken, what has come of the line is for the next
/// who reads: `put_back` is given it, and gives how many bytes it keeps.
template <std::size_t (*put_back)(std::string_view) noexcept>
class BegunLine : public LineEditor {
 public:
  explicit BegunLine(std::span<char> buffer) noexcept : LineEditor(buffer) { is_read = true; }
  BegunLine(const BegunLine&) = delete;
  BegunLine& operator=(const BegunLine&) = delete;
  ~BegunLine() {
    is_read = false;
    if (is_taken_) return;
    if (put_back(text()) < text().size() || is_truncated()) cut_ = true;
  }

  void take() noexcept {
    is_taken_ = true;
    was_truncated = is_truncated() || cut_;
    cut_ = false;
  }

  static constinit inline bool is_read = false;        // by a task
  static constinit inline bool was_truncated = false;  // the last line that was taken

 private:
  static constinit inline bool cut_ = false;  // the end of the line begun was lost
  bool is_taken_ = false;
};

}  // namespace uasyncio::bare_metal
