#include "uasyncio/core/failure.hpp"

#if UASYNCIO_EXCEPTIONS
#include <cstring>
#include <memory>
#include <utility>
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
    case ErrorKind::exception: return "exception";
    case ErrorKind::user: return "UserError";
  }
  return "unknown error";
}

namespace {

Error unpack(std::uintptr_t bits, unsigned kind_shift, unsigned code_shift) noexcept {
  return {static_cast<ErrorKind>(static_cast<std::uint8_t>(bits >> kind_shift)),
          static_cast<std::int16_t>(static_cast<std::uint16_t>(bits >> code_shift))};
}

}  // namespace

#if !UASYNCIO_EXCEPTIONS

Error Failure::error() const noexcept {
  if (bits_ == 0) return Error::none;
  return is_cancellation() ? Error::cancelled : unpack(bits_, kind_shift, code_shift);
}
Failure Failure::share() const noexcept { return *this; }
void Failure::drop() noexcept { bits_ = 0; }

Failure detail::capture(void (*function)(void*), void* argument) noexcept {
  function(argument);
  return Failure::none();
}

#else

// An exception_ptr is one pointer to an aligned, counted object (Itanium C++ ABI, libstdc++ and
// libc++ alike); it is kept here as that word and given back to an exception_ptr to be counted.
static_assert(sizeof(std::exception_ptr) == sizeof(std::uintptr_t));

namespace {

std::uintptr_t word_of(std::exception_ptr&& exception) noexcept {
  std::uintptr_t bits;
  std::memcpy(&bits, &exception, sizeof bits);
  ::new (&exception) std::exception_ptr();  // forget without releasing: the word owns it now
  return bits;
}

std::exception_ptr pointer_of(std::uintptr_t bits) noexcept {
  std::exception_ptr exception;
  std::memcpy(static_cast<void*>(&exception), &bits, sizeof bits);
  return exception;
}

[[noreturn]] void throw_error(Error error) {
  switch (error.kind) {
    case ErrorKind::cancelled: throw CancelledError();
    case ErrorKind::timeout: throw TimeoutError();
    case ErrorKind::memory: throw MemoryError();
    case ErrorKind::os: throw OSError(error.code);
    case ErrorKind::eof: throw EOFError();
    case ErrorKind::value: throw ValueError();
    case ErrorKind::runtime: throw RuntimeError();
    case ErrorKind::interrupted: throw KeyboardInterrupt();
    case ErrorKind::broken_barrier: throw BrokenBarrierError();
    case ErrorKind::queue_shut_down: throw QueueShutDown();
    case ErrorKind::user: throw UserError(error.code);
    default: throw Exception(error);
  }
}

Error error_of(const std::exception_ptr& exception) noexcept {
  try {
    std::rethrow_exception(exception);
  } catch (const Exception& known) {
    return known.error();
  } catch (...) {
    return Error::exception;
  }
}

}  // namespace

Error Failure::error() const noexcept {
  if (bits_ == 0) return Error::none;
  if (is_cancellation()) return Error::cancelled;
  return is_exception() ? error_of(exception()) : unpack(bits_, kind_shift, code_shift);
}

Failure Failure::share() const noexcept {
  if (!is_exception()) return *this;
  return Failure(word_of(exception()));
}

void Failure::drop() noexcept {
  if (is_exception()) (void)pointer_of(bits_);
  bits_ = 0;
}

Failure Failure::current_exception() noexcept {
  return Failure(word_of(std::current_exception()));
}

std::exception_ptr Failure::exception() const noexcept {
  if (is_exception()) {
    std::exception_ptr owner = pointer_of(bits_);
    std::exception_ptr copy = owner;
    (void)word_of(std::move(owner));  // this word still owns its reference
    return copy;
  }
  try {
    throw_error(error());
  } catch (...) {
    return std::current_exception();
  }
}

void Failure::raise() {
  if (!is_exception()) {
    const Error what = error();
    bits_ = 0;
    throw_error(what);
  }
  std::rethrow_exception(pointer_of(std::exchange(bits_, 0)));
}

Failure detail::capture(void (*function)(void*), void* argument) noexcept {
  try {
    function(argument);
    return Failure::none();
  } catch (...) {
    return Failure::current_exception();
  }
}

void detail::describe(const std::exception_ptr& exception, void (*write)(const char*)) noexcept {
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& known) {
    write(known.what());
  } catch (...) {
  }
}

#endif

}  // namespace uasyncio
