// SPDX-License-Identifier: MIT
// What a failure is made of and given back as. The only file of the library that throws and
// catches: everything else passes a Failure on, so that both builds take the same way.
#include "uasyncio/kernel/failure.hpp"

#include "uasyncio/kernel/assert.hpp"

#if UASYNCIO_EXCEPTIONS
#include <cstring>
#include <memory>
#include <utility>
#endif

namespace uasyncio::kernel {

/// Of a failure that is an error.
Error Failure::unpack() const noexcept {
  UASYNCIO_ASSERT((bits_ & tags) == error_tag || (bits_ & tags) == copy_tag, bits_);
  if (has_copy()) return unpack_copy();
  if ((bits_ & moved_from_bit) != 0) return Error::runtime("the result was moved away");
  const Error plain(static_cast<ErrorKind>(static_cast<std::uint8_t>(bits_ >> kind_shift)),
                    static_cast<std::int16_t>(static_cast<std::uint16_t>(bits_ >> code_shift)));
  UASYNCIO_ASSERT(static_cast<bool>(plain), bits_);
  return Error(plain, literal());
}

#if !UASYNCIO_EXCEPTIONS

Error Failure::error() const noexcept {
  if (bits_ == 0) return Error::none;
  return is_cancellation() ? Error::cancelled : unpack();
}

Failure Failure::share() const noexcept {
  reference_copy();
  return *this;
}

void Failure::drop() noexcept {
  unreference_copy();
  bits_ = 0;
}

Failure capture(void (*function)(void*), void* argument) noexcept {
  function(argument);
  return Failure::none();
}

#else

// An exception_ptr is one pointer to an aligned, counted object (Itanium C++ ABI, libstdc++ and
// libc++ alike); it is kept here as that word and given back to an exception_ptr to be counted.
static_assert(sizeof(std::exception_ptr) == sizeof(std::uintptr_t));

namespace {

std::uintptr_t identity_of(const std::exception_ptr& exception) noexcept {
  std::uintptr_t bits;
  std::memcpy(&bits, static_cast<const void*>(&exception), sizeof bits);
  return bits;
}

std::uintptr_t word_of(std::exception_ptr&& exception) noexcept {
  const std::uintptr_t bits = identity_of(exception);
  ::new (&exception) std::exception_ptr();  // forget without releasing: the word owns it now
  return bits;
}

std::exception_ptr pointer_of(std::uintptr_t bits) noexcept {
  std::exception_ptr exception;
  std::memcpy(static_cast<void*>(&exception), &bits, sizeof bits);
  return exception;
}

[[noreturn]] void throw_error(const Error& error) {
  UASYNCIO_ASSERT(static_cast<bool>(error), error.kind);
  UASYNCIO_ASSERT(error.kind <= ErrorKind::user, error.kind);
  const ErrorText text = error.text();
  switch (error.kind) {
    case ErrorKind::cancelled: throw CancelledError(text);
    case ErrorKind::timeout: throw TimeoutError(text);
    case ErrorKind::memory: throw MemoryError(text);
    case ErrorKind::os: throw OSError(error.code, text);
    case ErrorKind::eof: throw EOFError(text);
    case ErrorKind::value: throw ValueError(text);
    case ErrorKind::runtime: throw RuntimeError(text);
    case ErrorKind::interrupted: throw KeyboardInterrupt(text);
    case ErrorKind::broken_barrier: throw BrokenBarrierError(text);
    case ErrorKind::queue_shut_down: throw QueueShutDown(text);
    case ErrorKind::incomplete_read: throw IncompleteReadError(text);
    case ErrorKind::limit_overrun: throw LimitOverrunError(text);
    case ErrorKind::user: throw UserError(error.code, text);
    default: throw Exception(error);
  }
}

Error error_of(const std::exception_ptr& exception) noexcept {
  UASYNCIO_ASSERT(exception != nullptr);
  UASYNCIO_ASSERT(identity_of(exception) % alignof(void*) == 0);  // else it looked like an error
  try {
    std::rethrow_exception(exception);
  } catch (const Exception& known) {
    return known.error();
  } catch (const std::exception& known) {
    return Error::exception(known.what());
  } catch (...) {
    return Error::exception;
  }
}

}  // namespace

Error Failure::error() const noexcept {
  if (bits_ == 0) return Error::none;
  if (is_cancellation()) return Error::cancelled;
  return is_exception() ? error_of(exception()) : unpack();
}

Failure Failure::share() const noexcept {
  reference_copy();
  if (!is_exception()) return *this;
  return Failure(word_of(exception()));
}

void Failure::drop() noexcept {
  unreference_copy();
  if (is_exception()) (void)pointer_of(bits_);
  bits_ = 0;
}

Failure Failure::current_exception() noexcept {
  UASYNCIO_ASSERT(std::current_exception() != nullptr);
  return Failure(word_of(std::current_exception()));
}

std::exception_ptr Failure::exception() const noexcept {
  UASYNCIO_ASSERT(bits_ != 0);
  if (is_exception()) {
    std::exception_ptr owner = pointer_of(bits_);
    std::exception_ptr copy = owner;
    UASYNCIO_ASSERT(identity_of(copy) == bits_, bits_);
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
  UASYNCIO_ASSERT(bits_ != 0);
  if (!is_exception()) {
    const Error what = error();
    UASYNCIO_ASSERT(static_cast<bool>(what), bits_);
    drop();
    throw_error(what);
  }
  std::rethrow_exception(pointer_of(std::exchange(bits_, 0)));
}

Failure capture(void (*function)(void*), void* argument) noexcept {
  try {
    function(argument);
    return Failure::none();
  } catch (...) {
    return Failure::current_exception();
  }
}

namespace {

const std::terminate_handler default_terminate = std::get_terminate();
void (*end_program)(const Error&) noexcept = nullptr;
/// What left a program of this thread last. If it was caught, another exception may lie at its
/// address by now, so its error is compared too.
struct Raised {
  std::uintptr_t identity = 0;
  Error error;
};
UASYNCIO_THREAD_LOCAL Raised raised;

void on_terminate() {
  UASYNCIO_ASSERT(end_program != nullptr);
  UASYNCIO_ASSERT(default_terminate != nullptr && default_terminate != &on_terminate);
  const std::exception_ptr exception = std::current_exception();
  if (exception != nullptr && identity_of(exception) == raised.identity) {
    const Error error = error_of(exception);
    const bool is_the_same = std::strcmp(error.text(), raised.error.text()) == 0;
    if (is_the_same && error == raised.error) end_program(error);
  }
  default_terminate();
}

}  // namespace

void raise_out_of_program(Failure failure, void (*end)(const Error&) noexcept) {
  UASYNCIO_ASSERT(static_cast<bool>(failure));
  UASYNCIO_ASSERT(end != nullptr);
  std::exception_ptr exception = failure.exception();
  failure.drop();
  raised = {identity_of(exception), error_of(exception)};
  end_program = end;
  if (std::get_terminate() == default_terminate) std::set_terminate(&on_terminate);
  std::rethrow_exception(std::move(exception));
}

#endif

}  // namespace uasyncio::kernel
