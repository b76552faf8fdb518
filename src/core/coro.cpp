#include "uasyncio/core/coro.hpp"

namespace uasyncio::detail {

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
