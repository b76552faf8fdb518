// SPDX-License-Identifier: MIT
// Of kernel/frame_pool.hpp: task records, so that all tasks can be found without a list of them.
// They lie in runs: slots of one size, and behind the last a mark that tells where the next run
// begins.
#include "uasyncio/kernel/frame_pool.hpp"

#include "uasyncio/kernel/assert.hpp"

#include <new>

namespace uasyncio::kernel {
namespace {

constexpr std::size_t grain = 2 * sizeof(void*);
constexpr std::size_t record_size = sizeof(TaskHeader);
constexpr std::size_t usual_slots = 8;

unsigned char* bytes_of(Node* slot) noexcept { return reinterpret_cast<unsigned char*>(slot); }

Node* slot_at(unsigned char* place) noexcept { return reinterpret_cast<Node*>(place); }

Node* slot_after(Node* slot) noexcept { return slot_at(bytes_of(slot) + record_size); }

/// Records may lie at any multiple of their own alignment; free blocks begin and end at whole
/// grains. What is lost in rounding lies below the first slot of a run or behind its mark.
unsigned char* grain_below(unsigned char* place) noexcept {
  if constexpr (record_size % grain == 0) return place;
  return place - reinterpret_cast<std::uintptr_t>(place) % grain;
}

/// What a run with so many slots and its mark takes.
constexpr std::size_t size_of_run(std::size_t slots) noexcept {
  return (slots * record_size + sizeof(Node) + grain - 1) / grain * grain;
}

[[maybe_unused]] unsigned char* end_of_mark(Node* mark) noexcept {  // by the sweep
  if constexpr (record_size % grain == 0) return bytes_of(mark) + size_of_run(0);
  return grain_below(bytes_of(mark) + sizeof(Node) + grain - 1);
}

}  // namespace

TaskHeader* FramePool::allocate_task_apart() noexcept {
  const bool is_any_free = free_tasks_ != nullptr || add_run();
  return is_any_free ? allocate_task() : static_cast<TaskHeader*>(refused(record_size));
}

void FramePool::deallocate_task(TaskHeader* task) noexcept {
#if UASYNCIO_HOSTED
  if (growing_ && home_of(task, 0) != home_) [[unlikely]] {
    return free_elsewhere(task, record_size, true);
  }
#endif
  UASYNCIO_ASSERT(task->state != State::free && task->state != State::not_a_task, task->state);
  UASYNCIO_ASSERT(free_tasks_ == nullptr || free_tasks_->state == State::free, free_tasks_);
  count_freed(class_of(record_size));
  task->state = State::free;
  task->next = free_tasks_;
  free_tasks_ = task;
}

/// More free slots, when there are none: of a new run.
bool FramePool::add_run() noexcept {
  UASYNCIO_ASSERT(free_tasks_ == nullptr);
  std::size_t slots = usual_slots;
  unsigned char* run = find_without_sweep(size_of_run(slots), true);
  if (run == nullptr) {
    slots = 1;
    run = find(size_of_run(slots), true);
    if (run == nullptr) return false;
  }
  UASYNCIO_ASSERT(reinterpret_cast<std::uintptr_t>(run) % grain == 0, run);
  Node* const mark = slot_at(run + slots * record_size);
  mark->state = State::not_a_task;
  mark->next = records_;
  records_ = slot_at(run);
  // The highest is taken first: the next run lies below, and the processor sees where it goes.
  Node* slot = records_;
  while (slot != mark) {
    slot->state = State::free;
    slot->next = free_tasks_;
    free_tasks_ = slot;
    slot = slot_after(slot);
  }
  return true;
}

TaskHeader* FramePool::next_task(TaskHeader* task) const noexcept {
  UASYNCIO_ASSERT(task == nullptr || task->state != State::free, task);
  UASYNCIO_ASSERT(task == nullptr || task->state != State::not_a_task, task);
  Node* slot = task == nullptr ? records_ : slot_after(task);
  while (slot != nullptr) {
    if (slot->state == State::not_a_task) {
      slot = slot->next;
    } else if (slot->state == State::free) {
      slot = slot_after(slot);
    } else {
      break;
    }
  }
  return static_cast<TaskHeader*>(slot);
}

#if UASYNCIO_POOL_SWEEP
/// Adds to `list` what lies free between records: gaps of two slots or more, and those at either
/// end of a run. A single free slot between records stays one. The order of the runs stays too: a
/// walk over the records may be under way.
FramePool::FreeBlock* FramePool::free_slots(FreeBlock* list) noexcept {
  const auto add = [&list](unsigned char* begin, unsigned char* end) noexcept {
    UASYNCIO_ASSERT(begin <= end, begin);
    if (begin == end) return;
    list = ::new (begin) FreeBlock{list, static_cast<std::size_t>(end - begin) / grain};
  };
  free_tasks_ = nullptr;
  Node** link = &records_;
  Node* slot = records_;
  unsigned char* gap = grain_below(bytes_of(slot));
  while (slot != nullptr) {
    while (slot->state == State::free) slot = slot_after(slot);
    if (slot->state == State::not_a_task) {  // nothing in this run, or above the last gap
      Node* const next = slot->next;
      add(gap, end_of_mark(slot));
      slot = next;
      gap = grain_below(bytes_of(slot));
      continue;
    }
    add(gap, grain_below(bytes_of(slot)));
    UASYNCIO_ASSERT(slot->state != State::free, slot);
    *link = slot;
    slot = end_of_records(slot);
    link = &slot->next;
    if (slot->state == State::not_a_task) {
      slot = slot->next;
      gap = grain_below(bytes_of(slot));
    } else {  // the mark goes into the gap
      slot->state = State::not_a_task;
      gap = end_of_mark(slot);
      slot = slot_after(slot);
    }
  }
  *link = nullptr;
  return list;
}

/// Where the records that begin with `slot` end: at the mark, or where two slots or more are free.
/// Single free ones on the way go to the list of free slots.
Node* FramePool::end_of_records(Node* slot) noexcept {
  UASYNCIO_ASSERT(slot->state != State::free && slot->state != State::not_a_task, slot->state);
  for (; slot->state != State::not_a_task; slot = slot_after(slot)) {
    if (slot->state != State::free) continue;
    const State next = slot_after(slot)->state;
    if (next == State::free || next == State::not_a_task) break;
    slot->next = free_tasks_;
    free_tasks_ = slot;
  }
  UASYNCIO_ASSERT(slot->state == State::free || slot->state == State::not_a_task, slot->state);
  return slot;
}
#endif

}  // namespace uasyncio::kernel
