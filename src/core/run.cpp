#include "uasyncio/core/run.hpp"

#include "uasyncio/core/platform.hpp"
#include "uasyncio/core/report.hpp"

#include <atomic>

namespace uasyncio {
namespace {
std::atomic<Loop*> interrupt_target{nullptr};
}  // namespace

void interrupt_program() noexcept {
  Loop* loop = interrupt_target.load(std::memory_order_acquire);
  if (loop != nullptr) loop->interrupt();
}

namespace detail {

InterruptTarget::InterruptTarget(Loop& loop) noexcept
    : before_(interrupt_target.load(std::memory_order_relaxed)) {
  interrupt_target.store(&loop, std::memory_order_release);
}

InterruptTarget::~InterruptTarget() {
  interrupt_target.store(before_, std::memory_order_release);
}

void end_program(Error error) noexcept {
  if (error == Error::interrupted) platform::exit_program(exit_status_interrupted);
#if UASYNCIO_DIAGNOSTICS
  Report report;
  report << "run: the program failed: " << error.name();
  if (error.code != 0) report << " " << error.code;
  report << "\n";
#endif
  platform::exit_program(1);
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
