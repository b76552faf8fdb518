// SPDX-License-Identifier: MIT
// operator new of the test program, which counts. In a file of its own: where the compiler sees
// both sides, it takes new and free for a mistake.
#include <cstdlib>
#include <new>

// Threads of other tests allocate too.
thread_local std::size_t count_of_new = 0;

void* operator new(std::size_t size) {
  ++count_of_new;
  void* block = std::malloc(size);
  if (block == nullptr) std::abort();
  return block;
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++count_of_new;
  return std::malloc(size);
}
// All of them: the library's would call the first, and a sanitizer's would not know these blocks.
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new[](std::size_t size, const std::nothrow_t& tag) noexcept {
  return operator new(size, tag);
}
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
void operator delete[](void* block) noexcept { std::free(block); }
void operator delete[](void* block, std::size_t) noexcept { std::free(block); }
