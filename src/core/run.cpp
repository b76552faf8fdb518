#include "uasyncio/core/run.hpp"

#include "uasyncio/core/platform.hpp"
#include "uasyncio/core/report.hpp"

#include <atomic>

namespace uasyncio {
namespace {

std::atomic<Loop*> interrupt_target{nullptr};

#if !UASYNCIO_EXCEPTIONS
[[noreturn]] void exit_after([[maybe_unused]] Error error, [[maybe_unused]] const AnyTask& main) {
#if UASYNCIO_DIAGNOSTICS
  if (!error) error = main.error();
  Report report;
  report << "run: the program failed: " << error.name();
  if (error.code != 0) report << " " << error.code;
  report << "\n";
#endif
  platform::exit_program(1);
}
#endif

}  // namespace

void interrupt_program() noexcept {
  Loop* loop = interrupt_target.load(std::memory_order_acquire);
  if (loop != nullptr) loop->interrupt();
}

namespace detail {

Error Program::run(const AnyTask& main) noexcept {
  Loop* const before = interrupt_target.load(std::memory_order_relaxed);
  interrupt_target.store(&loop_, std::memory_order_release);
  const Error error = loop_.run_until_done(main.header());
  loop_.close();
  interrupt_target.store(before, std::memory_order_release);
  return error;
}

void Program::run_or_exit(const AnyTask& main) {
  const Error error = run(main);
  if (error == Error::interrupted) platform::exit_program(exit_status_interrupted);
#if UASYNCIO_EXCEPTIONS
  if (error) Failure(error).raise();
  if (const TaskHeader* task = main.header(); task == nullptr) {
    Failure(main.creation_failure()).raise();
  } else if (task->failure) {
    task->failure.seen_by_waiter().raise();
  }
#else
  const TaskHeader* task = main.header();
  if (error || task == nullptr || task->failure) exit_after(error, main);
#endif
}

void value_of_failed_result(Failure failure) {
#if UASYNCIO_EXCEPTIONS
  failure.is_cancellation() ? Failure(Error::cancelled).raise() : failure.raise();
#else
#if UASYNCIO_DIAGNOSTICS
  Report() << "value() of a result that failed: " << failure.error().name() << "\n";
#else
  (void)failure;
#endif
  platform::exit_program(1);
#endif
}

}  // namespace detail
}  // namespace uasyncio
