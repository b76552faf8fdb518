#include "uasyncio/core/coro.hpp"

namespace uasyncio::detail {

void end_below_catch_point(Frame* frame, bool keeps_frame) noexcept {
  Scheduler* scheduler = Scheduler::running();
  CatchPoint* point = frame->parent.catch_point();
  if (point == nullptr) {
    scheduler->end(frame, keeps_frame);
    return;
  }
  TaskHeader* task = scheduler->current();
  if (point->decide(point, task, CatchPoint::Question::ended)) {
    scheduler->continue_with(point->frame);
  } else {
    task->leaf = point->frame;  // `decide` has left a failure, which goes on from here
  }
}

}  // namespace uasyncio::detail
