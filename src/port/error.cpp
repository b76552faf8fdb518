// SPDX-License-Identifier: MIT
// What an Error says, and on the host the copy of an error that keeps its text. The copy has the
// whole sentence in one block, name and number in front, because `what` of an exception must give
// it without allocating.
#include "uasyncio/port/error.hpp"

#if UASYNCIO_COPIES_TEXTS
#include <cstdlib>
#include <cstring>
#include <new>
#endif

namespace uasyncio {

const char* Error::name() const noexcept {
  switch (kind) {
    case ErrorKind::none: return "no error";
    case ErrorKind::cancelled: return "CancelledError";
    case ErrorKind::timeout: return "TimeoutError";
    case ErrorKind::memory: return "MemoryError";
    case ErrorKind::os: return "OSError";
    case ErrorKind::eof: return "EOFError";
    case ErrorKind::value: return "ValueError";
    case ErrorKind::runtime: return "RuntimeError";
    case ErrorKind::interrupted: return "KeyboardInterrupt";
    case ErrorKind::broken_barrier: return "BrokenBarrierError";
    case ErrorKind::queue_shut_down: return "QueueShutDown";
    case ErrorKind::incomplete_read: return "IncompleteReadError";
    case ErrorKind::limit_overrun: return "LimitOverrunError";
    case ErrorKind::exception: return "exception";
    case ErrorKind::user: return "UserError";
  }
  return "unknown error";
}

void Error::write_to(TextSink sink) const noexcept {
  detail::write_value(sink, name());
  if (code != 0) {
    detail::write_value(sink, ' ');
    detail::write_value(sink, code);
  }
  const char* const told = text();
  if (*told == '\0') return;
  detail::write_value(sink, ": ");
  detail::write_value(sink, told);
}

#if UASYNCIO_COPIES_TEXTS

namespace {

/// Characters one behind the other; without room they are counted only.
class MessageWriter {
 public:
  explicit MessageWriter(char* room) noexcept : room_(room) {}
  void add(std::string_view text) noexcept {
    if (room_ != nullptr) text.copy(room_ + length_, text.size());
    length_ += text.size();
  }
  std::size_t length() const noexcept { return length_; }

 private:
  char* room_;
  std::size_t length_ = 0;
};

/// Gives where the text begins.
std::size_t compose(MessageWriter& message, const Error& error, std::string_view text) noexcept {
  message.add(error.name());
  if (error.code != 0) {
    message.add(" ");
    message.add(detail::integer_to_text(error.code).view());
  }
  if (!text.empty()) message.add(": ");
  const std::size_t begin = message.length();
  message.add(text);
  message.add({"\0", 1});  // the end of the string
  return begin;
}

}  // namespace

namespace detail {

CopiedError* CopiedError::make(ErrorKind kind, std::int16_t code, std::string_view text) noexcept {
  const Error error(kind, code);
  MessageWriter length(nullptr);
  const std::size_t text_at = compose(length, error, text);
  void* const room = std::malloc(sizeof(CopiedError) + length.length());
  if (room == nullptr) return nullptr;
  auto* const copy = ::new (room) CopiedError{1, code, kind, static_cast<std::uint8_t>(text_at)};
  MessageWriter message(static_cast<char*>(room) + sizeof(CopiedError));
  compose(message, error, text);
  return copy;
}

void CopiedError::unreference() noexcept {
  if (references.fetch_sub(1, std::memory_order_acq_rel) == 1) std::free(this);
}

}  // namespace detail
#endif

#if UASYNCIO_EXCEPTIONS

Error Error::with_message() const noexcept { return Error(*this, text_.with_message(kind, code)); }

const char* Error::message() const noexcept {
  const char* const whole = text_.message();
  return whole != nullptr ? whole : name();
}

#endif

}  // namespace uasyncio
