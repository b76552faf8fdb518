// SPDX-License-Identifier: MIT
// A second loop, for what must run now: its tasks run in a software interrupt, which comes between
// any two instructions of the first loop's tasks, however long one of those computes.
//
// Its tasks have all words of asyncio. Between the two loops only what may be used from interrupts
// is safe: ThreadSafeFlag, ThreadSafeEvent, Message, ThreadSafeQueue, RingIO,
// Loop::call_soon_threadsafe. Coroutines and tasks stay with their loop, because each has a frame
// pool of its own. Urgent tasks must be short: while they run, the first loop stands still. They
// must not print, and in a build with exceptions they must not fail: a throw takes memory from a
// heap that the first loop may be changing.
#pragma once

#include "uasyncio/core/loop.hpp"
#include "uasyncio/kernel/frame_pool.hpp"
#include "uasyncio/port/interrupt_port.hpp"
#include "uasyncio/port/platform.hpp"

#include <cstddef>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace uasyncio {
namespace detail {

/// What belongs to one loop: a coroutine or a task.
template <class T>
inline constexpr bool stays_with_its_loop =
    is_coro<std::remove_cvref_t<T>> || std::derived_from<std::remove_cvref_t<T>, AnyTask>;

}  // namespace detail

class InterruptLoop {
 public:
  /// `memory` is for coroutines and tasks; it and the loop must outlive whatever may interrupt, so
  /// that they are usually static objects. From plain code.
  explicit InterruptLoop(std::span<std::byte> memory,
                         InterruptPort& port = platform::interrupt_port()) noexcept
      : pool_(memory.data(), memory.size()) {
    ::new (room_) Loop(port);
    port.serve(&run, this);
  }
#if UASYNCIO_HOSTED
  /// Destroys what remains, as ~Loop.
  ~InterruptLoop();
#endif
  InterruptLoop(const InterruptLoop&) = delete;
  InterruptLoop& operator=(const InterruptLoop&) = delete;

  /// Calls the coroutine function in the interrupt, and makes a task of it, which has run until it
  /// waits when `start` returns. Callable and arguments are moved in. False, and nothing has
  /// happened, if the interrupt cannot come: interrupts are masked, or one runs that is as urgent.
  /// Without memory the task fails, which the loop's exception handler is told. From plain code and
  /// tasks of the first loop.
  template <class Callable, class... Args>
    requires detail::CoroutineFunction<Callable, Args...>
  bool start(TaskOptions options, Callable callable, Args... args) noexcept {
    static_assert(!(detail::stays_with_its_loop<Args> || ...),
                  "a coroutine or a task cannot go from one loop to another: hand over what it is "
                  "made of, or a ThreadSafeFlag");
    auto make = [&](Loop& loop) noexcept {
      loop.create_task(options, std::move(callable), std::move(args)...);
    };
    return make_inside(
        [](void* maker, Loop& loop) noexcept { (*static_cast<decltype(make)*>(maker))(loop); },
        &make);
  }
  template <class Callable, class... Args>
    requires detail::CoroutineFunction<Callable, Args...>
  bool start(Callable callable, Args... args) noexcept {
    return start(TaskOptions{.name = "urgent"}, std::move(callable), std::move(args)...);
  }
  /// A mistake.
  template <class T, class... Args>
    requires detail::stays_with_its_loop<T>
  bool start(T&&, Args&&...) noexcept {
    static_assert(sizeof(T) == 0,
                  "a coroutine or a task cannot go from one loop to another: name "
                  "the function and its arguments, start(f, 1)");
    return false;
  }

  /// For set_exception_handler and call_soon_threadsafe; all else only in its own tasks. From
  /// anywhere.
  Loop& loop() noexcept { return *std::launder(reinterpret_cast<Loop*>(room_)); }
  /// How much of the memory is in use. From anywhere.
  const FramePool& pool() const noexcept { return pool_; }

 private:
  using Maker = void (*)(void* what, Loop& loop) noexcept;

  bool make_inside(Maker maker, void* what) noexcept;
  static void run(void* self) noexcept;

  FramePool pool_;
  Maker maker_ = nullptr;  // what `start` asks for
  void* what_ = nullptr;
  alignas(Loop) std::byte room_[sizeof(Loop)];  // without a destructor: see event_loop.cpp
};

}  // namespace uasyncio
