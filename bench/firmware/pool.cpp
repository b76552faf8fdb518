// SPDX-License-Identifier: MIT
// The frame pool by itself: a block of a size that was freed, a large one, one that was never cut;
// and a sweep, which joins free memory when a request would fail otherwise.
#include "bench/firmware/tasks.hpp"

#include "uasyncio/kernel/frame_pool.hpp"

namespace {

using uasyncio::FramePool;

constexpr int rounds = 100;
constexpr unsigned blocks = 128;
constexpr std::size_t size = 48;

alignas(8) unsigned char arena[blocks * size];
FramePool pool(arena, sizeof arena);
void* places[blocks];

void pairs(std::size_t bytes) {
  for (int i = 0; i < rounds; ++i) pool.deallocate(pool.allocate(bytes), bytes);
}

void take_all() {
  for (void*& place : places) place = pool.allocate(size);
}

/// All of them, but one of `stride` neighbours at a time.
void free_all(unsigned stride) {
  for (unsigned i = 0; i < blocks; ++i) pool.deallocate(places[i * stride % blocks], size);
}

/// Asks for all memory at once.
void sweep() {
  void* const all = pool.allocate(sizeof arena);
  bench::count_end();
  pool.deallocate(all, sizeof arena);
}

asyncio::Coro<> app() {
  bench::count_begin();
  take_all();
  bench::count_end();
  bench::report("first cut of 48 B", blocks);
  free_all(1);
  co_await bench::settle();

  bench::count_begin();
  sweep();
  bench::report("sweep of blocks freed in order, for each", blocks);
  take_all();
  free_all(37);
  co_await bench::settle();

  bench::count_begin();
  sweep();
  bench::report("sweep of blocks freed in disorder, for each", blocks);
  co_await bench::settle();

  pairs(size);
  bench::count_begin();
  pairs(size);
  bench::count_end();
  bench::report("block of 48 B, taken and freed", rounds);
  pairs(400);
  co_await bench::settle();

  bench::count_begin();
  pairs(400);
  bench::count_end();
  bench::report("block of 400 B, taken and freed", rounds);
}

}  // namespace

int main() { asyncio::run(app()); }
