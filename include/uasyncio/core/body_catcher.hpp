// The catch point around a body: under as_result, wait_for, Timeout, TaskGroup and generators.
#pragma once

#include "uasyncio/core/coro.hpp"

namespace uasyncio::detail {

/// Watches over the coroutine below a catch point, which `Catcher` is and says:
///   CoroBase& body()               that coroutine
///   bool body_over(task, unwound)  goes on at the await, or with the failure (false)?
///   bool abandon()                 the task ends at once: is code lost here?
///   bool has_timed_out(task)       see CatchPoint
template <class Catcher>
struct BodyCatcher {
  /// The running task goes on in the body; `waiting` awaits it.
  static void start(Catcher& catcher, kernel::Frame* waiting) noexcept {
    kernel::CatchPoint& point = catcher;
    point.frame = waiting;
    point.decide = &decide;
    catcher.body().start(waiting, kernel::ParentLink(&point));
  }

  static bool decide(kernel::CatchPoint* point, kernel::TaskHeader* task,
                     kernel::CatchPoint::Question question) noexcept {
    using Question = kernel::CatchPoint::Question;
    auto* const catcher = static_cast<Catcher*>(point);
    switch (question) {
      case Question::ended:
        catcher->body().own_ended();
        // An exception leaves an ended frame without a value.
        if (failure_is_pending()) catcher->body().destroy_ended();
        return catcher->body_over(task, false);
      case Question::unwound:
        catcher->body().forget();
        return catcher->body_over(task, true);
      case Question::abandoned: return catcher->abandon();
      case Question::has_timed_out: return catcher->has_timed_out(task);
    }
    return false;
  }
};

}  // namespace uasyncio::detail
