// SPDX-License-Identifier: MIT
// What can go wrong, as a value (both builds) and as exception types (with -fexceptions).
#pragma once

#include "uasyncio/port/config.hpp"
#include "uasyncio/port/error_text.hpp"
#include "uasyncio/port/text.hpp"

#include <cstdint>

#if UASYNCIO_EXCEPTIONS
#include <exception>
#endif

namespace uasyncio {
namespace kernel {
class Failure;
}

/// What went wrong.
enum class ErrorKind : std::uint8_t {
  none,
  cancelled,        // the task that was awaited had been cancelled
  timeout,          // the time given to wait_for ran out
  memory,           // the frame pool is exhausted
  os,               // the operating system or a device refused; `code` is the errno
  eof,              // the stream ended
  value,            // an argument is out of range
  runtime,          // the call is not possible in this state
  interrupted,      // SIGINT or Ctrl-C ended the program
  broken_barrier,   // the barrier was aborted or reset
  queue_shut_down,  // nothing goes into or comes out of the queue any more
  incomplete_read,  // the stream ended before all of what was asked for had come
  limit_overrun,    // the stream's buffer is full, and what was looked for is not in it
  exception,        // a C++ exception of the user's own (exceptions build)
  user,             // a failure of the user's own; `code` is the user's
};

/// An error as a value: what kind, for some kinds a code, and a text for people, if it was given
/// one: Error::value("channel 3 does not exist"). Where there is a heap anyway (the host, or C++
/// exceptions) the text is copied, without heap it must be a literal, and in the smallest build
/// (UASYNCIO_DIAGNOSTICS 0) it is dropped. Errors are equal if kind and code are: texts are not
/// compared. May be used from anywhere.
class Error {
 public:
  ErrorKind kind = ErrorKind::none;
  std::int16_t code = 0;

  constexpr Error() noexcept = default;
  explicit constexpr Error(ErrorKind its_kind, int its_code = 0) noexcept
      : kind(its_kind), code(static_cast<std::int16_t>(its_code)) {}

  static const Error none, cancelled, timeout, memory, eof, value, runtime, interrupted,
      broken_barrier, queue_shut_down, incomplete_read, limit_overrun, exception;
  /// The system's error of this number.
  static constexpr Error os(int errno_code) noexcept { return Error(ErrorKind::os, errno_code); }
  static Error os(int errno_code, ErrorText text) noexcept { return os(errno_code)(text); }
  /// A failure of the user's own, with a number of theirs.
  static constexpr Error user(int code) noexcept { return Error(ErrorKind::user, code); }
  static Error user(int code, ErrorText text) noexcept { return user(code)(text); }

  /// The same error with this text: Error::runtime("not connected"). An empty one is no text.
  Error operator()(ErrorText text) const noexcept {
    return Error(*this, detail::KeptText::of(kind, code, text));
  }

  constexpr explicit operator bool() const noexcept { return kind != ErrorKind::none; }
  friend constexpr bool operator==(const Error& a, const Error& b) noexcept {
    return a.kind == b.kind && a.code == b.code;
  }

  /// The asyncio name of the error, such as "TimeoutError". A literal.
  const char* name() const noexcept;
  /// The text that it was given, "" if none. As long-lived as this Error.
  const char* text() const noexcept { return text_.text(); }
  /// All of it, as print(error) writes it: "OSError 5: no answer".
  void write_to(TextSink sink) const noexcept;

 private:
  friend kernel::Failure;
  constexpr Error(const Error& other, detail::KeptText text) noexcept
      : kind(other.kind), code(other.code), text_(std::move(text)) {}
#if UASYNCIO_EXCEPTIONS
  friend class Exception;
  /// The same as write_to writes, in one piece; without memory for it only the name.
  Error with_message() const noexcept;
  const char* message() const noexcept;
#endif

  [[no_unique_address]] detail::KeptText text_;
};

inline constexpr Error Error::none{};
inline constexpr Error Error::cancelled{ErrorKind::cancelled};
inline constexpr Error Error::timeout{ErrorKind::timeout};
inline constexpr Error Error::memory{ErrorKind::memory};
inline constexpr Error Error::eof{ErrorKind::eof};
inline constexpr Error Error::value{ErrorKind::value};
inline constexpr Error Error::runtime{ErrorKind::runtime};
inline constexpr Error Error::interrupted{ErrorKind::interrupted};
inline constexpr Error Error::broken_barrier{ErrorKind::broken_barrier};
inline constexpr Error Error::queue_shut_down{ErrorKind::queue_shut_down};
inline constexpr Error Error::incomplete_read{ErrorKind::incomplete_read};
inline constexpr Error Error::limit_overrun{ErrorKind::limit_overrun};
inline constexpr Error Error::exception{ErrorKind::exception};

#if UASYNCIO_EXCEPTIONS
/// The base of the library's exceptions. `error()` is the same failure as a value. `what()` is its
/// whole message, "ValueError: channel 3 does not exist"; `text()` only what was told, as
/// str(error) in Python.
class Exception : public std::exception {
 public:
  explicit Exception(const Error& error) noexcept : error_(error.with_message()) {}
  const Error& error() const noexcept { return error_; }
  const char* text() const noexcept { return error_.text(); }
  const char* what() const noexcept override { return error_.message(); }
  /// The whole message, for `print`. From anywhere.
  void write_to(TextSink sink) const noexcept { error_.write_to(sink); }

 private:
  Error error_;
};

/// Thrown where a task is awaited that was cancelled. One's own cancellation is never an exception.
struct CancelledError : Exception {
  explicit CancelledError(ErrorText text = {}) noexcept : Exception(Error::cancelled(text)) {}
};
/// The time given to wait_for, or of a Timeout, ran out.
struct TimeoutError : Exception {
  explicit TimeoutError(ErrorText text = {}) noexcept : Exception(Error::timeout(text)) {}
};
/// There is no room: the frame pool is exhausted.
struct MemoryError : Exception {
  explicit MemoryError(ErrorText text = {}) noexcept : Exception(Error::memory(text)) {}
};
/// The operating system or a device refused; `code` is the errno.
struct OSError : Exception {
  explicit OSError(int errno_code, ErrorText text = {}) noexcept
      : Exception(Error::os(errno_code, text)) {}
  int code() const noexcept { return error().code; }
};
/// The stream ended.
struct EOFError : Exception {
  explicit EOFError(ErrorText text = {}) noexcept : EOFError(Error::eof(text)) {}

 protected:
  explicit EOFError(const Error& error) noexcept : Exception(error) {}
};
/// The stream ended before all of what was asked for had come.
struct IncompleteReadError : EOFError {
  explicit IncompleteReadError(ErrorText text = {}) noexcept
      : EOFError(Error::incomplete_read(text)) {}
};
/// The stream's buffer is full, and what was looked for is not in it.
struct LimitOverrunError : Exception {
  explicit LimitOverrunError(ErrorText text = {}) noexcept
      : Exception(Error::limit_overrun(text)) {}
};
/// An argument is out of range.
struct ValueError : Exception {
  explicit ValueError(ErrorText text = {}) noexcept : Exception(Error::value(text)) {}
};
/// The call is not possible in this state.
struct RuntimeError : Exception {
  explicit RuntimeError(ErrorText text = {}) noexcept : Exception(Error::runtime(text)) {}
};
/// SIGINT or Ctrl-C ended the program.
struct KeyboardInterrupt : Exception {
  explicit KeyboardInterrupt(ErrorText text = {}) noexcept : Exception(Error::interrupted(text)) {}
};
/// The barrier was aborted or reset.
struct BrokenBarrierError : Exception {
  explicit BrokenBarrierError(ErrorText text = {}) noexcept
      : Exception(Error::broken_barrier(text)) {}
};
/// Nothing goes into or comes out of the queue any more.
struct QueueShutDown : Exception {
  explicit QueueShutDown(ErrorText text = {}) noexcept : Exception(Error::queue_shut_down(text)) {}
};
/// A failure of the user's own, of `co_await fail(Error::user(code))`; `code` is the user's.
struct UserError : Exception {
  explicit UserError(int code, ErrorText text = {}) noexcept : Exception(Error::user(code, text)) {}
  int code() const noexcept { return error().code; }
};
#endif

}  // namespace uasyncio
