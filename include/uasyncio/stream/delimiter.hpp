// SPDX-License-Identifier: MIT
// Delimiter: what ends a record in a stream of bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace uasyncio {

/// One to four bytes, kept by value: "\r\n". An empty or a longer one is never found, and the read
/// with it fails with ValueError; so does that with one that the buffer cannot hold. From anywhere.
class Delimiter {
 public:
  static constexpr std::size_t longest = 4;

  constexpr Delimiter(char byte) noexcept : bytes_{byte, 0, 0, 0}, size_(1) {}
  constexpr Delimiter(std::string_view text) noexcept
      : bytes_{}, size_(static_cast<std::uint8_t>(text.size() <= longest ? text.size() : 0)) {
    for (std::size_t index = 0; index != size_; ++index) bytes_[index] = text[index];
  }
  constexpr Delimiter(const char* text) noexcept : Delimiter(std::string_view(text)) {}

  constexpr std::size_t size() const noexcept { return size_; }
  constexpr bool is_valid() const noexcept { return size_ != 0; }

  static constexpr std::size_t none = ~std::size_t{0};
  /// Where it begins in `text`, looked for from `start` on; `none` if it is not there.
  std::size_t find_in(std::span<const std::byte> text, std::size_t start) const noexcept;

 private:
  char bytes_[longest];
  std::uint8_t size_;
};

}  // namespace uasyncio
