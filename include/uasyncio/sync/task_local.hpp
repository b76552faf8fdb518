// SPDX-License-Identifier: MIT
// TaskLocal: a variable of which each task has its own.
#pragma once

#include "uasyncio/kernel/frame_pool.hpp"
#include "uasyncio/kernel/scheduler.hpp"
#include "uasyncio/kernel/task_header.hpp"
#include "uasyncio/kernel/wait_list.hpp"

#include <new>
#include <utility>

namespace uasyncio {
namespace detail {

class TaskLocalBase;

/// The value of one task; it is told of the task's end.
struct TaskLocalEntry : kernel::Watcher {
  TaskLocalBase* owner;
  kernel::TaskHeader* task;
  TaskLocalEntry* newer;
  TaskLocalEntry* older;
};

class TaskLocalBase {
 public:
  TaskLocalBase(const TaskLocalBase&) = delete;
  TaskLocalBase& operator=(const TaskLocalBase&) = delete;

 protected:
  using Destroy = void (*)(TaskLocalEntry*) noexcept;
  explicit TaskLocalBase(Destroy destroy) noexcept : destroy_(destroy) {}
  ~TaskLocalBase();

  /// The running task, or null.
  static kernel::TaskHeader* current() noexcept;
  TaskLocalEntry* find(kernel::TaskHeader* task) const noexcept;
  void add(TaskLocalEntry* entry, kernel::TaskHeader* task) noexcept;
  void remove(TaskLocalEntry* entry) noexcept;

 private:
  void drop(TaskLocalEntry* entry) noexcept;
  static void on_task_ended(kernel::Watcher* watcher, kernel::TaskHeader* task) noexcept;
  TaskLocalEntry* newest_ = nullptr;
  Destroy destroy_;
};

}  // namespace detail

/// A variable that has a value of its own in each task: `TaskLocal<int> depth{0};`, a static or a
/// member. Tasks do not inherit values: a new task begins with the default. What a task has set is
/// freed when it ends. All in the frame pool. For tasks of one thread; not movable. Destroying it
/// frees the values of all tasks.
template <class T>
class TaskLocal : detail::TaskLocalBase {
  static_assert(alignof(T) <= 2 * sizeof(void*), "the frame pool aligns to two pointers");

 public:
  explicit TaskLocal(T initial = T()) : TaskLocalBase(&destroy), initial_(std::move(initial)) {}

  /// The running task's value, or the default if it has not set any, or outside of a task. The
  /// reference is good until the task sets or resets it, or ends.
  const T& get() const noexcept {
    kernel::TaskHeader* const task = current();
    const auto* const entry = task == nullptr ? nullptr : static_cast<Entry*>(find(task));
    return entry == nullptr ? initial_ : entry->value;
  }

  /// Sets the running task's value. False outside of a task, in a task that has ended, and if the
  /// frame pool is exhausted.
  bool set(T value) {
    kernel::TaskHeader* const task = current();
    if (task == nullptr || task->done()) return false;
    if (auto* const entry = static_cast<Entry*>(find(task)); entry != nullptr) {
      entry->value = std::move(value);
      return true;
    }
    Room room;
    if (room.memory == nullptr) return false;
    add(::new (room.memory) Entry(std::move(value)), task);
    room.memory = nullptr;
    return true;
  }

  /// Back to the default, in the running task.
  void reset() noexcept {
    kernel::TaskHeader* const task = current();
    detail::TaskLocalEntry* const entry = task == nullptr ? nullptr : find(task);
    if (entry != nullptr) remove(entry);
  }

 private:
  struct Entry : detail::TaskLocalEntry {
    explicit Entry(T&& given) : value(std::move(given)) {}
    T value;
  };
  /// Given back if the move of the value throws.
  struct Room {
    void* memory = FramePool::current().allocate(sizeof(Entry));
    Room() noexcept {}
    ~Room() {
      if (memory != nullptr) FramePool::current().deallocate(memory, sizeof(Entry));
    }
    Room(const Room&) = delete;
    Room& operator=(const Room&) = delete;
  };
  static void destroy(detail::TaskLocalEntry* base) noexcept {
    auto* const entry = static_cast<Entry*>(base);
    entry->~Entry();
    FramePool::current().deallocate(entry, sizeof(Entry));
  }

  T initial_;
};

}  // namespace uasyncio
