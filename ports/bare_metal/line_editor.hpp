// SPDX-License-Identifier: MIT
// Puts the bytes of a line together. Free of hardware, so that it is tested anywhere.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace uasyncio::bare_metal {

class LineEditor {
 public:
  explicit constexpr LineEditor(std::span<char> buffer) noexcept : buffer_(buffer) {}

  constexpr void add(char byte) noexcept {
    if (length_ < buffer_.size()) buffer_[length_] = byte;
    ++length_;
  }

  /// Takes back one character, in UTF-8 up to four bytes.
  constexpr void erase_last() noexcept {
    while (length_ > 0) {
      --length_;
      if (length_ >= buffer_.size() || !continues_character(buffer_[length_])) return;
    }
  }

  constexpr bool empty() const noexcept { return length_ == 0; }
  constexpr bool is_truncated() const noexcept { return length_ > buffer_.size(); }
  constexpr std::string_view text() const noexcept {
    return {buffer_.data(), is_truncated() ? buffer_.size() : length_};
  }

 private:
  static constexpr bool continues_character(char byte) noexcept {
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
  }

  std::span<char> buffer_;
  std::size_t length_ = 0;  // with what did not fit
};

}  // namespace uasyncio::bare_metal
