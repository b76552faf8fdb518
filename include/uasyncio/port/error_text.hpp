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
struct ErrorRecord {
  std::atomic<std::uint32_t> references;
  std::int16_t code;
  ErrorKind kind;
  std::uint8_t text_at;  // where in the message the text begins

  /// Null without memory: then the error goes on without its text.
  static ErrorRecord* make(ErrorKind kind, std::int16_t code, std::string_view text) noexcept;
  const char* message() const noexcept { return reinterpret_cast<const char*>(this + 1); }
  void reference() noexcept { references.fetch_add(1, std::memory_order_relaxed); }
  void unreference() noexcept;
};

/// A counted reference to a record, or none.
class KeptText {
 public:
  constexpr KeptText() noexcept = default;
  explicit constexpr KeptText(ErrorRecord* adopted) noexcept : record_(adopted) {}
  constexpr KeptText(const KeptText& other) noexcept : record_(other.record_) {
    if (record_ != nullptr) record_->reference();
  }
  constexpr KeptText(KeptText&& other) noexcept : record_(std::exchange(other.record_, nullptr)) {}
  constexpr KeptText& operator=(KeptText other) noexcept {
    std::swap(record_, other.record_);
    return *this;
  }
  constexpr ~KeptText() {
    if (record_ != nullptr) record_->unreference();
  }
  constexpr ErrorRecord* record() const noexcept { return record_; }
  /// Of the text that an error is given. An empty one is none.
  static KeptText of(ErrorKind kind, std::int16_t code, ErrorText text) noexcept {
    return text.empty() ? KeptText() : KeptText(ErrorRecord::make(kind, code, text));
  }
  /// One with a message, for an error whose name does not say all.
  KeptText with_message(ErrorKind kind, std::int16_t code) const noexcept {
    if (code == 0 || record_ != nullptr) return *this;
    return KeptText(ErrorRecord::make(kind, code, {}));
  }
  /// Null if there is none: the name says all.
  const char* message() const noexcept { return record_ == nullptr ? nullptr : record_->message(); }
  /// Gives the reference away.
  constexpr ErrorRecord* give_away() noexcept { return std::exchange(record_, nullptr); }
  const char* text() const noexcept {
    return record_ == nullptr ? "" : record_->message() + record_->text_at;
  }

 private:
  ErrorRecord* record_ = nullptr;
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
