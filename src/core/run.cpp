// SPDX-License-Identifier: MIT
// `run`: a program with its loop, from the first task to the exit status, and Ctrl-C on the way.
// An interrupt finds the newest program through one pointer; on the host that is guarded against
// signal handlers and threads, which may begin and end programs in any order.
#include "uasyncio/core/run.hpp"

#include "uasyncio/kernel/exclusive_section.hpp"
#include "uasyncio/kernel/report.hpp"
#include "uasyncio/port/atomic.hpp"
#include "uasyncio/port/platform.hpp"

#include <atomic>

namespace uasyncio {
namespace {

[[noreturn]] void end_failed(const Error& error) noexcept {
  kernel::report_error("run: the program failed", detail::main_name, error);
  kernel::Report(kernel::Report::Continuation()) << "\n";
  platform::exit_program(1);
}

}  // namespace

namespace detail {
namespace {

#if UASYNCIO_HOSTED
// Programs begin and end in any thread and order. A signal handler looks here, too: that is why
// signals are held back while a thread does.
constinit kernel::Exclusion programs;
constinit Program* newest_program = nullptr;  // guarded by `programs`, as before_ is
#else
constinit detail::Atomic<Program*> newest_program{nullptr};
#endif

}  // namespace

#if UASYNCIO_HOSTED

void Program::begin() noexcept {
  const kernel::ExclusiveSection section(programs);
  before_ = newest_program;
  newest_program = this;
  platform::catch_sigint();
}

/// Nobody interrupts this one afterwards.
void Program::end() noexcept {
  const kernel::ExclusiveSection section(programs);
  Program** link = &newest_program;
  while (*link != this) link = &(*link)->before_;
  *link = before_;
  if (newest_program == nullptr) platform::release_sigint();
}

Error Program::run(const AnyTask& main) noexcept {
  begin();
  Error error = loop_.run_until_done(InsideTask::header(main));
  loop_.was_interrupted_ = false;  // that one has been seen
  loop_.close();
  end();
  const bool is_interrupted_late = loop_.was_interrupted_ || loop_.interrupt_.is_queued();
  const kernel::TaskHeader* const task = InsideTask::header(main);
  if (error || !is_interrupted_late || task == nullptr) return error;
  return !task->failure || task->failure.is_cancellation() ? Error::interrupted : Error::none;
}

#else

// There are no threads: who began last ends first.
void Program::begin() noexcept {
  before_ = newest_program.load(std::memory_order_relaxed);
  newest_program.store(this, std::memory_order_release);
}

void Program::end() noexcept { newest_program.store(before_, std::memory_order_release); }

Error Program::run(const AnyTask& main) noexcept {
  begin();
  const Error error = loop_.run_until_done(InsideTask::header(main));
  loop_.close();
  end();
  loop_.scheduler_.part_from_outside();  // it is never destroyed
  return error;
}

#endif

void Program::run_or_exit(const AnyTask& main) {
  const Error error = run(main);
  if (error == Error::interrupted) platform::exit_program(exit_status_interrupted);
  const kernel::TaskHeader* const task = InsideTask::header(main);
  if (!error && task != nullptr && !task->failure) return;
#if UASYNCIO_EXCEPTIONS
  if (error || task == nullptr) {
    kernel::raise_out_of_program(error ? error : InsideTask::error_of_spawned(main), &end_failed);
  }
  kernel::raise_out_of_program(task->failure.seen_by_waiter(), &end_failed);
#else
  if (error) end_failed(error);
  end_failed(InsideTask::error_of_spawned(main));
#endif
}

#if UASYNCIO_EXCEPTIONS
void value_of_failed_result(kernel::Failure failure) {
  failure.is_cancellation() ? kernel::Failure(Error::cancelled).raise() : failure.raise();
}
#else
void value_of_failed_result(kernel::Failure failure) {
  if constexpr (UASYNCIO_DIAGNOSTICS != 0) {
    kernel::Report() << "value() of a result that failed: " << failure.error() << "\n";
  }
  platform::exit_program(1);
}
#endif

}  // namespace detail

bool interrupt_program() noexcept {
#if UASYNCIO_HOSTED
  const kernel::ExclusiveSection section(detail::programs);
  detail::Program* const program = detail::newest_program;
#else
  detail::Program* const program = detail::newest_program.load(std::memory_order_acquire);
#endif
  if (program == nullptr) return false;
  program->loop_.interrupt();
  return true;
}

}  // namespace uasyncio
