// SPDX-License-Identifier: MIT
// The frames of coroutines as the compiler makes them: how one begins to wait for another, fails
// and ends. Coro (core/coro.hpp) is what a program has of one.
#pragma once

#include "uasyncio/core/result.hpp"
#include "uasyncio/kernel/frame_pool.hpp"
#include "uasyncio/kernel/scheduler.hpp"

#include <concepts>
#include <coroutine>
#include <new>
#include <utility>

namespace uasyncio {

template <class T>
class Coro;

namespace detail {

inline kernel::Frame* frame_of(std::coroutine_handle<> handle) noexcept {
  return static_cast<kernel::Frame*>(handle.address());
}
template <class Promise>
kernel::Frame* frame_around(Promise& promise) noexcept {
  return frame_of(std::coroutine_handle<Promise>::from_promise(promise));
}

/// A frame has reached its end below a catch point, or without its value.
[[gnu::noinline]] void end_with_care(kernel::Frame* frame, bool keeps_frame) noexcept;

/// The outermost frame of a task has.
[[gnu::noinline]] void end_outermost(kernel::Frame* frame, bool keeps_frame) noexcept;

/// A frame has reached its end: its parent continues. `keeps_frame`: it holds a value, and stays.
UASYNCIO_INLINE_ON_HOST void frame_ended(kernel::Frame* frame, bool keeps_frame) noexcept {
  const auto end = frame->parent.usual_end(keeps_frame);
  if (!end.is_one()) [[unlikely]] {
    end_with_care(frame, keeps_frame);
  } else if (end.parent() == nullptr) {
    end_outermost(frame, keeps_frame);
  } else {
    kernel::Scheduler::running()->continue_with(end.parent());
  }
}

// The compiler knows the size of each frame, and so which of these it is.
UASYNCIO_INLINE_ON_HOST void* allocate_small_frame(std::size_t index) noexcept {
  return FramePool::current().allocate_of_class(index);
}
UASYNCIO_INLINE_ON_HOST void* allocate_large_frame(std::size_t size) noexcept {
  return FramePool::current().allocate(size);
}
[[gnu::always_inline]] inline void* allocate_frame(std::size_t size) noexcept {
  const std::size_t index = FramePool::class_of(size);
  return index < FramePool::classes ? allocate_small_frame(index) : allocate_large_frame(size);
}
UASYNCIO_INLINE_ON_HOST void deallocate_small_frame(void* frame, std::size_t index) noexcept {
  FramePool::current().deallocate_of_class(frame, index);
}
UASYNCIO_INLINE_ON_HOST void deallocate_large_frame(void* frame, std::size_t size) noexcept {
  FramePool::current().deallocate(frame, size);
}
[[gnu::always_inline]] inline void deallocate_frame(void* frame, std::size_t size) noexcept {
  const std::size_t index = FramePool::class_of(size);
  if (index < FramePool::classes) {
    deallocate_small_frame(frame, index);
  } else {
    deallocate_large_frame(frame, size);
  }
}

/// A frame that holds something aligned to more than two pointers. Null without memory.
void* allocate_aligned_frame(std::size_t size, std::size_t alignment) noexcept;
void deallocate_aligned_frame(void* frame, std::size_t size, std::size_t alignment) noexcept;

/// The running task has a failure to deliver: throws it. Only with exceptions.
inline void raise_pending_failure() {
#if UASYNCIO_EXCEPTIONS
  kernel::TaskHeader* task = kernel::Scheduler::running()->current();
  if ((task->flags & kernel::failure_pending) == 0) [[likely]]
    return;
  task->flags = static_cast<std::uint8_t>(task->flags & ~kernel::failure_pending);
  task->failure.raise();
#endif
}

inline bool failure_is_pending([[maybe_unused]] const kernel::TaskHeader* task) noexcept {
#if UASYNCIO_EXCEPTIONS
  return (task->flags & kernel::failure_pending) != 0;
#else
  return false;  // a failing await is not resumed
#endif
}

/// Base of awaiters that fail only as their task does, by `raise_pending_failure`, and suspend by a
/// plain `await_suspend`. as_result and wait_for need no coroutine around these.
struct FailsAsTask {};

/// What all coroutine promises share. `parent` must be the first member: it lies right behind the
/// frame's two functions and completes `Frame`.
struct PromiseBase {
  kernel::ParentLink parent;

  static void* operator new(std::size_t size) noexcept { return allocate_frame(size); }
  static void operator delete(void* frame, std::size_t size) noexcept {
    deallocate_frame(frame, size);
  }
#if defined(__clang__)
  // With -fcoro-aligned-allocation. Other compilers never tell what a frame needs.
  static void* operator new(std::size_t size, std::align_val_t alignment) noexcept {
    const auto asked = static_cast<std::size_t>(alignment);
    if (asked <= 2 * sizeof(void*)) return allocate_frame(size);
    return allocate_aligned_frame(size, asked);
  }
  static void operator delete(void* frame, std::size_t size, std::align_val_t alignment) noexcept {
    const auto asked = static_cast<std::size_t>(alignment);
    if (asked <= 2 * sizeof(void*)) return deallocate_frame(frame, size);
    deallocate_aligned_frame(frame, size, asked);
  }
#endif

  std::suspend_always initial_suspend() const noexcept { return {}; }

#if UASYNCIO_EXCEPTIONS
  /// What was thrown becomes the failure of the running task.
  void unhandled_exception() const noexcept;
#else
  void unhandled_exception() const noexcept {}  // nothing throws
#endif
};

/// The end of a coroutine that gives nothing. It does not suspend there, so that its frame goes in
/// the same resume: otherwise who awaits it would have to enter it once more to destroy it.
template <class Promise>
std::suspend_never end_for_good(Promise& promise) noexcept {
  frame_ended(frame_around(promise), false);
  return {};
}

/// The end of a coroutine whose frame stays, until the value has been taken out.
struct [[nodiscard("co_await it: without that nobody waits")]] EndWithValue {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) const noexcept {
    frame_ended(frame_of(handle), true);
  }
  void await_resume() const noexcept {}
};

template <class T>
struct Promise : PromiseBase {
  static_assert(!std::is_rvalue_reference_v<T>, "a Coro<T&&> refers to what is gone: give a T");
  using Value = Kept<T>;
  static_assert(alignof(Value) <= 2 * sizeof(void*),
                "a Coro's value may not be more strictly aligned than two pointers");
  union {
    Value value;
  };

  Promise() noexcept {}
  ~Promise() {
    if (parent.has_value()) value.~Value();
  }
  Coro<T> get_return_object() noexcept;
  static Coro<T> get_return_object_on_allocation_failure() noexcept;
  EndWithValue final_suspend() const noexcept { return {}; }
  template <class Given>
  void return_value(Given&& result) {
    if constexpr (std::is_reference_v<T> && !std::is_constructible_v<Value, Given>) {
      static_assert(!std::is_reference_v<T>, "a Coro<T&> refers to a T that stays, no temporary");
    } else {
      ::new (&value) Value(std::forward<Given>(result));
      parent.set_has_value();
    }
  }
  T& get() noexcept { return value; }
  const T& get() const noexcept { return value; }
  T&& take() noexcept { return static_cast<T&&>(value); }
  /// Moves the value out for good.
  T take_out() {
    T taken = take();
    value.~Value();
    parent.clear_has_value();
    return taken;
  }
};

template <>
struct Promise<void> : PromiseBase {
  Coro<void> get_return_object() noexcept;
  static Coro<void> get_return_object_on_allocation_failure() noexcept;
  std::suspend_never final_suspend() noexcept { return end_for_good(*this); }
  void return_void() const noexcept {}
};

}  // namespace detail
}  // namespace uasyncio
