// as_completed: tasks in the order in which they end.
#pragma once

#include "uasyncio/core/fail.hpp"
#include "uasyncio/core/wait_list.hpp"
#include "uasyncio/sync/wait.hpp"

#include <optional>

namespace uasyncio {
namespace detail {

class AsCompletedBase;

struct CompletingTask : Watcher {
  AsCompletedBase* owner;
  AnyTask task;
  bool is_watched = false;
};

class AsCompletedBase : private GivingList {
 public:
  AsCompletedBase(const AsCompletedBase&) = delete;
  AsCompletedBase& operator=(const AsCompletedBase&) = delete;
  ~AsCompletedBase();

  /// What `next` needs: whether it need not wait.
  bool is_ready() const noexcept { return !is_out_of_memory_ && (done_ > given || left_ == 0); }
  void suspend(Frame* waiting) noexcept;
  /// The next one; null if there is none any more.
  const AnyTask* take() noexcept;

 protected:
  AsCompletedBase() noexcept : GivingList("as_completed", &on_take_back) {}
  std::span<CompletingTask> make_room(std::size_t count) noexcept;
  /// Room is filled in: watches the tasks.
  void begin() noexcept;

 private:
  void completed(CompletingTask& task) noexcept;
  static void on_task_ended(Watcher* watcher, TaskHeader* task) noexcept;
  static void on_take_back(HandOver* giver) noexcept;

  PoolArray<CompletingTask> tasks_;
  NodeList completed_;
  std::size_t done_ = 0;  // in `completed_`
  std::size_t left_ = 0;  // to be handed out
  bool is_out_of_memory_ = false;
};

}  // namespace detail

/// What as_completed gives. Not movable. Destroying it leaves the tasks alone.
template <class Handle>
class AsCompleted : detail::AsCompletedBase {
 public:
  template <class... Handles>
  explicit AsCompleted(std::in_place_t, const Handles&... handles) noexcept {
    [[maybe_unused]] auto room = make_room(sizeof...(handles));
    if (room.size() != sizeof...(handles)) return;
    [[maybe_unused]] std::size_t index = 0;
    ((room[index++].task = handles), ...);
    begin();
  }
  explicit AsCompleted(std::span<const Handle> handles) noexcept {
    auto room = make_room(handles.size());
    if (room.size() != handles.size()) return;
    for (std::size_t i = 0; i != handles.size(); ++i) room[i].task = handles[i];
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
  Next next() noexcept { return Next(*this); }

 private:
  static Handle handle_of(const AnyTask& task) noexcept {
    if constexpr (std::is_same_v<Handle, AnyTask>) {
      return task;
    } else {
      if (!task) return Handle::not_created(task.creation_failure());
      task.header()->reference();
      return Handle::adopt(task.header());
    }
  }
};

/// while (auto task = co_await completed.next()) use(co_await *task);
/// gives tasks in the order of their ends; those that are over already come first, in the order of
/// the arguments. Never cancels them; a failure counts as seen, and comes out where the task is
/// awaited. An array, vector or span of tasks of one type; or tasks one by one, which are given as
/// AnyTask if their types differ. From a task.
template <detail::TaskRange Tasks>
[[nodiscard("co_await its next(): without that nobody waits")]]
auto as_completed(const Tasks& tasks) noexcept {
  using Handle = std::ranges::range_value_t<Tasks>;
  return AsCompleted<Handle>(std::span<const Handle>(tasks));
}
template <detail::TaskHandle First, detail::TaskHandle... Rest>
[[nodiscard("co_await its next(): without that nobody waits")]]
auto as_completed(const First& first, const Rest&... rest) noexcept {
  using Handle = std::conditional_t<(std::is_same_v<First, Rest> && ...), First, AnyTask>;
  return AsCompleted<Handle>(std::in_place, first, rest...);
}

}  // namespace uasyncio
