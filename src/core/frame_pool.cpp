#include "uasyncio/core/frame_pool.hpp"

#include <new>
#include <utility>

#if UASYNCIO_HOSTED
#include <cstdlib>
#endif

namespace uasyncio {
namespace {

constexpr std::size_t round_up(std::size_t size, std::size_t unit) noexcept {
  return (size + unit - 1) / unit * unit;
}

unsigned char* align_up(unsigned char* place, std::size_t unit) noexcept {
  const auto address = reinterpret_cast<std::uintptr_t>(place);
  return place + (round_up(address, unit) - address);
}

}  // namespace

#if UASYNCIO_HOSTED
constinit thread_local FramePool* FramePool::current_ = nullptr;

FramePool& FramePool::thread_pool() noexcept {
  static thread_local FramePool pool;
  return pool;
}
#else
extern "C" unsigned char __uasyncio_pool_start[];  // by the linker script
extern "C" unsigned char __uasyncio_pool_end[];
constinit FramePool FramePool::board_pool_;
constinit FramePool* FramePool::current_ = &FramePool::board_pool_;
#endif

FramePool* FramePool::exchange_current(FramePool* pool) noexcept {
  FramePool* before = &current();
  current_ = pool;
  return before;
}

void FramePool::add_chunk(void* memory, void* memory_end) noexcept {
  auto* begin = align_up(static_cast<unsigned char*>(memory), grain);
  auto* end = static_cast<unsigned char*>(memory_end);
  if (end < begin + round_up(sizeof(Chunk), grain)) return;
  end = begin + static_cast<std::size_t>(end - begin) / grain * grain;
  chunks_ = ::new (begin) Chunk{chunks_, end, end};
  cursor_ = begin + round_up(sizeof(Chunk), grain);
  capacity_ += static_cast<std::size_t>(end - cursor_);
}

#if UASYNCIO_HOSTED
FramePool::~FramePool() {
  // A handle may outlive the thread's pool; its memory must then stay.
  if (!growing_ || used_ != 0) return;
  while (chunks_ != nullptr) {
    Chunk* chunk = chunks_;
    chunks_ = chunk->next;
    std::free(chunk);
  }
}

bool FramePool::grow(std::size_t size) noexcept {
  constexpr std::size_t chunk_size = 64 * 1024;
  if (!growing_) return false;
  const std::size_t needed = size + round_up(sizeof(Chunk), grain) + grain;
  const std::size_t amount = needed > chunk_size ? round_up(needed, grain) : chunk_size;
  void* memory = std::malloc(amount);
  if (memory == nullptr) return false;
  add_chunk(memory, static_cast<unsigned char*>(memory) + amount);
  return true;
}

bool FramePool::refuses(std::size_t size) noexcept {
  const bool chosen_to_fail = fail_at_ != 0 && --fail_at_ == 0;
  return chosen_to_fail || size > limit_ - used_;
}
#else
bool FramePool::grow(std::size_t) noexcept { return false; }
bool FramePool::refuses(std::size_t) noexcept { return false; }
#endif

/// Keeps the books of an allocation that gave `block`, or null.
void* FramePool::counted(void* block, std::size_t size) noexcept {
  if (block == nullptr) [[unlikely]] return refused(size);
  used_ += size;
  if (used_ > peak_) peak_ = used_;
  return block;
}

void* FramePool::refused(std::size_t size) noexcept {
  ++failures_;
  last_refused_ = size;
  return nullptr;
}

std::size_t FramePool::free_bytes() const noexcept {
#if UASYNCIO_HOSTED
  if (limit_ != ~std::size_t{0}) return limit_ - used_;
  if (arena_ != nullptr) return static_cast<std::size_t>(
      static_cast<unsigned char*>(arena_end_) - static_cast<unsigned char*>(arena_));
#endif
  return capacity_ - used_;
}

/// Where the next `size` bytes, or a task record, can be cut from: the cursor. Null if nowhere.
unsigned char* FramePool::find_room(std::size_t size) noexcept {
#if UASYNCIO_HOSTED
  if (arena_ != nullptr) add_chunk(std::exchange(arena_, nullptr), arena_end_);
#else
  if (chunks_ == nullptr) {
    if (this == &board_pool_) add_chunk(__uasyncio_pool_start, __uasyncio_pool_end);
    if (arena_ != nullptr) add_chunk(arena_, arena_end_);
  }
#endif
  const bool has_room =
      chunks_ != nullptr && static_cast<std::size_t>(chunks_->slots - cursor_) >= size;
  return has_room || grow(size) ? cursor_ : nullptr;
}

void* FramePool::allocate(std::size_t size) noexcept {
  const std::size_t index = class_of(size);
  if (index >= classes || small_[index] == nullptr) [[unlikely]] {
    if (size > ~std::size_t{0} / 2) return refused(size);
    return allocate_slow(index * grain);
  }
  if (refuses(index * grain)) return refused(index * grain);
  FreeBlock* block = small_[index];
  small_[index] = block->next;
  used_ += index * grain;
  if (used_ > peak_) peak_ = used_;
  return block;
}

void FramePool::deallocate(void* block, std::size_t size) noexcept {
  const std::size_t index = class_of(size);
  auto* freed = static_cast<FreeBlock*>(block);
  if (index < classes) {
    freed->next = small_[index];
    small_[index] = freed;
  } else {
    freed->next = large_;
    freed->size = index * grain;
    large_ = freed;
  }
  used_ -= index * grain;
}

void* FramePool::allocate_slow(std::size_t size) noexcept {
  if (refuses(size)) return refused(size);
  void* block = size / grain >= classes ? take_large(size) : nullptr;
  if (block == nullptr) {
    block = find_room(size);
    if (block != nullptr) cursor_ += size;
  }
  return counted(block, size);
}

/// First fit; what is left over becomes a free block of its own.
void* FramePool::take_large(std::size_t size) noexcept {
  for (FreeBlock** link = &large_; *link != nullptr; link = &(*link)->next) {
    FreeBlock* block = *link;
    if (block->size < size) continue;
    *link = block->next;
    const std::size_t rest = block->size - size;
    if (rest != 0) {
      used_ += rest;
      deallocate(reinterpret_cast<unsigned char*>(block) + size, rest);
    }
    return block;
  }
  return nullptr;
}

TaskHeader* FramePool::allocate_task() noexcept {
  constexpr std::size_t size = sizeof(TaskHeader);
  void* slot = nullptr;
  if (refuses(size)) {
    // counted below
  } else if (free_tasks_ != nullptr) {
    slot = free_tasks_;
    free_tasks_ = free_tasks_->next;
  } else if (find_room(size) != nullptr) {
    chunks_->slots -= size;
    slot = chunks_->slots;
  }
  return static_cast<TaskHeader*>(counted(slot, size));
}

void FramePool::deallocate_task(TaskHeader* task) noexcept {
  used_ -= sizeof(TaskHeader);
  task->state = State::free;
  task->next = free_tasks_;
  free_tasks_ = task;
}

TaskHeader* FramePool::next_task(TaskHeader* task) const noexcept {
  Chunk* chunk = chunks_;
  auto* slot = chunk == nullptr ? nullptr : chunk->slots;
  if (task != nullptr) {
    auto* place = reinterpret_cast<unsigned char*>(task);
    while (place < chunk->slots || place >= chunk->end) chunk = chunk->next;
    slot = place + sizeof(TaskHeader);
  }
  for (; chunk != nullptr; chunk = chunk->next, slot = chunk ? chunk->slots : nullptr) {
    for (; slot != chunk->end; slot += sizeof(TaskHeader)) {
      auto* found = reinterpret_cast<TaskHeader*>(slot);
      if (found->state != State::free) return found;
    }
  }
  return nullptr;
}

}  // namespace uasyncio
