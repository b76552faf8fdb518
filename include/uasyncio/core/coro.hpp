// SPDX-License-Identifier: MIT
// Coro<T>: a lazy coroutine. Awaiting it runs it in the same task, without a trip through the
// queue.
#pragma once

#include "uasyncio/core/promise.hpp"
#include "uasyncio/core/result.hpp"
#include "uasyncio/kernel/scheduler.hpp"

#include <coroutine>
#include <utility>

namespace uasyncio {
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

}  // namespace detail
}  // namespace uasyncio
