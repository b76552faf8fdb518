// run: the whole life of an asynchronous program.
#pragma once

#include "uasyncio/core/loop.hpp"
#include "uasyncio/core/platform.hpp"

namespace uasyncio {
namespace detail {

/// Makes SIGINT (host) or Ctrl-C (UART) interrupt this loop while it lives.
class InterruptTarget {
 public:
  explicit InterruptTarget(Loop& loop) noexcept;
  ~InterruptTarget();
  InterruptTarget(const InterruptTarget&) = delete;
  InterruptTarget& operator=(const InterruptTarget&) = delete;

 private:
  Loop* before_;
};

/// A program that cannot go on: reports the failure and ends with status 1, or after an
/// interruption with status 130 (128 + SIGINT), as a shell expects.
[[noreturn]] void end_program(Error error) noexcept;

}  // namespace detail

inline constexpr int exit_status_interrupted = 130;

/// Interrupts the program that `run` is running: its main task is cancelled and cleanups run. For
/// ports, from a signal handler or an interrupt.
void interrupt_program() noexcept;

/// Runs `main` in a loop of its own on the platform's port until it ends, then cancels the tasks that
/// are left and lets their cleanups finish (CPython's rule). Gives how `main` ended:
/// Error::interrupted after SIGINT or Ctrl-C, Error::runtime inside a running loop.
template <class T>
Result<T> run_result(Coro<T> main, Policy policy = Policy::round_robin) {
  if (Scheduler::running() != nullptr) return Result<T>(Error::runtime);
  Loop loop(platform::default_port(), policy);
  detail::InterruptTarget target(loop);
  Result<T> result = loop.run_until_complete(std::move(main));
  loop.close();
  return result;
}

/// The same for the usual program: gives the value of `main`; throws its failure, or without
/// exceptions reports it and ends the program with status 1. An interruption ends the program with
/// status 130, after all cleanups.
template <class T>
T run(Coro<T> main, Policy policy = Policy::round_robin) {
  Result<T> result = run_result(std::move(main), policy);
  if (result.error() == Error::interrupted) detail::end_program(Error::interrupted);
#if !UASYNCIO_EXCEPTIONS
  if (!result) detail::end_program(result.error());
#endif
  if constexpr (std::is_void_v<T>) {
    result.value();
  } else {
    return std::move(result).value();
  }
}

}  // namespace uasyncio
