// SPDX-License-Identifier: MIT
// Memory for frames and records. Most blocks come from a list of their size and return to it, in a
// few instructions; here is also the search for a place when that list is empty.
#include "uasyncio/kernel/frame_pool.hpp"

#include "uasyncio/kernel/assert.hpp"
#include "uasyncio/port/platform.hpp"

#include <new>
#include <span>
#include <utility>

namespace uasyncio::kernel {
namespace {

/// From here on a size is a mistake, and rounding it up would overflow.
constexpr std::size_t too_large = ~std::size_t{0} / 2;

}  // namespace

#if !UASYNCIO_HOSTED
constinit FramePool FramePool::board_pool_;
constinit FramePool* FramePool::current_ = &FramePool::board_pool_;
#endif

FramePool::FramePool(void* memory, std::size_t size) noexcept { open(memory, size); }

void FramePool::open(void* memory, std::size_t size) noexcept {
  UASYNCIO_ASSERT(capacity_ == 0 && peak_ == 0, peak_);
  UASYNCIO_ASSERT(memory != nullptr || size == 0, size);
  const std::size_t skipped = -reinterpret_cast<std::uintptr_t>(memory) % grain;
  if (size < skipped) return;
  cursor_ = static_cast<unsigned char*>(memory) + skipped;
  capacity_ = (size - skipped) / grain * grain;
  end_ = cursor_ + capacity_;
}

void* FramePool::at_new_peak(void* block) noexcept {
  peak_ -= below_peak_;  // it has wrapped below zero by so much
  below_peak_ = 0;
  return block;
}

void* FramePool::refused(std::size_t size) noexcept {
  ++failures_;
  last_refused_ = size;
  return nullptr;
}

void* FramePool::allocate(std::size_t size) noexcept {
  if (size > too_large) [[unlikely]]
    return refused(size);
  const std::size_t index = size == 0 ? 1 : class_of(size);
  return index < classes ? allocate_of_class(index) : allocate_anywhere(index);
}

void* FramePool::allocate_of_class(std::size_t index) noexcept {
  UASYNCIO_ASSERT(index != 0 && index < classes, index);
  FreeBlock* const block = free_[index];
  // Another number: it was written to although it is free.
  UASYNCIO_ASSERT(block == nullptr || block->grains == index, index);
  if (block == nullptr || keeps_for_records()) [[unlikely]]
    return allocate_anywhere(index);
  if (may_refuse(index * grain)) [[unlikely]]
    return reuse_or_refuse(index);
  return reuse(index);
}

[[gnu::always_inline]] inline void* FramePool::reuse(std::size_t index) noexcept {
  FreeBlock* const block = free_[index];
  UASYNCIO_ASSERT(block->next != block, index);
  free_[index] = block->next;
  return counted(block, index);
}

void* FramePool::reuse_or_refuse(std::size_t index) noexcept {
  return refuses(index * grain) ? refused(index * grain) : reuse(index);
}

void* FramePool::allocate_anywhere(std::size_t index) noexcept {
  const std::size_t size = index * grain;
  void* const block = refuses(size) ? nullptr : find(size, false);
  return block != nullptr ? counted(block, index) : refused(size);
}

void FramePool::deallocate(void* block, std::size_t size) noexcept {
  UASYNCIO_ASSERT(block != nullptr, size);
  UASYNCIO_ASSERT(reinterpret_cast<std::uintptr_t>(block) % grain == 0, size);
  const std::size_t index = size == 0 ? 1 : class_of(size);
  if (index < classes) return deallocate_of_class(block, index);
#if UASYNCIO_HOSTED
  if (goes_elsewhere(block, index)) return;
#endif
  count_freed(index);
  put(static_cast<unsigned char*>(block), index * grain);
}

void FramePool::deallocate_of_class(void* block, std::size_t index) noexcept {
  UASYNCIO_ASSERT(index != 0 && index < classes, index);
#if UASYNCIO_HOSTED
  if (goes_elsewhere(block, index)) [[unlikely]]
    return;
#endif
  UASYNCIO_ASSERT(reinterpret_cast<std::uintptr_t>(block) % grain == 0, block);
  UASYNCIO_ASSERT(free_[index] != block, block);  // freed twice
  count_freed(index);
  free_[index] = ::new (block) FreeBlock{free_[index], index};
}

/// Which list holds free blocks of `size`: the class of just this size, or a bin.
std::size_t FramePool::list_of(std::size_t size) noexcept {
  UASYNCIO_ASSERT(size != 0 && size % grain == 0, size);
  std::size_t list = size / grain;
  if (list < classes) return list;
  constexpr std::size_t last = classes + bins - 1;
  std::size_t reach = 2 * classes * grain;
  for (list = classes; list != last && size >= reach; reach *= 2) ++list;
  UASYNCIO_ASSERT(list >= classes && list < classes + bins, list);
  return list;
}

void FramePool::put(unsigned char* begin, std::size_t size) noexcept {
  UASYNCIO_ASSERT(size != 0 && size % grain == 0, size);
  FreeBlock*& list = free_[list_of(size)];
  list = ::new (begin) FreeBlock{list, size / grain};
}

/// A block off the room, the piece that no list of free blocks has: from below, or at its top.
unsigned char* FramePool::cut(std::size_t size, bool at_top) noexcept {
  UASYNCIO_ASSERT(cursor_ <= end_, size);
  UASYNCIO_ASSERT(size % grain == 0, size);
  if (static_cast<std::size_t>(end_ - cursor_) < size) return nullptr;
  if (at_top) return end_ -= size;
  return std::exchange(cursor_, cursor_ + size);
}

/// A part of a free block that is large enough; the rest becomes a free block of its own.
unsigned char* FramePool::take(std::size_t size) noexcept {
  UASYNCIO_ASSERT(size != 0 && size % grain == 0, size);
  for (std::size_t list = list_of(size); list != classes + bins; ++list) {
    for (FreeBlock** link = &free_[list]; *link != nullptr; link = &(*link)->next) {
      FreeBlock* const block = *link;
      const std::size_t found = block->grains * grain;
      UASYNCIO_ASSERT(list_of(found) == list, found);
      if (found < size) continue;
      *link = block->next;
      auto* const begin = reinterpret_cast<unsigned char*>(block);
      if (found != size) put(begin + size, found - size);
      return begin;
    }
  }
  return nullptr;
}

/// A large block first looks among those that were freed: a loop of one large size would eat the
/// room.
unsigned char* FramePool::find_without_sweep(std::size_t size, bool at_top) noexcept {
  unsigned char* place = size >= classes * grain ? take(size) : nullptr;
  if (place == nullptr) place = cut(size, at_top);
  return place != nullptr ? place : take(size);
}

unsigned char* FramePool::find(std::size_t size, bool at_top) noexcept {
  UASYNCIO_ASSERT(size != 0 && size % grain == 0, size);
#if UASYNCIO_HOSTED
  reclaim();
  if (growing_ && size > heap_from && !at_top) return allocate_from_heap(size);
#else
  if (capacity_ == 0) {
    const std::span<unsigned char> memory = platform::frame_memory();
    open(memory.data(), memory.size());
  }
#endif
  unsigned char* place = find_without_sweep(size, at_top);
#if UASYNCIO_POOL_SWEEP
  if (place == nullptr && may_sweep(size)) {
    sweep();
    place = find_without_sweep(size, at_top);
  }
#endif
#if UASYNCIO_HOSTED
  if (place == nullptr && grow()) place = cut(size, at_top);
#endif
  UASYNCIO_ASSERT(reinterpret_cast<std::uintptr_t>(place) % grain == 0, place);
  return place;
}

#if !UASYNCIO_HOSTED
std::size_t FramePool::free_bytes() const noexcept { return capacity_ - in_use(); }
#endif

}  // namespace uasyncio::kernel
