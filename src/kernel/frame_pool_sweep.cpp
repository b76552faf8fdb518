// SPDX-License-Identifier: MIT
// Of kernel/frame_pool.hpp: the sweep, which joins what is free when a request would fail
// otherwise. Who frees a block says its size, so blocks carry no header, and neighbours are found
// by sorting the free ones by address.
#include "uasyncio/kernel/frame_pool.hpp"

#include "uasyncio/kernel/assert.hpp"

#include <bit>
#include <new>
#include <utility>

#if UASYNCIO_POOL_SWEEP
namespace uasyncio::kernel {

/// Is it worth the time? Not if no joining can help. A pool that can grow does so rather than be
/// swept again and again for little: a quarter of its memory must be free, and since the last time
/// it must have had new room for an eighth.
bool FramePool::may_sweep(std::size_t size) const noexcept {
  const std::size_t free = capacity_ - in_use();
#if UASYNCIO_HOSTED
  if (growing_) return free >= capacity_ / 4 && room_since_sweep_ >= capacity_ / 8;
#endif
  return size <= free;
}

void FramePool::sweep() noexcept {
  UASYNCIO_ASSERT(cursor_ <= end_);
  FreeBlock* list = free_slots(nullptr);
  if (cursor_ != end_) {
    list = ::new (cursor_) FreeBlock{list, static_cast<std::size_t>(end_ - cursor_) / grain};
    end_ = cursor_;
  }
  list = sorted(emptied_lists(list));
  while (list != nullptr) {
    auto* const begin = reinterpret_cast<unsigned char*>(list);
    std::size_t size = 0;
    do {
      size += list->grains * grain;
      list = list->next;
    } while (reinterpret_cast<unsigned char*>(list) == begin + size);
    // A block that was freed twice would overlap the next one.
    UASYNCIO_ASSERT(list == nullptr || reinterpret_cast<unsigned char*>(list) > begin + size, size);
    keep(begin, size);
  }
#if UASYNCIO_HOSTED
  room_since_sweep_ = static_cast<std::size_t>(end_ - cursor_);
#endif
}

/// All free blocks in front of `list`; the lists are empty then.
FramePool::FreeBlock* FramePool::emptied_lists(FreeBlock* list) noexcept {
  for (std::size_t index = classes + bins; index-- != 0;) {
    while (FreeBlock* block = free_[index]) {
      UASYNCIO_ASSERT(block != list && block->next != block, index);
      UASYNCIO_ASSERT(block->grains != 0, block);  // written to although it is free
      free_[index] = block->next;
      block->next = list;
      list = block;
    }
  }
  return list;
}

/// By address: a radix sort, the least significant digit first. The empty lists of free blocks are
/// its piles; blocks are put on a pile and taken from it, which leaves equal ones in their order.
FramePool::FreeBlock* FramePool::sorted(FreeBlock* list) noexcept {
  for (int shift = std::countr_zero(grain);; shift += std::countr_zero(classes)) {
    const auto digits_of = [shift](const FreeBlock* block) noexcept {
      return reinterpret_cast<std::uintptr_t>(block) >> shift;
    };
    const std::uintptr_t first = digits_of(list);
    std::uintptr_t differing = 0;
    while (FreeBlock* block = list) {
      UASYNCIO_ASSERT(reinterpret_cast<std::uintptr_t>(block) % grain == 0, block);
      UASYNCIO_ASSERT(block->grains != 0, block);  // written to although it is free
      list = block->next;
      differing |= digits_of(block) ^ first;
      FreeBlock*& pile = free_[digits_of(block) % classes];
      block->next = pile;
      pile = block;
    }
    list = emptied_lists(nullptr);
    if (differing < classes) return list;
  }
}

/// The largest piece becomes the room, the others wait in the lists.
void FramePool::keep(unsigned char* begin, std::size_t size) noexcept {
  UASYNCIO_ASSERT(reinterpret_cast<std::uintptr_t>(begin) % grain == 0, begin);
  UASYNCIO_ASSERT(size != 0 && size % grain == 0, size);
#if UASYNCIO_HOSTED
  if (frees_chunk(begin, size)) return;
#endif
  const auto room = static_cast<std::size_t>(end_ - cursor_);
  if (size > room) {
    std::swap(begin, cursor_);
    end_ = cursor_ + size;
    size = room;
  }
  if (size != 0) put(begin, size);
}

}  // namespace uasyncio::kernel
#endif
