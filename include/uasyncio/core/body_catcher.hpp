// SPDX-License-Identifier: MIT
// The catch point around a body: under as_result, wait_for, Timeout, TaskGroup and generators. And
// what as_result and wait_for have for a body.
#pragma once

#include "uasyncio/core/awaitable.hpp"

namespace uasyncio::detail {

/// An awaiter as the body below a catch point: in place of a coroutine that awaits it, it has a
/// step of its own, and takes nothing from the frame pool.
template <class Awaiter>
class AwaiterBody : kernel::Step {
 public:
  using value_type = AwaitedValueOf<Awaiter>;

  explicit AwaiterBody(Awaiter&& awaiter) noexcept : awaiter_(std::move(awaiter)) {}

  // What BodyCatcher asks of a coroutine.
  bool can_start() const noexcept { return !has_failed_; }
  void start_caught(kernel::CatchPoint* point) noexcept {
    put_before(point->frame, &go_on);
    parent = kernel::ParentLink(point);
    if (awaiter_.await_ready()) {
      kernel::Scheduler::running()->continue_with(this);
    } else {
      awaiter_.await_suspend(std::coroutine_handle<>::from_address(static_cast<Frame*>(this)));
    }
  }
  void own_ended() const noexcept {}
  void destroy_ended() noexcept { has_failed_ = true; }
  void forget() noexcept { has_failed_ = true; }
  void note_end() const noexcept {}
  Error creation_failure() const noexcept { return Error::none; }

  value_type take() { return awaiter_.await_resume(); }

 private:
  static void go_on(kernel::Frame* step) noexcept { frame_ended(step, false); }

  Awaiter awaiter_;
  bool has_failed_ = false;
};

template <Awaitable A>
struct BodyType {
  using type = Coro<AwaitedValueOf<A>>;
};
template <Awaitable A>
  requires std::derived_from<A, FailsAsTask>
struct BodyType<A> {
  using type = AwaiterBody<A>;
};
/// As what an awaitable runs below a catch point: a coroutine, or itself if it can.
template <class A>
using BodyOf = typename BodyType<A>::type;

template <class A>
BodyOf<A> body_of(A&& awaitable) noexcept {
  if constexpr (std::derived_from<A, FailsAsTask>) {
    return BodyOf<A>(std::move(awaitable));
  } else {
    return as_coro(std::move(awaitable));
  }
}

template <class T>
CoroBase& inside(Coro<T>& coro) noexcept {
  return InsideCoro::of(coro);
}
template <class A>
AwaiterBody<A>& inside(AwaiterBody<A>& body) noexcept {
  return body;
}
template <class T>
bool has_ended(const Coro<T>& coro) noexcept {
  return InsideCoro::has_ended(coro);
}
template <class A>
bool has_ended(const AwaiterBody<A>& body) noexcept {
  return body.can_start();
}
/// The value of a body that reached its end.
template <class T>
T take_value(Coro<T>& coro) {
  return InsideCoro::take(coro);
}
template <class A>
typename AwaiterBody<A>::value_type take_value(AwaiterBody<A>& body) {
  return body.take();
}

/// Watches over the coroutine below a catch point, which `Catcher` is and says:
///   CoroBase& body()               that coroutine, or an AwaiterBody
///   bool body_over(task, unwound)  goes on at the await, or with the failure (false)?
///   bool abandon()                 the task ends at once: is code lost here?
///   bool has_timed_out(task)       see CatchPoint
template <class Catcher>
struct BodyCatcher {
  /// The running task goes on in the body; `waiting` awaits it.
  static void start(Catcher& catcher, kernel::Frame* waiting) noexcept {
    kernel::CatchPoint& point = catcher;
    point.frame = waiting;
    point.decide = &decide;
    catcher.body().start_caught(&point);
  }

  static bool decide(kernel::CatchPoint* point, kernel::TaskHeader* task,
                     kernel::CatchPoint::Question question) noexcept {
    using Question = kernel::CatchPoint::Question;
    auto* const catcher = static_cast<Catcher*>(point);
    // The usual end first: it needs no table of jumps.
    if (question == Question::ended_for_good && !failure_is_pending(task)) [[likely]] {
      catcher->body().note_end();
      return catcher->body_over(task, false);
    }
    switch (question) {
      case Question::ended:
        catcher->body().own_ended();
        if (failure_is_pending(task)) [[unlikely]]
          return ended_without_value(catcher, task);
        return catcher->body_over(task, false);
      case Question::ended_for_good:
        catcher->body().forget();
        return catcher->body_over(task, false);
      case Question::unwound: catcher->body().forget(); return catcher->body_over(task, true);
      case Question::abandoned: return catcher->abandon();
      case Question::has_timed_out: return catcher->has_timed_out(task);
    }
    return false;
  }

 private:
  /// With an exception. Apart, so that the usual end needs no stack.
  [[gnu::noinline]] static bool ended_without_value(Catcher* catcher,
                                                    kernel::TaskHeader* task) noexcept {
    catcher->body().destroy_ended();
    return catcher->body_over(task, false);
  }
};

}  // namespace uasyncio::detail
