// The frame pool: where coroutine frames and task records live. O(1), no heap on microcontrollers.
// A block is cut from a chunk once and then recycled in its size class; frames grow from the bottom
// of a chunk and task records from its top, so that all tasks can be found by walking the records.
#pragma once

#include "uasyncio/core/config.hpp"
#include "uasyncio/core/task_header.hpp"

#include <cstddef>
#include <cstdint>

namespace uasyncio {

class FramePool {
 public:
  /// A fixed arena: `memory` must outlive the pool. Running out makes tasks and awaits fail.
  FramePool(void* memory, std::size_t size) noexcept
      : arena_(memory), arena_end_(static_cast<unsigned char*>(memory) + size) {}
#if UASYNCIO_HOSTED
  /// Grows by chunks from the heap, up to `limit` bytes (counted in blocks handed out).
  explicit constexpr FramePool(std::size_t limit = ~std::size_t{0}) noexcept
      : limit_(limit), growing_(true) {}
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
    if (current_ == nullptr) [[unlikely]] current_ = &thread_pool();
#endif
    return *current_;
  }
  /// Makes `pool` current; returns the one before. What was allocated from a pool must go back to
  /// it: swap only while no coroutine is between creation and destruction.
  static FramePool* exchange_current(FramePool* pool) noexcept;

  /// Null when exhausted. `size` of any value.
  void* allocate(std::size_t size) noexcept;
  void deallocate(void* block, std::size_t size) noexcept;
  TaskHeader* allocate_task() noexcept;
  void deallocate_task(TaskHeader* task) noexcept;

  /// The record after `task` (null: the first), skipping free slots; null at the end.
  TaskHeader* next_task(TaskHeader* task) const noexcept;

  std::size_t used() const noexcept { return used_; }
  std::size_t peak() const noexcept { return peak_; }
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
    std::size_t size;  // only in large_
  };
  struct Chunk {
    Chunk* next;
    unsigned char* slots;  // the lowest task record; they reach to `end`
    unsigned char* end;
  };
  static constexpr std::size_t grain = 2 * sizeof(void*);
  static constexpr std::size_t classes = sizeof(void*) == 4 ? 32 : 64;

  static std::size_t class_of(std::size_t size) noexcept { return (size + grain - 1) / grain; }
  void* allocate_slow(std::size_t size) noexcept;
  void* take_large(std::size_t size) noexcept;
  unsigned char* find_room(std::size_t size) noexcept;
  bool grow(std::size_t size) noexcept;
  void add_chunk(void* memory, void* end) noexcept;
  bool refuses(std::size_t size) noexcept;
  void* counted(void* block, std::size_t size) noexcept;
  void* refused(std::size_t size) noexcept;

#if UASYNCIO_HOSTED
  static FramePool& thread_pool() noexcept;
#else
  static FramePool board_pool_;
#endif
  static constinit UASYNCIO_THREAD_LOCAL FramePool* current_;

  FreeBlock* small_[classes] = {};
  FreeBlock* large_ = nullptr;
  Node* free_tasks_ = nullptr;
  Chunk* chunks_ = nullptr;  // the newest first; only this one is cut from
  unsigned char* cursor_ = nullptr;
  std::size_t used_ = 0;
  std::size_t peak_ = 0;
  std::size_t failures_ = 0;
  std::size_t last_refused_ = 0;
  std::size_t capacity_ = 0;  // of all chunks
  void* arena_ = nullptr;  // a fixed arena, until it is cut from
  void* arena_end_ = nullptr;
#if UASYNCIO_HOSTED
  std::size_t fail_at_ = 0;
  std::size_t limit_ = ~std::size_t{0};
  bool growing_ = false;
#endif
};

}  // namespace uasyncio
