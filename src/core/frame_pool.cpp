#include "uasyncio/core/frame_pool.hpp"

#include <new>

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

FramePool::FramePool(void* memory, std::size_t size) noexcept { add_chunk(memory, size); }

void FramePool::add_chunk(void* memory, std::size_t size) noexcept {
  auto* begin = align_up(static_cast<unsigned char*>(memory), grain);
  auto* end = static_cast<unsigned char*>(memory) + size;
  if (end < begin + sizeof(Chunk)) return;
  end = begin + static_cast<std::size_t>(end - begin) / grain * grain;
  chunks_ = ::new (begin) Chunk{chunks_, end, end};
  cursor_ = begin + round_up(sizeof(Chunk), grain);
}

#if UASYNCIO_HOSTED
FramePool::FramePool(std::size_t limit) noexcept : limit_(limit), growing_(true) {}

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
  add_chunk(memory, amount);
  return true;
}
#else
FramePool::~FramePool() = default;
bool FramePool::grow(std::size_t) noexcept { return false; }
#endif

bool FramePool::count(std::size_t size) noexcept {
  const bool chosen_to_fail = fail_at_ != 0 && --fail_at_ == 0;
  if (chosen_to_fail || size > limit_ - used_) [[unlikely]] {
    ++failures_;
    return false;
  }
  used_ += size;
  if (used_ > peak_) peak_ = used_;
  return true;
}

void* FramePool::allocate(std::size_t size) noexcept {
  const std::size_t index = class_of(size);
  if (index < classes && small_[index] != nullptr) [[likely]] {
    if (!count(index * grain)) return nullptr;
    FreeBlock* block = small_[index];
    small_[index] = block->next;
    return block;
  }
  return allocate_slow(index * grain);
}

void FramePool::deallocate(void* block, std::size_t size) noexcept {
  const std::size_t index = class_of(size);
  used_ -= index * grain;
  auto* freed = static_cast<FreeBlock*>(block);
  if (index < classes) {
    freed->next = small_[index];
    small_[index] = freed;
  } else {
    freed->next = large_;
    freed->size = index * grain;
    large_ = freed;
  }
}

void* FramePool::allocate_slow(std::size_t size) noexcept {
  if (!count(size)) return nullptr;
  void* block = size / grain >= classes ? take_large(size) : nullptr;
  if (block == nullptr) block = carve(size);
  if (block == nullptr) {
    used_ -= size;
    ++failures_;
  }
  return block;
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

bool FramePool::has_room(std::size_t size) const noexcept {
  return chunks_ != nullptr && static_cast<std::size_t>(chunks_->slots - cursor_) >= size;
}

void* FramePool::carve(std::size_t size) noexcept {
  if (!has_room(size) && !grow(size)) return nullptr;
  void* block = cursor_;
  cursor_ += size;
  return block;
}

TaskHeader* FramePool::allocate_task() noexcept {
  if (!count(sizeof(TaskHeader))) return nullptr;
  if (free_tasks_ != nullptr) {
    Node* slot = free_tasks_;
    free_tasks_ = slot->next;
    return static_cast<TaskHeader*>(slot);
  }
  if (!has_room(sizeof(TaskHeader)) && !grow(sizeof(TaskHeader))) {
    used_ -= sizeof(TaskHeader);
    ++failures_;
    return nullptr;
  }
  chunks_->slots -= sizeof(TaskHeader);
  return ::new (chunks_->slots) TaskHeader;
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

#if UASYNCIO_HOSTED
namespace {

FramePool& thread_pool() noexcept {
  static thread_local FramePool pool;
  return pool;
}

constinit thread_local FramePool* current_pool = nullptr;

}  // namespace

FramePool& FramePool::current() noexcept {
  if (current_pool == nullptr) [[unlikely]] current_pool = &thread_pool();
  return *current_pool;
}

FramePool* FramePool::exchange_current(FramePool* pool) noexcept {
  FramePool* before = &current();
  current_pool = pool;
  return before;
}
#else
// The linker script leaves all memory between the variables and the stack to the pool.
extern "C" unsigned char __uasyncio_pool_start[];
extern "C" unsigned char __uasyncio_pool_end[];

namespace {
FramePool* current_pool = nullptr;
alignas(FramePool) unsigned char board_pool[sizeof(FramePool)];
}  // namespace

FramePool& FramePool::current() noexcept {
  if (current_pool == nullptr) [[unlikely]] {
    const auto size = static_cast<std::size_t>(__uasyncio_pool_end - __uasyncio_pool_start);
    current_pool = ::new (board_pool) FramePool(__uasyncio_pool_start, size);
  }
  return *current_pool;
}

FramePool* FramePool::exchange_current(FramePool* pool) noexcept {
  FramePool* before = &current();
  current_pool = pool;
  return before;
}
#endif

}  // namespace uasyncio
