// What can go wrong, as a value (both builds) and as exception types (with -fexceptions).
#pragma once

#include "uasyncio/core/config.hpp"

#include <cstdint>

#if UASYNCIO_EXCEPTIONS
#include <exception>
#endif

namespace uasyncio {

enum class ErrorKind : std::uint8_t {
  none,
  cancelled,       // the task that was awaited had been cancelled
  timeout,         // the time given to wait_for ran out
  memory,          // the frame pool is exhausted
  os,              // the operating system or a device refused; `code` is the errno
  eof,             // the stream ended
  value,           // an argument is out of range
  runtime,         // the call is not possible in this state
  interrupted,     // SIGINT or Ctrl-C ended the program
  broken_barrier,  // the barrier was aborted or reset
  queue_shut_down, // nothing goes into or comes out of the queue any more
  exception,       // a C++ exception of the user's own (exceptions build)
  user,            // a failure of the user's own; `code` is the user's
};

/// An error as a value: 4 bytes, compared by kind and code.
struct Error {
  ErrorKind kind = ErrorKind::none;
  std::int16_t code = 0;

  static const Error none, cancelled, timeout, memory, eof, value, runtime, interrupted,
      broken_barrier, queue_shut_down, exception;
  static constexpr Error os(int errno_code) noexcept {
    return {ErrorKind::os, static_cast<std::int16_t>(errno_code)};
  }
  static constexpr Error user(int code) noexcept {
    return {ErrorKind::user, static_cast<std::int16_t>(code)};
  }

  constexpr explicit operator bool() const noexcept { return kind != ErrorKind::none; }
  friend constexpr bool operator==(Error, Error) noexcept = default;

  /// The asyncio name of the error, such as "TimeoutError". A literal.
  const char* name() const noexcept;
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
inline constexpr Error Error::exception{ErrorKind::exception};

#if UASYNCIO_EXCEPTIONS
/// The base of the library's exceptions. `error()` is the same failure as a value.
class Exception : public std::exception {
 public:
  explicit Exception(Error error) noexcept : error_(error) {}
  Error error() const noexcept { return error_; }
  const char* what() const noexcept override { return error_.name(); }

 private:
  Error error_;
};

/// Thrown where a task is awaited that was cancelled. One's own cancellation is never an exception.
struct CancelledError : Exception {
  CancelledError() noexcept : Exception(Error::cancelled) {}
};
struct TimeoutError : Exception {
  TimeoutError() noexcept : Exception(Error::timeout) {}
};
struct MemoryError : Exception {
  MemoryError() noexcept : Exception(Error::memory) {}
};
struct OSError : Exception {
  explicit OSError(int errno_code) noexcept : Exception(Error::os(errno_code)) {}
  int code() const noexcept { return error().code; }
};
struct EOFError : Exception {
  EOFError() noexcept : Exception(Error::eof) {}
};
struct ValueError : Exception {
  ValueError() noexcept : Exception(Error::value) {}
};
struct RuntimeError : Exception {
  RuntimeError() noexcept : Exception(Error::runtime) {}
};
struct KeyboardInterrupt : Exception {
  KeyboardInterrupt() noexcept : Exception(Error::interrupted) {}
};
struct BrokenBarrierError : Exception {
  BrokenBarrierError() noexcept : Exception(Error::broken_barrier) {}
};
struct QueueShutDown : Exception {
  QueueShutDown() noexcept : Exception(Error::queue_shut_down) {}
};
struct UserError : Exception {
  explicit UserError(int code) noexcept : Exception(Error::user(code)) {}
};
#endif

}  // namespace uasyncio
