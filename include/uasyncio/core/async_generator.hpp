// SPDX-License-Identifier: MIT
// AsyncGenerator<T>: a coroutine that gives one value after the other and may wait between them.
#pragma once

#include "uasyncio/core/body_catcher.hpp"

#include <memory>
#include <optional>
#include <type_traits>

namespace uasyncio {

template <class T>
class AsyncGenerator;

namespace detail {

/// What `next` gives: of a reference a pointer, null at the end.
template <class T>
using Yielded =
    std::conditional_t<std::is_reference_v<T>, std::remove_reference_t<T>*, std::optional<T>>;

/// The await of a generator's next value: the generator runs below it, in the same task.
class GeneratorStep : public kernel::CatchPoint {
 public:
  explicit GeneratorStep(CoroBase& generator) noexcept : generator_(&generator) {}

  /// The generator is at a co_yield: it is its object's again, and the task goes on with `frame`.
  void go_on() noexcept {
    generator_->own_ended();
    kernel::Scheduler::running()->continue_with(frame);
  }

 protected:
  void begin(kernel::Frame* waiting) noexcept;
  CoroBase* generator_;

 private:
  friend BodyCatcher<GeneratorStep>;
  CoroBase& body() const noexcept { return *generator_; }
  bool body_over(kernel::TaskHeader*, bool unwound) const noexcept { return !unwound; }
  bool abandon() const noexcept;
  bool has_timed_out(const kernel::TaskHeader*) const noexcept { return false; }
};

template <class T>
class [[nodiscard("co_await it: without that the generator does not run")]] GeneratorNext
    : public GeneratorStep {
 public:
  explicit GeneratorNext(AsyncGenerator<T>& generator) noexcept : GeneratorStep(generator) {}
  bool await_ready() const noexcept {
    return generator_->frame() == nullptr && !generator_->is_out_of_memory();
  }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept { begin(frame_of(awaiting)); }
  Yielded<T> await_resume() {
    if (value) return std::move(value);
    raise_pending_failure();
    return {};
  }

  Yielded<T> value{};  // co_yield makes it here
};

/// Between two values.
struct [[nodiscard("co_await it: without that nobody waits")]] GeneratorPause {
  explicit GeneratorPause(GeneratorStep* finished) noexcept : step(finished) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) const noexcept { step->go_on(); }
  void await_resume() const noexcept {}
  GeneratorStep* step;
};

template <class T>
struct GeneratorPromise : PromiseBase {
  AsyncGenerator<T> get_return_object() noexcept;
  static AsyncGenerator<T> get_return_object_on_allocation_failure() noexcept;
  std::suspend_never final_suspend() noexcept { return end_for_good(*this); }
  void return_void() const noexcept {}

  template <class Value>
  GeneratorPause yield_value(Value&& value) {
    auto* const next = static_cast<GeneratorNext<T>*>(parent.catch_point());
    if constexpr (std::is_reference_v<T>) {
      static_assert(std::is_convertible_v<std::remove_reference_t<Value>*, Yielded<T>>,
                    "the generator gives a reference, and this would be one to a copy");
      T reference = std::forward<Value>(value);
      next->value = std::addressof(reference);
    } else {
      next->value.emplace(std::forward<Value>(value));
    }
    return GeneratorPause(next);
  }
};

}  // namespace detail

/// The result of calling a coroutine function that contains `co_yield`. Nothing runs until `next`.
/// `while (auto value = co_await generator.next()) use(*value);` is Python's `async for`.
/// The generator's own awaits suspend the task that calls `next`. Move-only, but stays in its place
/// while a `next` is under way, and lives longer. When it is destroyed between two values, what is
/// in the generator is destroyed: its destructors run, nothing else does. Generators that it holds
/// go with it, in the order of coroutines that hold coroutines (see Coro).
/// An AsyncGenerator<T&> gives pointers to what was yielded, null at the end: the same loop. They
/// are good until the following `next` at least.
template <class T>
class [[nodiscard("an AsyncGenerator does nothing until next() is awaited")]] AsyncGenerator
    : detail::CoroBase {
 public:
  using promise_type = detail::GeneratorPromise<T>;
  using value_type = T;

  AsyncGenerator(AsyncGenerator&& other) noexcept = default;

  /// Runs the generator up to its next co_yield and gives that value, or nothing when it has ended.
  /// Suspends only where the generator does. Fails with what the generator fails with; with
  /// MemoryError if it could not be created; with RuntimeError while another task is in its `next`.
  /// After a failure or a cancel the generator has ended, and so has one that was moved from. From
  /// a task.
  [[nodiscard("co_await it: without that the generator does not run")]]
  detail::GeneratorNext<T> next() noexcept {
    return detail::GeneratorNext<T>(*this);
  }

 private:
  friend promise_type;
  friend detail::GeneratorNext<T>;
  using CoroBase::CoroBase;
};

namespace detail {

template <class T>
AsyncGenerator<T> GeneratorPromise<T>::get_return_object() noexcept {
  return AsyncGenerator<T>(address_of(*this));
}
template <class T>
AsyncGenerator<T> GeneratorPromise<T>::get_return_object_on_allocation_failure() noexcept {
  return AsyncGenerator<T>(AsyncGenerator<T>::out_of_memory);
}

}  // namespace detail
}  // namespace uasyncio
