// SPDX-License-Identifier: MIT
// Running something on a small stack, so that recursion in the depth of a structure is seen.
#pragma once

#include <gtest/gtest.h>
#include <pthread.h>

namespace small_stack {

#if defined(__SANITIZE_ADDRESS__)
#define UASYNCIO_TEST_ADDRESS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UASYNCIO_TEST_ADDRESS_SANITIZER
#endif
#endif

#ifdef UASYNCIO_TEST_ADDRESS_SANITIZER
inline constexpr std::size_t size = 512 * 1024;  // frames of an instrumented program are large
#else
inline constexpr std::size_t size = 64 * 1024;
#endif

/// Calls `function` in a thread with a stack of `size` bytes, and waits for it.
template <class Function>
void run(Function function) {
  pthread_attr_t attributes;
  ASSERT_EQ(pthread_attr_init(&attributes), 0);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, size), 0);
  pthread_t thread;
  auto call = [](void* argument) -> void* {
    (*static_cast<Function*>(argument))();
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, &attributes, call, &function), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

}  // namespace small_stack
