// SPDX-License-Identifier: MIT
// Of kernel/frame_pool.hpp: on the host a pool grows. Its chunks, the blocks that come from the
// heap itself, the pool of each thread, and what becomes of a block that is freed in another thread
// or after its pool has gone.
#include "uasyncio/kernel/frame_pool.hpp"

#if UASYNCIO_HOSTED
#include "uasyncio/kernel/assert.hpp"
#include "uasyncio/kernel/report.hpp"

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <new>
#include <pthread.h>
#include <thread>

namespace uasyncio::kernel {
namespace {

constexpr std::size_t no_limit = ~std::size_t{0};
/// The rest of the 64 KiB is left to the heap, whose own header then fits between two chunks. With
/// less of it glibc would ask for more than 128 KiB to align one, and map each chunk on its own:
/// two pages more and a call of the system.
constexpr std::size_t chunk_size = 64 * 1024 - 128;
/// Guards what several threads see of all homes: a free in another thread is a mistake, and rare.
constinit std::mutex sharing;

}  // namespace

/// Whose the memory of a growing pool is. It outlives the pool as long as a block is in use.
struct FramePool::Home {
  const std::thread::id thread = std::this_thread::get_id();
  Chunk* chunks = nullptr;
  std::atomic<std::size_t> freed_bytes{0};
  FreeBlock* freed = nullptr;    // in other threads, for the pool to take back
  std::size_t still_in_use = 0;  // when there is no pool
  bool is_orphan = false;        // there is no pool

  ~Home() {
    while (Chunk* const chunk = chunks) {
      chunks = chunk->next;
      std::free(chunk);
    }
  }
  void add(Chunk* chunk) noexcept {
    UASYNCIO_ASSERT(chunk->next == nullptr && chunk->previous == nullptr);
    chunk->next = chunks;
    if (chunks != nullptr) chunks->previous = chunk;
    chunks = chunk;
  }
  void remove(Chunk* chunk) noexcept {
    UASYNCIO_ASSERT(chunk->home == this);
    UASYNCIO_ASSERT(chunk->previous != nullptr ? chunk->previous->next == chunk : chunks == chunk);
    (chunk->previous != nullptr ? chunk->previous->next : chunks) = chunk->next;
    if (chunk->next != nullptr) chunk->next->previous = chunk->previous;
  }
};

// The pool of each thread.

constinit thread_local FramePool* FramePool::current_ = nullptr;

/// Objects of the thread, destroyed as it ends, may still hold coroutines. The keys of POSIX come
/// after all of them, so that is where the pool ends. For the main thread they never come, and its
/// pool stays for good: global objects go even later.
FramePool& FramePool::thread_pool() noexcept {
  UASYNCIO_ASSERT(current_ == nullptr);
  static constexpr auto end = [](void* pool) noexcept {
    UASYNCIO_ASSERT(current_ == nullptr || current_ == pool);  // who took its place has gone
    current_ = nullptr;
    static_cast<FramePool*>(pool)->~FramePool();
  };
  static pthread_key_t key;
  static const bool has_key = ::pthread_key_create(&key, end) == 0;  // else pools stay for good
  alignas(FramePool) static constinit thread_local unsigned char room[sizeof(FramePool)] = {};
  auto* const pool = ::new (room) FramePool;
  if (has_key) ::pthread_setspecific(key, pool);
  return *pool;
}

// Growing and shrinking.

/// Must this request fail? A test may want it to, or it goes beyond the limit; what other threads
/// have freed is taken back first.
bool FramePool::refuses_now(std::size_t size) noexcept {
  reclaim();
  const bool is_chosen_to_fail = fail_at_ != 0 && --fail_at_ == 0;
  return is_chosen_to_fail || size > limit_ - in_use();
}

std::size_t FramePool::free_bytes() const noexcept {
  return (limit_ != no_limit ? limit_ : capacity_) - used();
}

bool FramePool::has_home() noexcept {
  if (home_ == nullptr) home_ = new (std::nothrow) Home;
  return home_ != nullptr;
}

/// A new chunk becomes the room; the rest of the room before goes to the free blocks.
bool FramePool::grow() noexcept {
  UASYNCIO_ASSERT(cursor_ <= end_);
  UASYNCIO_ASSERT(capacity_ >= in_use(), capacity_);
  void* memory = nullptr;
  if (!growing_ || !has_home()) return false;
  if (::posix_memalign(&memory, chunk_alignment, chunk_size) != 0) return false;
  home_->add(::new (memory) Chunk{home_, nullptr, nullptr});
  if (cursor_ != end_) put(cursor_, static_cast<std::size_t>(end_ - cursor_));
  cursor_ = static_cast<unsigned char*>(memory) + chunk_head;
  end_ = static_cast<unsigned char*>(memory) + chunk_size;
  capacity_ += chunk_size - chunk_head;
  room_since_sweep_ += chunk_size - chunk_head;
  return true;
}

/// A free piece that is the whole of a chunk goes back to the heap, except the first such piece.
bool FramePool::frees_chunk(unsigned char* begin, std::size_t size) noexcept {
  UASYNCIO_ASSERT(cursor_ <= end_);
  constexpr std::size_t whole = chunk_size - chunk_head;
  const bool has_another = static_cast<std::size_t>(end_ - cursor_) == whole;
  if (!growing_ || size != whole || !has_another) return false;
  UASYNCIO_ASSERT(capacity_ >= in_use() + whole, capacity_);
  capacity_ -= whole;
  home_->remove(reinterpret_cast<Chunk*>(begin - chunk_head));
  std::free(begin - chunk_head);
  return true;
}

/// A block of its own from the heap; in front of it stands whose pool has it.
unsigned char* FramePool::allocate_from_heap(std::size_t size) noexcept {
  UASYNCIO_ASSERT(growing_);
  UASYNCIO_ASSERT(size > heap_from && size % grain == 0, size);
  if (!has_home()) return nullptr;
  auto* const memory = static_cast<unsigned char*>(std::malloc(size + grain));
  if (memory == nullptr) return nullptr;
  capacity_ += size;
  home_of(memory + grain, size) = home_;
  return memory + grain;
}

void FramePool::free_to_heap(void* block, std::size_t size) noexcept {
  UASYNCIO_ASSERT(capacity_ >= size, size);
  count_freed(size / grain);
  capacity_ -= size;
  std::free(static_cast<unsigned char*>(block) - grain);
}

// Frees in another thread. A record among the blocks that wait to be taken back has size 0.

std::size_t FramePool::freed_elsewhere() const noexcept {
  return home_ == nullptr ? 0 : home_->freed_bytes.load(std::memory_order_relaxed);
}

void FramePool::free_elsewhere(void* block, std::size_t size, bool is_record) noexcept {
  Home* const home = home_of(block, is_record ? 0 : size);
  UASYNCIO_ASSERT(home != nullptr && size % grain == 0, size);
  UASYNCIO_ASSERT(reinterpret_cast<std::uintptr_t>(block) % alignof(TaskHeader) == 0, block);
#ifndef NDEBUG
  if (home->thread != std::this_thread::get_id()) {
    Report() << "a coroutine or task is freed in another thread than it was made in; "
                "call the coroutine function in the thread that runs it\n";
  }
#endif
  const std::lock_guard lock(sharing);
  if (!home->is_orphan) {
    home->freed = ::new (block) FreeBlock{home->freed, is_record ? 0 : size / grain};
    home->freed_bytes.fetch_add(size, std::memory_order_relaxed);
    return;
  }
  UASYNCIO_ASSERT(home->still_in_use >= size, size);
  if (size > heap_from && !is_record) std::free(static_cast<unsigned char*>(block) - grain);
  home->still_in_use -= size;
  if (home->still_in_use == 0) delete home;
}

void FramePool::reclaim() noexcept {
  if (freed_elsewhere() == 0) return;
  const std::lock_guard lock(sharing);
  reclaim_all();
}

/// Frees what other threads have left for this pool. With `sharing` locked.
void FramePool::reclaim_all() noexcept {
  UASYNCIO_ASSERT(home_ != nullptr);
  UASYNCIO_ASSERT(!home_->is_orphan);
  while (FreeBlock* const block = home_->freed) {
    home_->freed = block->next;
    if (block->grains == 0) {
      deallocate_task(reinterpret_cast<TaskHeader*>(block));
    } else {
      deallocate(block, block->grains * grain);
    }
  }
  home_->freed_bytes.store(0, std::memory_order_relaxed);
}

FramePool::~FramePool() {
  UASYNCIO_ASSERT(current_ != this);  // the thread would go on to allocate from it
  if (home_ == nullptr) return;
  const std::lock_guard lock(sharing);
  reclaim_all();
  UASYNCIO_ASSERT(in_use() <= capacity_, capacity_);
  home_->still_in_use = in_use();
  home_->is_orphan = true;
  if (in_use() == 0) delete home_;
}

}  // namespace uasyncio::kernel
#endif
