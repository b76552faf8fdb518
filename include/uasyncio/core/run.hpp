// SPDX-License-Identifier: MIT
// run: the whole life of an asynchronous program.
#pragma once

#include "uasyncio/core/loop.hpp"
#include "uasyncio/port/platform.hpp"

namespace uasyncio {
inline constexpr int exit_status_interrupted = 130;  // 128 + SIGINT, as a shell expects

/// Interrupts the program that `run` is running: its main task is cancelled and cleanups run. Of
/// several, in several threads, the one that began last. False if there is none: then who calls it
/// ends the program. For ports, from anywhere: a signal handler, an interrupt, a thread.
bool interrupt_program() noexcept;

namespace detail {

inline constexpr const char* main_name = "main";

/// A whole program: its loop, which SIGINT (host) or Ctrl-C (UART) interrupts while `run` runs. On
/// a microcontroller the loop is never destroyed: the program ends with it.
class Program {
 public:
  explicit Program(Policy policy) noexcept : loop_(platform::default_port(), policy) {}
  ~Program() {
    if constexpr (UASYNCIO_HOSTED != 0) loop_.~Loop();
  }
  Loop& loop() noexcept { return loop_; }

  /// Runs `main` until it is done, then closes the loop. Error::none, or why it is not done.
  Error run(const AnyTask& main) noexcept;
  /// The same, but a program that was interrupted or, without exceptions, failed, ends here.
  void run_or_exit(const AnyTask& main);

 private:
  friend bool uasyncio::interrupt_program() noexcept;
  void begin() noexcept;
  void end() noexcept;

  union {
    Loop loop_;
  };
  Program* before_ = nullptr;  // the one that began before, of those that run
};

}  // namespace detail

/// Runs `main`, a coroutine or anything else that can be awaited, in a loop of its own on the
/// platform's port until it ends, then cancels the tasks that are left and lets their cleanups
/// finish (CPython's rule). Gives how `main` ended: Error::runtime inside a running loop,
/// Error::interrupted after SIGINT or Ctrl-C, unless `main` went on after its cancellation or
/// failed by itself. One that comes while the cleanups run counts, too. On the host SIGINT is
/// caught only while a `run` runs, and if the program has no handler of its own; a second one ends
/// the program at once. From plain code; not from a task.
template <class T>
Result<T> run_result(Coro<T> main, Policy policy = Policy::round_robin) {
  detail::Program program(policy);
  const Task<T> task = program.loop().create_task(std::move(main), {.name = detail::main_name});
  if (Error error = program.run(task)) return Result<T>(error);
  return task.take_result();
}
template <detail::Startable A>
Result<detail::AwaitedValueOf<A>> run_result(A main, Policy policy = Policy::round_robin) {
  return run_result(detail::as_coro(std::move(main)), policy);
}

/// The same for the usual program: gives the value of `main`, or fails as it does. With exceptions
/// the failure is thrown. If nobody catches it (and the program has set no terminate handler), and
/// always without exceptions, it is reported and the program ends with status 1:
/// "uasyncio: run: the program failed: task 'main': ValueError: no such channel". An interruption
/// ends the program with status 130, after all cleanups.
template <class T>
T run(Coro<T> main, Policy policy = Policy::round_robin) {
  detail::Program program(policy);
  const Task<T> task = program.loop().create_task(std::move(main), {.name = detail::main_name});
  program.run_or_exit(task);
  if constexpr (!std::is_void_v<T>) return static_cast<T&&>(task.result());
}
template <detail::Startable A>
detail::AwaitedValueOf<A> run(A main, Policy policy = Policy::round_robin) {
  return run(detail::as_coro(std::move(main)), policy);
}
/// A mistake.
template <class Other>
void run(Other, Policy = Policy::round_robin) {
  static_assert(sizeof(Other) == 0,
                "run takes a coroutine: call the function, run(app()), with the parentheses");
}

}  // namespace uasyncio
