// Rows of bytes in a program's memory, as the words take them: to write, and room to read into.
#pragma once

#include <cstddef>
#include <cstring>
#include <ranges>
#include <span>
#include <type_traits>

namespace uasyncio::detail {

template <class Range>
concept BytesInARow = std::ranges::contiguous_range<Range> && std::ranges::sized_range<Range> &&
                      sizeof(std::ranges::range_value_t<Range>) == 1 &&
                      std::is_trivially_copyable_v<std::ranges::range_value_t<Range>>;
template <class Range>
inline constexpr bool is_literal = std::is_array_v<std::remove_reference_t<Range>> &&
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

}  // namespace uasyncio::detail
