// SPDX-License-Identifier: MIT
// The text that an error carries, and how it is kept: see UASYNCIO_COPIES_TEXTS.
#pragma once

#include "uasyncio/port/config.hpp"

#include <cstdint>
#include <string_view>
#include <utility>

#if UASYNCIO_COPIES_TEXTS
#include <atomic>
#endif

namespace uasyncio {

enum class ErrorKind : std::uint8_t;

#if UASYNCIO_COPIES_TEXTS || UASYNCIO_HOSTED
/// What an error can be told: any string; it is copied.
using ErrorText = std::string_view;
#else
/// What an error can be told: a string literal, or what lives as long. It is not copied.
using ErrorText = const char*;
#endif

namespace detail {

#if UASYNCIO_COPIES_TEXTS

/// An error with its text, on the heap: the whole message follows it, as "OSError 5: no answer".
struct CopiedError {
  std::atomic<std::uint32_t> references;
  std::int16_t code;
  ErrorKind kind;
  std::uint8_t text_at;  // where in the message the text begins

  /// Null without memory: then the error goes on without its text.
  static CopiedError* make(ErrorKind kind, std::int16_t code, std::string_view text) noexcept;
  const char* message() const noexcept { return reinterpret_cast<const char*>(this + 1); }
  void reference() noexcept { references.fetch_add(1, std::memory_order_relaxed); }
  void unreference() noexcept;
};

/// A counted reference to a copied error, or none.
class KeptText {
 public:
  constexpr KeptText() noexcept = default;
  explicit constexpr KeptText(CopiedError* adopted) noexcept : copy_(adopted) {}
  constexpr KeptText(const KeptText& other) noexcept : copy_(other.copy_) {
    if (copy_ != nullptr) copy_->reference();
  }
  constexpr KeptText(KeptText&& other) noexcept : copy_(std::exchange(other.copy_, nullptr)) {}
  constexpr KeptText& operator=(KeptText other) noexcept {
    std::swap(copy_, other.copy_);
    return *this;
  }
  constexpr ~KeptText() {
    if (copy_ != nullptr) copy_->unreference();
  }
  constexpr CopiedError* copy() const noexcept { return copy_; }
  /// Of the text that an error is given. An empty one is none.
  static KeptText of(ErrorKind kind, std::int16_t code, ErrorText text) noexcept {
    return text.empty() ? KeptText() : KeptText(CopiedError::make(kind, code, text));
  }
  /// One with a message, for an error whose name does not say all.
  KeptText with_message(ErrorKind kind, std::int16_t code) const noexcept {
    if (code == 0 || copy_ != nullptr) return *this;
    return KeptText(CopiedError::make(kind, code, {}));
  }
  /// Null if there is none: the name says all.
  const char* message() const noexcept { return copy_ == nullptr ? nullptr : copy_->message(); }
  /// Gives the reference away.
  constexpr CopiedError* give_away() noexcept { return std::exchange(copy_, nullptr); }
  const char* text() const noexcept {
    return copy_ == nullptr ? "" : copy_->message() + copy_->text_at;
  }

 private:
  CopiedError* copy_ = nullptr;
};

#elif UASYNCIO_POINTS_TO_TEXTS

class KeptText {
 public:
  constexpr KeptText() noexcept = default;
  explicit constexpr KeptText(const char* literal) noexcept : literal_(literal) {}
  static KeptText of(ErrorKind, std::int16_t, ErrorText text) noexcept { return KeptText(text); }
  constexpr const char* literal() const noexcept { return literal_; }  // may be null
  const char* text() const noexcept { return literal_ == nullptr ? "" : literal_; }

 private:
  const char* literal_ = nullptr;
};

#else

class KeptText {
 public:
  static KeptText of(ErrorKind, std::int16_t, ErrorText) noexcept { return {}; }
  KeptText with_message(ErrorKind, std::int16_t) const noexcept { return {}; }
  const char* message() const noexcept { return nullptr; }
  const char* text() const noexcept { return ""; }
};

#endif

}  // namespace detail
}  // namespace uasyncio
