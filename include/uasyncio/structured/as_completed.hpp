// SPDX-License-Identifier: MIT
// as_completed: tasks in the order in which they end.
#pragma once

#include "uasyncio/core/fail.hpp"
#include "uasyncio/structured/wait.hpp"

#include <optional>

namespace uasyncio {
namespace detail {

class AsCompletedBase;

struct CompletingTask : kernel::TaskWatcher {
  AsCompletedBase* owner;
  AnyTask task;
};

class AsCompletedBase : private kernel::GivingList {
 public:
  AsCompletedBase(const AsCompletedBase&) = delete;
  AsCompletedBase& operator=(const AsCompletedBase&) = delete;
  ~AsCompletedBase();

  /// What `next` needs: whether it need not wait.
  bool is_ready() const noexcept { return !is_out_of_memory_ && (done_ > given || left_ == 0); }
  void suspend(kernel::Frame* waiting) noexcept;
  /// The next one; null if there is none any more.
  const AnyTask* take() noexcept;

 protected:
  AsCompletedBase() noexcept : kernel::GivingList("as_completed", &on_take_back) {}
  bool make_room(std::size_t count) noexcept;
  void add(const AnyTask& task) noexcept { tasks_.add().task = task; }
  /// All are there: watches them.
  void begin() noexcept;

 private:
  void completed(CompletingTask& task) noexcept;
  static void on_task_ended(kernel::Watcher* watcher, kernel::TaskHeader* task) noexcept;
  static void on_take_back(kernel::HandOver* giver) noexcept;

  List<CompletingTask> tasks_;
  kernel::NodeList completed_;
  std::size_t done_ = 0;  // in `completed_`
  std::size_t left_ = 0;  // to be handed out
  bool is_out_of_memory_ = false;
};

}  // namespace detail

namespace detail {
template <class Source>
struct CompletedTask {
  using type = Task<AwaitedValueOf<Source>>;
};
template <TaskHandle Handle>
struct CompletedTask<Handle> {
  using type = Handle;
};
template <class... Sources>
struct OneHandleFor {
  using type = AnyTask;
};
template <class First, class... Rest>
  requires(std::same_as<First, Rest> && ...)
struct OneHandleFor<First, Rest...> {
  using type = First;
};
template <class... Sources>
using CompletedHandle = typename OneHandleFor<typename CompletedTask<Sources>::type...>::type;
}  // namespace detail

/// What as_completed gives. Not movable. Destroying it leaves the tasks alone.
template <class Handle>
class AsCompleted : detail::AsCompletedBase {
 public:
  template <class... Sources>
  explicit AsCompleted(std::in_place_t, Sources&&... sources) noexcept {
    if (!make_room(sizeof...(sources))) return;
    (add(detail::task_of(std::forward<Sources>(sources))), ...);
    begin();
  }
  template <detail::GivenRange Range>
  explicit AsCompleted(Range&& sources) noexcept {
    if (!make_room(std::ranges::size(sources))) return;
    for (auto& source : sources) add(detail::task_of(std::move(source)));
    begin();
  }

  class [[nodiscard("co_await it: without that nobody waits")]] Next {
   public:
    explicit Next(AsCompletedBase& owner) noexcept : owner_(&owner) {}
    bool await_ready() const noexcept { return owner_->is_ready(); }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      owner_->suspend(detail::frame_of(awaiting));
    }
    std::optional<Handle> await_resume() const {
      detail::raise_pending_failure();
      const AnyTask* const task = owner_->take();
      if (task == nullptr) return std::nullopt;
      return handle_of(*task);
    }

   private:
    AsCompletedBase* owner_;
  };

  /// Suspends until one more task is done, and gives it; std::nullopt when all have been given.
  /// Several tasks may take from one: each task is given once. Cancelling it leaves no trace.
  /// MemoryError if there was no room to watch the tasks. From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  Next next() noexcept {
    return Next(*this);
  }

 private:
  static Handle handle_of(const AnyTask& task) noexcept {
    if constexpr (std::is_same_v<Handle, AnyTask>) {
      return task;
    } else {
      return detail::InsideTask::as<Handle>(task);
    }
  }
};

/// auto completed = as_completed(task1, read(port), sleep(1));
/// while (auto task = co_await completed.next()) ...
/// gives tasks in the order of their ends; those that are over already come first, in the order of
/// the arguments. Never cancels them; a failure counts as seen, and comes out where the task is
/// awaited: `use(co_await *task)`. Given as AnyTask if their types differ. Coroutines, and whatever
/// else can be awaited, become tasks at once; they go on if nobody takes them. Any number, none
/// too. Without room in the frame pool nothing begins, and `next` fails. From a task.
template <detail::WaitSource... Sources>
[[nodiscard("co_await its next(): without that nobody waits")]]
auto as_completed(Sources&&... sources) noexcept {
  using Handle = detail::CompletedHandle<std::remove_cvref_t<Sources>...>;
  return AsCompleted<Handle>(std::in_place, std::forward<Sources>(sources)...);
}
/// The same for a range of tasks of one type, and for one of coroutines or other awaitables that is
/// given away: as_completed(std::move(coros)).
template <detail::TaskRange Tasks>
[[nodiscard("co_await its next(): without that nobody waits")]]
auto as_completed(const Tasks& tasks) noexcept {
  return AsCompleted<std::ranges::range_value_t<Tasks>>(tasks);
}
template <detail::AwaitableRange Range>
  requires(!detail::TaskRange<Range>)
[[nodiscard("co_await its next(): without that nobody waits")]]
auto as_completed(Range&& range) noexcept {
  detail::require_rvalue<Range>();
  using T = detail::AwaitedValueOf<std::ranges::range_value_t<Range>>;
  return AsCompleted<Task<T>>(std::move(range));
}

}  // namespace uasyncio
