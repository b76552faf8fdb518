#include "uasyncio/stream/readiness.hpp"

#include "uasyncio/kernel/wait_list.hpp"

namespace uasyncio {

void ReadinessWait::await_suspend(std::coroutine_handle<> awaiting) const noexcept {
  Scheduler* scheduler = Scheduler::running();
  Frame* waiting = detail::frame_of(awaiting);
  const Readiness answer = scheduler->port().readiness(descriptor_, interest_);
  switch (answer.kind) {
    case Readiness::Kind::ready: scheduler->yield(waiting); break;
    case Readiness::Kind::wait:
      scheduler->wait_in(*answer.list, waiting, State::listed_outside);
      break;
    case Readiness::Kind::error:
      scheduler->fail(Failure(Error::os(answer.error_code)), waiting);
      break;
  }
}

}  // namespace uasyncio
