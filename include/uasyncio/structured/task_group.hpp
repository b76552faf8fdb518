// TaskGroup: tasks that do not outlive a block. If one fails, the others end and the block fails.
#pragma once

#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/fail.hpp"
#include "uasyncio/core/task.hpp"
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

template <class T>
class GroupBody;
class GroupRun;
class GroupWait;

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

  /// Adds a child; as uasyncio::create_task. From the body and from the children, while the body or
  /// a child runs. Otherwise, and once the group is ending because of a failure or a cancel, gives
  /// a task that is done and has failed with RuntimeError. A child that cannot be created because
  /// the pool is exhausted makes the group fail with MemoryError.
  template <class T>
  Task<T> create_task(Coro<T> coro, TaskOptions options = {}) noexcept {
    if (!is_open()) return Task<T>::not_created(AnyTask::group_over);
    detail::GroupChild* const child = prepare();
    if (child == nullptr) return Task<T>::not_created(AnyTask::out_of_memory);
    Task<T> task = uasyncio::create_task(std::move(coro), options);
    adopt(child, task);
    return task;
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
    return create_task(detail::invoke(std::move(callable), std::move(args)...));
  }
  template <class Callable, class... Args>
    requires detail::CoroutineFunction<Callable, Args...>
  auto create_task(TaskOptions options, Callable callable, Args... args) noexcept {
    return create_task(detail::invoke(std::move(callable), std::move(args)...), options);
  }

  /// Ends the group early: body and children are cancelled and awaited, and `with` ends without a
  /// failure (with CancelledError if it should give a value and the body has not given one). From
  /// the body, a child, or plain code of the loop's thread. Does nothing to a group that is not in
  /// use.
  void cancel() noexcept;

  /// How many have failed since the last `with` began, the body included.
  std::size_t failures() const noexcept { return failures_; }

 private:
  template <class T>
  friend class detail::GroupBody;
  friend detail::GroupRun;
  friend detail::GroupWait;

  // The group as a whole.
  bool is_open() const noexcept;
  bool is_empty() const noexcept { return children_.next == &children_; }
  void open() noexcept;
  void close() noexcept;
  void abort() noexcept;

  // Children.
  detail::GroupChild* prepare() noexcept;
  void adopt(detail::GroupChild* child, const AnyTask& task) noexcept;
  void drop(detail::GroupChild* child) noexcept;
  void cancel_children() noexcept;
  void abandon_children() noexcept;
  void fail_with(kernel::Failure failure, AnyTask task) noexcept;
  static void on_child_ended(kernel::Watcher* watcher, kernel::TaskHeader* task) noexcept;

  // The body.
  void run(detail::CoroBase& body, kernel::Frame* waiting) noexcept;
  void body_ended() noexcept;
  void body_failed(kernel::Failure failure) noexcept;
  static bool on_body_end(kernel::CatchPoint* point, kernel::TaskHeader* task,
                          Question question) noexcept;

  // The wait for the children.
  void wait(kernel::Frame* waiting) noexcept;
  static kernel::TaskHeader* on_next_child(kernel::Composite* composite) noexcept;
  static bool on_all_asked(kernel::Composite* composite, bool came_round) noexcept;
  static void on_abandon(kernel::Composite* composite) noexcept;

  void report(kernel::Failure failure, const AnyTask& task) const noexcept;

  detail::GroupLink children_;
  detail::GroupLink* asked_ = &children_;  // of a cancel that goes through: the last one asked
  detail::CoroBase* body_ = nullptr;
  kernel::Failure failure_ = kernel::Failure::none();  // the first one
  AnyTask failed_;                     // whose it is; none if a child could not be created
  std::size_t failures_ = 0;
  bool is_in_use_ = false;
  bool is_body_over_ = false;
  bool is_waiting_ = false;
  bool is_ending_ = false;          // body and children have been cancelled
  bool is_cancelled_ = false;       // from outside: that goes before failures of children
  bool is_wait_cancelled_ = false;  // to be delivered when the wait for the children is over
};

namespace detail {

/// Marks the group as in use while it lives.
class GroupRun {
 public:
  explicit GroupRun(TaskGroup& group) noexcept : group_(group), is_open_(!group.is_in_use_) {
    if (is_open_) group_.open();
  }
  ~GroupRun() {
    if (is_open_) group_.close();
  }
  GroupRun(const GroupRun&) = delete;
  GroupRun& operator=(const GroupRun&) = delete;

  bool is_open() const noexcept { return is_open_; }
  /// What to fail with. If a cancel by the body itself is pending, that goes before it; then it
  /// stays in the group as well, to be reported.
  kernel::Failure take_failure() noexcept {
    const bool is_outdone = (group_.task_->flags & kernel::cancel_pending) != 0;
    return is_outdone ? group_.failure_.share()
                      : std::exchange(group_.failure_, kernel::Failure::none());
  }

 private:
  TaskGroup& group_;
  bool is_open_;
};

/// Awaits the body of a group and gives its end.
template <class T>
class [[nodiscard("co_await it: without that nothing runs")]] GroupBody {
 public:
  GroupBody(TaskGroup& group, Coro<T>&& body) noexcept : group_(&group), body_(std::move(body)) {}
  bool await_ready() const noexcept { return !body_.can_start(); }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    group_->run(body_, frame_of(awaiting));
  }
  Outcome<T> await_resume() {
    if (!body_.can_start()) return Outcome<T>(take_failure());
    if constexpr (std::is_void_v<T>) {
      body_.take();
      return Outcome<T>(std::in_place);
    } else {
      return Outcome<T>(std::in_place, body_.take());
    }
  }

 private:
  kernel::Failure take_failure() noexcept {
    kernel::TaskHeader* task = kernel::Scheduler::running()->current();
    if ((task->flags & kernel::failure_pending) == 0) {
      const kernel::Failure failure(body_.creation_failure());
      group_->body_failed(failure);
      return failure;
    }
    task->flags = static_cast<std::uint8_t>(task->flags & ~kernel::failure_pending);
    return task->failure;
  }

  TaskGroup* group_;
  Coro<T> body_;
};

/// Awaits the end of all children of a group.
class [[nodiscard("co_await it: without that nobody waits")]] GroupWait {
 public:
  explicit GroupWait(TaskGroup& group) noexcept : group_(&group) {}
  bool await_ready() const noexcept { return group_->is_empty(); }
  void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
    group_->wait(frame_of(awaiting));
  }
  void await_resume() const noexcept {}

 private:
  TaskGroup* group_;
};

template <class Group, class Body>
auto run_in_group(Group group, Body body) -> std::invoke_result_t<Body&, TaskGroup&> {
  using T = typename std::invoke_result_t<Body&, TaskGroup&>::value_type;
  GroupRun run(group);
  if (!run.is_open()) co_await fail(Error::runtime("the TaskGroup is in use already"));
  Outcome<T> end = co_await GroupBody<T>(group, body(group));
  co_await GroupWait(group);
  if (!end.cancelled()) {
    const kernel::Failure failure = run.take_failure();
    if (failure) co_await Fail(failure);
    if constexpr (std::is_void_v<T>) co_return;
  }
  co_return co_await pass_on(std::move(end));
}

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
auto with(TaskGroup& group, Body body) -> std::invoke_result_t<Body&, TaskGroup&> {
  return detail::run_in_group<TaskGroup&, Body>(group, std::move(body));
}
template <class Body>
  requires detail::CoroutineFunction<Body, TaskGroup&>
[[nodiscard("co_await it: without that the body does not run")]]
auto with(TaskGroup&& group, Body body) -> std::invoke_result_t<Body&, TaskGroup&> {
  return detail::run_in_group<TaskGroup, Body>(std::move(group), std::move(body));
}

}  // namespace uasyncio
