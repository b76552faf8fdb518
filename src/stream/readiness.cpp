#include "uasyncio/stream/readiness.hpp"

#include "uasyncio/core/wait_list.hpp"

namespace uasyncio {

bool ReadinessWait::await_suspend(std::coroutine_handle<> awaiting) const noexcept {
  Scheduler* scheduler = Scheduler::running();
  Frame* waiting = detail::frame_of(awaiting);
  const Readiness answer = scheduler->port().readiness(descriptor_, interest_);
  switch (answer.kind) {
    case Readiness::Kind::ready: return false;
    case Readiness::Kind::wait:
      scheduler->wait_in(*answer.list, waiting, State::listed_outside);
      return true;
    case Readiness::Kind::error: break;
  }
  scheduler->fail(Failure(Error::os(answer.error_code)), waiting);
  return true;
}

}  // namespace uasyncio
