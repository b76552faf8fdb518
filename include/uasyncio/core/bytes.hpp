// SPDX-License-Identifier: MIT
// Rows of bytes in a program's memory, as the words take them: to write, and room to read into.
#pragma once

#include <cstddef>
#include <cstring>
#include <ranges>
#include <span>
#include <string_view>
#include <type_traits>

namespace uasyncio::detail {

template <class Range>
concept BytesInARow = std::ranges::contiguous_range<Range> && std::ranges::sized_range<Range> &&
                      sizeof(std::ranges::range_value_t<Range>) == 1 &&
                      std::is_trivially_copyable_v<std::ranges::range_value_t<Range>>;
template <class Range>
inline constexpr bool is_literal =
    std::is_array_v<std::remove_reference_t<Range>> &&
    std::is_same_v<std::ranges::range_reference_t<Range>, const char&>;

/// Bytes to write: of a span, array, string_view or any other row of bytes; of a literal without
/// its final zero. Refers to them.
class ConstBytes : public std::span<const std::byte> {
 public:
  constexpr ConstBytes() noexcept = default;  // none
  template <BytesInARow Range>
    requires(!is_literal<Range> && !std::is_same_v<std::remove_cvref_t<Range>, ConstBytes>)
  ConstBytes(Range&& range) noexcept
      : span(reinterpret_cast<const std::byte*>(std::ranges::data(range)),
             std::ranges::size(range)) {}
  ConstBytes(const char* text) noexcept
      : span(reinterpret_cast<const std::byte*>(text), std::strlen(text)) {}
};

/// Room for bytes that are read.
class MutableBytes : public std::span<std::byte> {
 public:
  template <BytesInARow Range>
    requires(!std::is_const_v<std::remove_reference_t<std::ranges::range_reference_t<Range>>> &&
             !std::is_same_v<std::remove_cvref_t<Range>, MutableBytes>)
  MutableBytes(Range&& range) noexcept
      : span(reinterpret_cast<std::byte*>(std::ranges::data(range)), std::ranges::size(range)) {}
};

/// What lies in `text` from `begin` on, at most `size` characters; what would lie beyond the end is
/// left out. In place of `substr`, which refers to a function that throws: firmware has none.
constexpr std::string_view part_of(std::string_view text, std::size_t begin,
                                   std::size_t size = std::string_view::npos) noexcept {
  if (begin > text.size()) begin = text.size();
  const std::size_t rest = text.size() - begin;
  return {text.data() + begin, size < rest ? size : rest};
}

/// How many characters come before the first `wanted`; all of them if there is none. In place of
/// `find`, whose memchr takes more flash than the texts are long in which it looks.
constexpr std::size_t length_before(std::string_view text, char wanted) noexcept {
  std::size_t length = 0;
  while (length != text.size() && text[length] != wanted) ++length;
  return length;
}

}  // namespace uasyncio::detail
