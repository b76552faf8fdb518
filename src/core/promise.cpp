// SPDX-License-Identifier: MIT
// How the frame of a coroutine ends, as far as no type is needed: out of line, so that the code of
// each coroutine stays small. The usual end, a value for the coroutine that awaits, is in the
// header; here are the ends that need care.
#include "uasyncio/core/promise.hpp"

#include "uasyncio/kernel/report.hpp"

namespace uasyncio::detail {
namespace {

void end_below(kernel::CatchPoint* point, kernel::CatchPoint::Question how) noexcept {
  kernel::Scheduler* const scheduler = kernel::Scheduler::running();
  if (point->decide(point, scheduler->current(), how)) [[likely]] {
    scheduler->continue_with(point->frame);
  } else {
    scheduler->current()->leaf = point->frame;  // `decide` has left a failure, it goes on from here
  }
}

/// Where there should be a value there is none: the coroutine failed with an exception, or
/// `co_return` was forgotten. Clang refuses that, GCC 12 compiles it.
[[gnu::noinline]] void end_without_value(kernel::Frame* frame) noexcept {
  kernel::Scheduler* scheduler = kernel::Scheduler::running();
  kernel::TaskHeader* task = scheduler->current();
  if ((task->flags & kernel::failure_pending) == 0) {
    kernel::report_missing_value(task);
    scheduler->fail(Error::runtime("the coroutine ended without co_return"), frame);
  }
#if UASYNCIO_EXCEPTIONS
  if (kernel::CatchPoint* point = frame->parent.catch_point()) {
    end_below(point, kernel::CatchPoint::Question::ended);
  } else if (frame->parent.is_outermost()) {
    scheduler->end(frame);
  } else {
    scheduler->continue_with(frame->parent.frame());  // its await_resume throws
  }
#endif
}

}  // namespace

#if UASYNCIO_EXCEPTIONS
void PromiseBase::unhandled_exception() const noexcept {
  kernel::TaskHeader* const task = kernel::Scheduler::running()->current();
  UASYNCIO_ASSERT((task->flags & kernel::failure_pending) == 0, task->flags);
  task->failure = kernel::Failure::current_exception();
  task->flags |= kernel::failure_pending;
}
#endif

/// The block that holds it is larger; in front of the frame stands where it begins.
void* allocate_aligned_frame(std::size_t size, std::size_t alignment) noexcept {
  auto* const block = static_cast<unsigned char*>(allocate_frame(size + alignment));
  if (block == nullptr) return nullptr;
  auto* const frame = block + alignment - reinterpret_cast<std::uintptr_t>(block) % alignment;
  ::new (frame - sizeof(void*)) void*(block);
  return frame;
}

void deallocate_aligned_frame(void* frame, std::size_t size, std::size_t alignment) noexcept {
  deallocate_frame(static_cast<void**>(frame)[-1], size + alignment);
}

void end_outermost(kernel::Frame* frame, bool keeps_frame) noexcept {
  kernel::Scheduler::running()->end(keeps_frame ? frame : nullptr);
}

void end_with_care(kernel::Frame* frame, bool keeps_frame) noexcept {
  if (keeps_frame && !frame->parent.has_value()) {
    end_without_value(frame);
    return;
  }
  using Question = kernel::CatchPoint::Question;
  end_below(frame->parent.known_catch_point(),
            keeps_frame ? Question::ended : Question::ended_for_good);
}

}  // namespace uasyncio::detail
