// SPDX-License-Identifier: MIT
// Waiting for a descriptor as MicroPython's poll does. The port has the list that the task waits
// in, because only the port hears of the descriptor's news, and of its close.
#include "uasyncio/stream/readiness.hpp"

#include "uasyncio/kernel/wait_list.hpp"

namespace uasyncio {

void ReadinessWait::await_suspend(std::coroutine_handle<> awaiting) const noexcept {
  kernel::Scheduler* scheduler = kernel::Scheduler::running();
  kernel::Frame* waiting = detail::frame_of(awaiting);
  Descriptors* const descriptors = scheduler->port().descriptors();
  const Readiness answer =
      descriptors == nullptr ? Readiness{} : descriptors->readiness(descriptor_, interest_);
  switch (answer.kind) {
    case Readiness::Kind::ready: scheduler->yield(waiting); break;
    case Readiness::Kind::wait:
      scheduler->wait_in(*answer.list, waiting, kernel::State::listed_outside);
      break;
    case Readiness::Kind::error:
      scheduler->fail(kernel::Failure(Error::os(answer.error_code)), waiting);
      break;
  }
}

void close_descriptor(int descriptor) noexcept {
  Descriptors* const descriptors = kernel::Scheduler::running()->port().descriptors();
  if (descriptors != nullptr) descriptors->close_descriptor(descriptor);
}

}  // namespace uasyncio
