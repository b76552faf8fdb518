// SPDX-License-Identifier: MIT
// The frame pool: where coroutine frames and task records live. No heap on microcontrollers, and no
// header in front of a block: who frees one says its size.
//
// Time. A block of a size that was freed before comes back in a few instructions, so does a piece
// of memory that was never cut. A request that neither can serve splits a larger free block. Only
// one that would fail sweeps the pool first: all free memory is sorted by address and joined, in
// time that grows with the number of free blocks.
//
// Space. What is freed serves every other size, and when nothing is in use the next request may
// have the whole arena, at whatever time it sweeps. A set of coroutines that needs L bytes at once,
// of mixed sizes that come and go at random, runs in an arena of 3 L + 6 times the largest block;
// tests/unit/kernel/frame_pool_property_test.cpp holds the pool to it. It is no promise against a
// program that frees just the blocks that hurt: no allocator that cannot move what is in use has
// one (Robson, 1971).
#pragma once

#include "uasyncio/kernel/assert.hpp"
#include "uasyncio/kernel/task_header.hpp"
#include "uasyncio/port/config.hpp"

#include <cstddef>
#include <cstdint>

namespace uasyncio::kernel {

/// Not thread-safe: each thread has its own, and so has whoever makes one. On the host a block that
/// is freed in another thread than it came from is handed back to its pool in safety (and reported,
/// unless NDEBUG is defined); that thread's next requests find it there. From tasks and plain code;
/// not from interrupts, but for those that have a loop and a pool of their own (Interruption).
class FramePool {
 public:
  /// A fixed arena: `memory` must outlive the pool and what comes from it, and all of it stays in
  /// one thread. Running out makes tasks and awaits fail.
  FramePool(void* memory, std::size_t size) noexcept;
#if UASYNCIO_HOSTED
  /// Grows by chunks of 64 KiB from the heap, up to `limit` bytes (counted in blocks handed out);
  /// what is larger than half a chunk comes from the heap itself. Chunks that are free as a whole
  /// are given back when the pool is swept, or by `tidy`. With AddressSanitizer all blocks
  /// come from the heap, so that it sees the use of a coroutine that is gone.
  explicit constexpr FramePool(std::size_t limit = ~std::size_t{0}) noexcept
      : limit_(limit), growing_(true) {}
  /// Blocks that are still in use stay valid; the last of them that is freed takes the memory
  /// along.
  ~FramePool();
#else
  /// All memory that the linker script leaves between the variables and the stack.
  constexpr FramePool() noexcept = default;
#endif
  FramePool(const FramePool&) = delete;
  FramePool& operator=(const FramePool&) = delete;

  /// The pool that this thread allocates from.
  static FramePool& current() noexcept {
#if UASYNCIO_HOSTED
    if (current_ == nullptr) [[unlikely]]
      current_ = &thread_pool();
#endif
    return *current_;
  }
  /// Makes `pool` current; returns the one before. What was allocated from a pool must go back to
  /// it: swap only while no coroutine is between creation and destruction.
  static FramePool* exchange_current(FramePool* pool) noexcept {
    UASYNCIO_ASSERT(pool != nullptr);
    FramePool* const before = &current();
    current_ = pool;
    return before;
  }

  /// Null when exhausted. `size` of any value, 0 too; aligned to two pointers.
  void* allocate(std::size_t size) noexcept;
  /// Gives back what `allocate` gave for the same `size`; once.
  void deallocate(void* block, std::size_t size) noexcept;
  /// The same of a size whose class is known when it is compiled, as that of a frame is: from 1 up
  /// to `classes` - 1.
  void* allocate_of_class(std::size_t index) noexcept;
  void deallocate_of_class(void* block, std::size_t index) noexcept;
  static constexpr std::size_t class_of(std::size_t size) noexcept {
    return (size + grain - 1) / grain;
  }
  static constexpr std::size_t classes = sizeof(void*) == 4 ? 32 : 64;  // of one size each
  /// A record, whose state must be set to another than `free` before the next allocation; or null.
  [[gnu::always_inline]] TaskHeader* allocate_task() noexcept;
  /// The same as a call, where bytes count more than instructions.
  [[gnu::noinline]] TaskHeader* allocate_task_apart() noexcept;
  /// Gives a record back. It belongs to a task that is over, and nobody refers to it.
  void deallocate_task(TaskHeader* task) noexcept;

  /// Joins what is free, now: what is asked for next has room as large as there is. On the host the
  /// chunks that are free as a whole go back to the heap, all but one. Takes time that grows with
  /// the number of free blocks: there about a second for a million tasks that are gone. Who does
  /// not ask has it done when a request would fail.
  void tidy() noexcept {
#if UASYNCIO_HOSTED
    reclaim();
#endif
#if UASYNCIO_POOL_SWEEP
    if (capacity_ != 0) sweep();
#endif
  }

  /// The record after `task` (null: the first), skipping free slots; null at the end. Records that
  /// come and go during the walk may be seen or not; all others are seen once.
  TaskHeader* next_task(TaskHeader* task) const noexcept;

  /// The bytes in use, each block rounded up to a multiple of two pointers; and the most there
  /// ever were.
  std::size_t used() const noexcept { return in_use() - freed_elsewhere(); }
  std::size_t peak() const noexcept { return peak_ * grain; }
  /// How many requests were refused, and how many bytes the last of them asked for.
  std::size_t failures() const noexcept { return failures_; }
  std::size_t last_refused() const noexcept { return last_refused_; }
  /// The bytes that are not in use, in however many pieces: of the arena, or of the limit if the
  /// pool grows up to one. A growing pool without a limit tells what lies free in its chunks.
  std::size_t free_bytes() const noexcept;
#if UASYNCIO_HOSTED
  /// For tests: the n-th allocation from now fails (1 is the next one); 0 switches it off.
  void fail_allocation(std::size_t n) noexcept { fail_at_ = n; }
#endif

 private:
  struct FreeBlock {
    FreeBlock* next;
    std::size_t grains;  // how large it is
  };
  /// All sizes are whole numbers of grains. What is counted at every turn is counted in them.
  static constexpr std::size_t grain = 2 * sizeof(void*);
  static constexpr std::size_t bins = 8;  // for larger blocks; each up to twice the one before

  [[gnu::noinline]] static std::size_t list_of(std::size_t size) noexcept;
  // These apart, and called last, so that the short ways need no stack.
  [[gnu::noinline]] void* allocate_anywhere(std::size_t index) noexcept;
  void* reuse(std::size_t index) noexcept;
  [[gnu::noinline]] void* reuse_or_refuse(std::size_t index) noexcept;
  void put(unsigned char* begin, std::size_t size) noexcept;
  unsigned char* cut(std::size_t size, bool at_top) noexcept;
  unsigned char* take(std::size_t size) noexcept;
  unsigned char* find_without_sweep(std::size_t size, bool at_top) noexcept;
  unsigned char* find(std::size_t size, bool at_top) noexcept;
  bool add_run() noexcept;
  void open(void* memory, std::size_t size) noexcept;
  /// In bytes, with what is freed elsewhere and was not taken back yet.
  std::size_t in_use() const noexcept { return (peak_ - below_peak_) * grain; }
  /// Counts `block`, which is handed out, and gives it. What a new peak needs is called last, so
  /// that it needs no stack either.
  [[gnu::always_inline]] void* counted(void* block, std::size_t grains) noexcept {
    const bool is_peak = __builtin_sub_overflow(below_peak_, grains, &below_peak_);
    return is_peak ? at_new_peak(block) : block;
  }
  [[gnu::noinline]] void* at_new_peak(void* block) noexcept;
  void count_freed(std::size_t grains) noexcept {
    UASYNCIO_ASSERT(in_use() >= grains * grain, grains);
    below_peak_ += grains;
  }
  void* refused(std::size_t size) noexcept;

  bool may_sweep(std::size_t size) const noexcept;
  void sweep() noexcept;
  FreeBlock* emptied_lists(FreeBlock* list) noexcept;
  FreeBlock* sorted(FreeBlock* list) noexcept;
  FreeBlock* free_slots(FreeBlock* list) noexcept;
  Node* end_of_records(Node* slot) noexcept;
  void keep(unsigned char* begin, std::size_t size) noexcept;

  FreeBlock* free_[classes + bins] = {};  // by size; 0 is always empty
  Node* free_tasks_ = nullptr;
  Node* records_ = nullptr;          // the lowest slot of the first run of records
  unsigned char* cursor_ = nullptr;  // [cursor_, end_): the room, cut from both ends
  unsigned char* end_ = nullptr;
  std::size_t peak_ = 0;        // in grains
  std::size_t below_peak_ = 0;  // so much less is in use: one number is counted, not two
  std::size_t failures_ = 0;
  std::size_t last_refused_ = 0;
  std::size_t capacity_ = 0;  // of the arena, or of all chunks

#if UASYNCIO_HOSTED
  // Growing: see src/kernel/frame_pool_growing.cpp.
  struct Home;
  struct Chunk {
    Home* home;
    Chunk* next;
    Chunk* previous;
  };
  static constexpr std::size_t chunk_alignment = 64 * 1024;
  static constexpr std::size_t chunk_head = (sizeof(Chunk) + grain - 1) / grain * grain;
  /// Larger blocks come from the heap itself.
  static constexpr std::size_t heap_from = UASYNCIO_ADDRESS_SANITIZER ? 0 : chunk_alignment / 2;

  /// The home that a block of a growing pool belongs to. It is written in front of a block from the
  /// heap, and at the begin of a chunk for all blocks in that.
  static Home*& home_of(void* block, std::size_t size) noexcept {
    const auto address = reinterpret_cast<std::uintptr_t>(block);
    return *reinterpret_cast<Home**>(size > heap_from ? address - grain
                                                      : address & ~(chunk_alignment - 1));
  }
  /// With AddressSanitizer what is free in the chunks is for records only.
  bool keeps_for_records() const noexcept { return heap_from == 0 && growing_; }
  static FramePool& thread_pool() noexcept;
  bool has_home() noexcept;
  bool grow() noexcept;
  bool frees_chunk(unsigned char* begin, std::size_t size) noexcept;
  unsigned char* allocate_from_heap(std::size_t size) noexcept;
  bool goes_elsewhere(void* block, std::size_t index) noexcept {
    if (!growing_) return false;
    UASYNCIO_ASSERT(block != nullptr && index != 0, index);
    const std::size_t size = index * grain;
    UASYNCIO_ASSERT(home_of(block, size) != nullptr, size);
    if (home_of(block, size) != home_) [[unlikely]] {
      free_elsewhere(block, size, false);
      return true;
    }
    if (size <= heap_from) return false;
    free_to_heap(block, size);
    return true;
  }
  void free_to_heap(void* block, std::size_t size) noexcept;
  void free_elsewhere(void* block, std::size_t size, bool is_record) noexcept;
  std::size_t freed_elsewhere() const noexcept;
  void reclaim() noexcept;
  void reclaim_all() noexcept;
  bool refuses_now(std::size_t size) noexcept;
  bool may_refuse(std::size_t size) const noexcept {
    return fail_at_ != 0 || size > limit_ - in_use();
  }
  bool refuses(std::size_t size) noexcept { return may_refuse(size) && refuses_now(size); }

  Home* home_ = nullptr;
  std::size_t fail_at_ = 0;
  std::size_t limit_ = ~std::size_t{0};
  std::size_t room_since_sweep_ = 0;
  bool growing_ = false;
#else
  static FramePool board_pool_;
  static constexpr bool keeps_for_records() noexcept { return false; }
  std::size_t freed_elsewhere() const noexcept { return 0; }
  bool may_refuse(std::size_t) const noexcept { return false; }
  bool refuses(std::size_t) noexcept { return false; }
#endif
  static constinit UASYNCIO_THREAD_LOCAL FramePool* current_;
};

// Here, so that the compiler can put it into the function that makes a task of it.
inline TaskHeader* FramePool::allocate_task() noexcept {
  Node* const slot = free_tasks_;
  if (slot == nullptr) [[unlikely]]
    return allocate_task_apart();
  if (refuses(sizeof(TaskHeader))) return static_cast<TaskHeader*>(refused(sizeof(TaskHeader)));
  UASYNCIO_ASSERT(slot->state == State::free, slot->state);
  UASYNCIO_ASSERT(slot->next != slot, slot->state);
  free_tasks_ = slot->next;
  void* const record = counted(slot, class_of(sizeof(TaskHeader)));
  return static_cast<TaskHeader*>(static_cast<Node*>(record));
}

}  // namespace uasyncio::kernel

namespace uasyncio {
using kernel::FramePool;  // what boards and programs ask how much memory is left
}  // namespace uasyncio
