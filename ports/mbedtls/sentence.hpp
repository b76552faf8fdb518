// SPDX-License-Identifier: MIT
// Of context.hpp: what is said of a certificate, put together without a heap.
#pragma once

#include "uasyncio/port/error.hpp"
#include "uasyncio/port/text.hpp"

#include <cstddef>
#include <string_view>

namespace uasyncio::mbedtls {

/// As many pieces of text as there is room for, with what cannot be printed as '?'.
class Sentence {
 public:
  constexpr Sentence() noexcept = default;

  Sentence& operator<<(std::string_view text) noexcept {
    for (const char each : text) add(each >= ' ' && each != '\x7f' ? each : '?');
    return *this;
  }
  Sentence& operator<<(const char* text) noexcept { return *this << std::string_view(text); }
  Sentence& decimal(unsigned value) noexcept {
    return *this << detail::to_text(value, false).view();
  }
  /// With two digits at least.
  Sentence& two_digits(unsigned value) noexcept {
    if (value < 10) add('0');
    return decimal(value);
  }
  /// "0x2700".
  Sentence& hexadecimal(unsigned value) noexcept {
    *this << "0x";
    unsigned digits = 4;
    while (digits < 8 && (value >> (4 * digits)) != 0) ++digits;
    while (digits-- != 0) add("0123456789ABCDEF"[value >> (4 * digits) & 15]);
    return *this;
  }
  void clear() noexcept { size_ = 0; }
  const char* text() noexcept {
    text_[size_] = '\0';
    return text_;
  }
  /// An error with this text. Where texts are not copied it is that of the last sentence.
  Error error(int code) noexcept { return Error::os(code, text()); }

 private:
  void add(char one) noexcept {
    if (size_ < sizeof text_ - 1) text_[size_++] = one;
  }

  char text_[192] = {};
  std::size_t size_ = 0;
};

/// The one that there is, empty: an error of a chip refers to it when its connection has long gone.
inline Sentence& new_sentence() noexcept {
  static constinit UASYNCIO_THREAD_LOCAL Sentence sentence;
  sentence.clear();
  return sentence;
}

}  // namespace uasyncio::mbedtls
