// SPDX-License-Identifier: MIT
// TaskGroup: tasks that do not outlive a block. If one fails, the others end and the block fails.
#pragma once

#include "uasyncio/core/body_catcher.hpp"
#include "uasyncio/core/create_task.hpp"
#include "uasyncio/kernel/cancel_scope.hpp"

#include <cstddef>

namespace uasyncio {
namespace detail {

struct GroupLink {
  GroupLink* next = this;
  GroupLink* previous = this;
};

/// One running child; from the frame pool, freed when the child ends.
struct GroupChild;

class GroupRun;

}  // namespace detail

/// The tasks of one block:
///   co_await with(TaskGroup(), [&](TaskGroup& group) -> Coro<> {
///     group.create_task(read(port));
///     group.create_task(blink, led);
///   });
/// `with` gives the body's value when the body and all children have ended. May be used again after
/// that, not at the same time. Movable only while it is not in use.
class TaskGroup : private kernel::CancelScope, private kernel::Composite {
 public:
  TaskGroup() noexcept;
  TaskGroup(TaskGroup&& unused) noexcept;
  TaskGroup& operator=(TaskGroup&&) = delete;
  // Inlined, as that of Coro: of a group without a failure, a look at one word.
  [[gnu::always_inline]] ~TaskGroup() = default;

  /// Adds a child; as uasyncio::create_task. From the body and from the children, while the body or
  /// a child runs. Otherwise, and once the group is ending because of a failure or a cancel, gives
  /// a task that is done and has failed with RuntimeError. A child that cannot be created because
  /// the pool is exhausted makes the group fail with MemoryError.
  template <class T>
  Task<T> create_task(Coro<T> coro, TaskOptions options = {}) noexcept {
    return detail::InsideTask::adopt<Task<T>>(spawn(detail::InsideCoro::of(coro), options.name));
  }
  template <detail::OtherAwaitable A>
  auto create_task(A awaitable, TaskOptions options = {}) noexcept {
    static_assert(!std::derived_from<A, AnyTask>,
                  "create_task takes a coroutine, and this is a task already: co_await it");
    return create_task(detail::as_coro(std::move(awaitable)), options);
  }
  template <class Callable, class... Args>
    requires detail::CoroutineFunction<Callable, Args...>
  auto create_task(Callable callable, Args... args) noexcept {
    return create_task(detail::invoke_kept(std::move(callable), std::move(args)...));
  }
  template <class Callable, class... Args>
    requires detail::CoroutineFunction<Callable, Args...>
  auto create_task(TaskOptions options, Callable callable, Args... args) noexcept {
    return create_task(detail::invoke_kept(std::move(callable), std::move(args)...), options);
  }

  /// Ends the group early: body and children are cancelled and awaited, and `with` ends without a
  /// failure (with CancelledError if it should give a value and the body has not given one). From
  /// the body, a child, or plain code of the loop's thread. Does nothing to a group that is not in
  /// use.
  void cancel() noexcept;

  /// How many have failed since the last `with` began, the body included.
  std::size_t failures() const noexcept { return failures_; }

 private:
  friend detail::GroupRun;
  friend detail::BodyCatcher<TaskGroup>;

  // The group as a whole.
  bool is_open() const noexcept;
  bool is_empty() const noexcept { return children_.next == &children_; }
  void open(detail::GroupRun& run) noexcept;
  void close() noexcept;
  [[gnu::noinline]] void close_with_care() noexcept;
  void abort() noexcept;
  void fail_with(kernel::Failure failure, AnyTask task) noexcept;
  kernel::Failure take_failure() noexcept;
  void report(kernel::Failure failure, const AnyTask& task) const noexcept;

  // Children.
  std::uintptr_t spawn(detail::CoroBase& coro, const char* name) noexcept;
  void add(kernel::TaskHeader* task, void* room) noexcept;
  void drop(detail::GroupChild* child) noexcept;
  void cancel_children() noexcept;
  void abandon_children() noexcept;
  static void on_child_ended(kernel::Watcher* watcher, kernel::TaskHeader* task) noexcept;
  [[gnu::noinline]] void child_failed(kernel::TaskHeader* task) noexcept;

  // The body.
  detail::CoroBase& body() const noexcept;
  bool body_over(kernel::TaskHeader* task, bool unwound) noexcept;
  // Apart, so that the usual end needs no stack.
  [[gnu::noinline]] bool body_over_with_care(kernel::TaskHeader* task) noexcept;
  void body_failed(kernel::Failure failure) noexcept;
  bool abandon() noexcept;
  bool has_timed_out(const kernel::TaskHeader* task) const noexcept {
    return may_be_delivered(task);
  }

  // The wait for the children.
  static const Rules rules_of_group;
  static kernel::TaskHeader* on_next_child(kernel::Composite* composite) noexcept;
  static bool on_all_asked(kernel::Composite* composite, bool came_round) noexcept;
  static void on_abandon(kernel::Composite* composite) noexcept;

  detail::GroupLink children_;
  detail::GroupLink* asked_ = &children_;  // of a cancel that goes through: the last one asked
  detail::GroupRun* run_ = nullptr;        // while it is in use
  kernel::Failure failure_ = kernel::Failure::none();  // the first one
  AnyTask failed_;  // whose it is; none if a child could not be created
  std::size_t failures_ = 0;
  bool is_body_over_ = false;
  bool is_waiting_ = false;
  bool is_ending_ = false;          // body and children have been cancelled
  bool is_cancelled_ = false;       // from outside: that goes before failures of children
  bool is_wait_cancelled_ = false;  // to be delivered when the wait for the children is over
};

namespace detail {

/// One use of a group: awaits its body, then its children. A step of the task.
class GroupRun : kernel::Step {
 public:
  GroupRun() noexcept = default;
  /// Only before it has begun.
  GroupRun(GroupRun&&) noexcept {}

 protected:
  /// False if the group is in use: then the await fails.
  bool open(TaskGroup& group, kernel::Frame* waiting) noexcept;
  void start(CoroBase& body, bool gives_value) noexcept;
  void close() noexcept;

 private:
  friend TaskGroup;
  static void go_on(kernel::Frame* step) noexcept;
  void finish() noexcept;
  [[gnu::noinline]] void finish_with_care() noexcept;
  kernel::Failure end() noexcept;

  TaskGroup* group_ = nullptr;  // while it is open
  CoroBase* body_ = nullptr;
  kernel::Failure cancellation_ = kernel::Failure::none();  // which has ended the body
  bool gives_value_ = false;
};

/// The same with the body, which it calls. `Group` is a reference to a group, or one of its own.
template <class Group, class Body>
class [[nodiscard("co_await it: without that the body does not run")]] GroupWith : GroupRun {
  using T = typename std::invoke_result_t<Body&, TaskGroup&>::value_type;

 public:
  GroupWith(Group&& group, Body&& body) noexcept(std::is_nothrow_move_constructible_v<Body>)
      : group_(static_cast<Group&&>(group)), function_(std::move(body)) {}
  /// Only before it has begun.
  GroupWith(GroupWith&& other) noexcept(std::is_nothrow_move_constructible_v<Body>)
      : GroupWith(static_cast<Group&&>(other.group_), std::move(other.function_)) {}
  ~GroupWith() { close(); }

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) {
    TaskGroup& group = group_;
    if (!open(group, frame_of(awaiting))) return;
    Coro<T> body = std::invoke(function_, group);
    InsideCoro::swap(body_, body);
    start(InsideCoro::of(body_), !std::is_void_v<T>);
  }
  T await_resume() {
    raise_pending_failure();
    if constexpr (!std::is_void_v<T>) return InsideCoro::take(body_);
  }

 private:
  Group group_;
  Body function_;
  Coro<T> body_ = InsideCoro::none<T>();
};

}  // namespace detail

/// Runs `body`, a coroutine function that takes the group, and waits for it and for all children.
/// The first failure, of the body or of a child, cancels the others, the oldest child first and the
/// body last; when all have ended the group fails with it. Every further failure goes to the loop's
/// exception handler, with the name of its task. A child that somebody cancels is no failure.
/// Cancelling the task that runs `with`, or a time-out around it, cancels body and children, waits
/// for them, and is delivered then; it goes before failures, which are reported. From a task.
template <class Body>
  requires detail::CoroutineFunction<Body, TaskGroup&>
[[nodiscard("co_await it: without that the body does not run")]]
auto with(TaskGroup& group, Body body) noexcept(std::is_nothrow_move_constructible_v<Body>) {
  return detail::GroupWith<TaskGroup&, Body>(group, std::move(body));
}
template <class Body>
  requires detail::CoroutineFunction<Body, TaskGroup&>
[[nodiscard("co_await it: without that the body does not run")]]
auto with(TaskGroup&& group, Body body) noexcept(std::is_nothrow_move_constructible_v<Body>) {
  return detail::GroupWith<TaskGroup, Body>(std::move(group), std::move(body));
}

}  // namespace uasyncio
