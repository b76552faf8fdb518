// SPDX-License-Identifier: MIT
// Coro<T>: a lazy coroutine. Awaiting it runs it in the same task, without a trip through the
// queue.
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

namespace detail {

struct InsideCoro;

/// What a Coro of any type is: the address of a frame, or why there is none. A started frame
/// belongs to the chain of frames of its task and is not destroyed from here.
class CoroBase {
 public:
  CoroBase(CoroBase&& other) noexcept : bits_(std::exchange(other.bits_, moved_from)) {}
  CoroBase& operator=(CoroBase&&) = delete;
  // Inlined, as that of Coro: most objects that end have been awaited, a look at one word.
  [[gnu::always_inline]] ~CoroBase() {
    if (can_start()) kernel::drop(frame());
  }

  /// Whether there is a frame that was not started, or has ended.
  bool can_start() const noexcept { return (bits_ & not_owned) == 0; }
  kernel::Frame* frame() const noexcept { return reinterpret_cast<kernel::Frame*>(bits_ & ~tags); }
  /// Why it cannot start.
  Error creation_failure() const noexcept;
  bool is_out_of_memory() const noexcept { return bits_ == out_of_memory; }
  /// Runs it in the running task, as the child of `waiting`.
  void start_below(kernel::Frame* waiting) noexcept;
  /// The same below a catch point, whose frame awaits it. Two functions, so that neither has more
  /// than two arguments: they need no stack.
  void start_caught(kernel::CatchPoint* point) noexcept;
  /// The frame reached its end: it belongs to this object again.
  void own_ended() noexcept { bits_ &= ~started; }
  /// Destroys the frame, which has reached its end.
  void destroy_ended() noexcept;
  /// The frame has destroyed itself, or unwinding has.
  void forget() noexcept { bits_ = moved_from; }
  /// The frame has reached its end without a value, and has destroyed itself.
  void note_end() noexcept { bits_ = ended; }
  bool has_ended() const noexcept { return bits_ == ended; }
  /// Gives the frame away, unstarted; null if there is none.
  kernel::Frame* take_frame() noexcept {
    return can_start() ? reinterpret_cast<kernel::Frame*>(std::exchange(bits_, moved_from))
                       : nullptr;
  }

 protected:
  static constexpr std::uintptr_t started = 1;
  static constexpr std::uintptr_t absent = 2;
  static constexpr std::uintptr_t tags = 7;
  static constexpr std::uintptr_t not_owned = started | absent;
  static constexpr std::uintptr_t moved_from = absent;
  static constexpr std::uintptr_t ended = absent | started;
  static constexpr std::uintptr_t out_of_memory = absent | 4;

  explicit CoroBase(std::uintptr_t bits) noexcept : bits_(bits) {}

 private:
  friend InsideCoro;
  [[gnu::noinline]] void fail_to_start(kernel::Frame* waiting) const noexcept;

  std::uintptr_t bits_;
};

UASYNCIO_INLINE_ON_HOST void CoroBase::destroy_ended() noexcept {
  kernel::Frame* const done = frame();
  forget();
  done->destroy(done);
}

UASYNCIO_INLINE_ON_HOST void CoroBase::start_below(kernel::Frame* waiting) noexcept {
  if (!can_start()) [[unlikely]]
    return fail_to_start(waiting);
  auto* const starting = reinterpret_cast<kernel::Frame*>(bits_);
  starting->parent = kernel::ParentLink(waiting);
  kernel::Scheduler::running()->continue_with(starting);
  bits_ |= started;
}

UASYNCIO_INLINE_ON_HOST void CoroBase::start_caught(kernel::CatchPoint* point) noexcept {
  if (!can_start()) [[unlikely]]
    return fail_to_start(point->frame);
  auto* const starting = reinterpret_cast<kernel::Frame*>(bits_);
  starting->parent = kernel::ParentLink(point);
  kernel::Scheduler::running()->continue_with(starting);
  bits_ |= started;
}

/// No type is one: the name is what the compiler says of `coro.operator co_await()`.
template <class T>
concept ACoroIsAnAwaiterReturnItItself = false;

}  // namespace detail

/// The result of calling a coroutine function. Nothing runs until it is awaited (as an rvalue,
/// once) or made a task. Move-only. The arguments are kept in the coroutine; what they refer to
/// must live until it is done. One that is never awaited goes with this object, and its arguments
/// with it. Coroutines and generators among those are destroyed inside it, eight levels deep, and
/// further ones as soon as what held them is gone: a chain of any length takes little stack. One
/// that could not be created because the pool is exhausted fails with MemoryError where it is
/// awaited; one that was moved from, with RuntimeError. A Coro<T&> gives a reference:
/// `co_return object;` to something that outlives the coroutine.
template <class T = void>
class [[nodiscard(
    "co_await it, or create_task it: a coroutine that is only called does not run")]] Coro
    : detail::CoroBase {
 public:
  using promise_type = detail::Promise<T>;
  using value_type = T;

  Coro(Coro&& other) noexcept = default;
  [[gnu::always_inline]] ~Coro() = default;

#if defined(__clang__)
  // GCC 12 would apply it to rvalues too.
  Coro& operator co_await() & = delete;  // await an rvalue: co_await std::move(coro)
#endif
  /// None: an awaitable class returns the coroutine itself from its own, and the compiler says so.
  template <class Self = Coro>
  void operator co_await() &&
    requires detail::ACoroIsAnAwaiterReturnItItself<Self>;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    start_below(detail::frame_of(awaiting));
  }
  T await_resume() {
    if constexpr (std::is_void_v<T>) {
      forget();
      detail::raise_pending_failure();
    } else {
      if (detail::failure_is_pending(kernel::Scheduler::running()->current())) [[unlikely]] {
        own_ended();
        const Coro discarded(std::move(*this));
        detail::raise_pending_failure();
      }
      return take();
    }
  }

 private:
  friend promise_type;
  friend detail::InsideCoro;
  using CoroBase::CoroBase;

  T take() {
    struct Ended {
      CoroBase& coro;
      ~Ended() { coro.destroy_ended(); }
    };
    const Ended last{*this};
    return std::coroutine_handle<promise_type>::from_address(frame()).promise().take();
  }
};

namespace detail {

/// What a Coro is to awaiters that run it; programs have no use for it.
struct InsideCoro {
  template <class T>
  static CoroBase& of(Coro<T>& coro) noexcept {
    return coro;
  }
  /// As one that was moved from.
  template <class T>
  static Coro<T> none() noexcept {
    return Coro<T>(Coro<T>::moved_from);
  }
  template <class T>
  static void swap(Coro<T>& one, Coro<T>& other) noexcept {
    std::swap(of(one).bits_, of(other).bits_);
  }
  /// The value of a coroutine that reached its end; frees the frame.
  template <class T>
  static T take(Coro<T>& coro) {
    if constexpr (!std::is_void_v<T>) return coro.take();
  }
  /// Whether a coroutine that ran below a catch point has reached its end, and was not taken yet.
  template <class T>
  static bool has_ended(const Coro<T>& coro) noexcept {
    return std::is_void_v<T> ? coro.has_ended() : coro.can_start();
  }
};

template <class Promise>
std::uintptr_t address_of(Promise& promise) noexcept {
  return reinterpret_cast<std::uintptr_t>(frame_around(promise));
}

template <class T>
Coro<T> Promise<T>::get_return_object() noexcept {
  return Coro<T>(address_of(*this));
}
template <class T>
Coro<T> Promise<T>::get_return_object_on_allocation_failure() noexcept {
  return Coro<T>(Coro<T>::out_of_memory);
}
inline Coro<void> Promise<void>::get_return_object() noexcept {
  return Coro<void>(address_of(*this));
}
inline Coro<void> Promise<void>::get_return_object_on_allocation_failure() noexcept {
  return Coro<void>(Coro<void>::out_of_memory);
}

template <class T>
inline constexpr bool is_coro = false;
template <class T>
inline constexpr bool is_coro<Coro<T>> = true;

template <class A>
concept HasOperatorCoAwait = requires(A&& a) { std::forward<A>(a).operator co_await(); };
template <class A>
concept HasFreeOperatorCoAwait = requires(A&& a) { operator co_await(std::forward<A>(a)); };

/// What awaiting an A, an rvalue, gives. No type if it cannot be awaited.
template <class A>
struct AwaitedValue {};
template <class A>
  requires requires(A& awaiter) { awaiter.await_resume(); } && (!HasOperatorCoAwait<A>)
struct AwaitedValue<A> {
  using type = decltype(std::declval<A&>().await_resume());
};
template <HasOperatorCoAwait A>
struct AwaitedValue<A> {
  using type = decltype(std::declval<A>().operator co_await().await_resume());
};
template <HasFreeOperatorCoAwait A>
struct AwaitedValue<A> {
  using type = decltype(operator co_await(std::declval<A>()).await_resume());
};
template <class T>
struct AwaitedValue<Coro<T>> {
  using type = T;
};
/// Of a `T&&` a coroutine around the awaitable makes a T.
template <class T>
using KeptAfterAwait = std::conditional_t<std::is_rvalue_reference_v<T>, std::remove_cvref_t<T>, T>;
template <class A>
using AwaitedValueOf = KeptAfterAwait<typename AwaitedValue<std::remove_cvref_t<A>>::type>;

/// Whatever can be awaited: a coroutine, a task, and what sleep, event.wait(), wait_for, gather
/// give, and types of the user's. It is moved into the words that take it.
template <class A>
concept Awaitable = std::move_constructible<A> && requires { typename AwaitedValueOf<A>; };
/// The same but a Coro, which needs no other around it.
template <class A>
concept OtherAwaitable = Awaitable<A> && !is_coro<A>;

/// Any awaitable as a coroutine.
template <class T>
Coro<T> as_coro(Coro<T>&& coro) noexcept {
  return std::move(coro);
}
template <OtherAwaitable A>
Coro<AwaitedValueOf<A>> as_coro(A awaitable) {
  co_return co_await std::move(awaitable);
}

}  // namespace detail
}  // namespace uasyncio
