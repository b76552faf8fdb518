// SPDX-License-Identifier: MIT
// Of kernel/scheduler.hpp: tasks that wait for tasks. How they begin to, how they are told, and how
// a cancel goes on to what they wait for. A program without such tasks links none of it.
#include "uasyncio/kernel/scheduler.hpp"

#include "uasyncio/kernel/wait_list.hpp"

namespace uasyncio::kernel {
namespace {

/// The task that a cancel of `task` goes on to, or null if it stays here: not to one that the
/// request has already been through (in a cycle of tasks somebody has to stop), nor to one that is
/// over and just telling its waiters.
TaskHeader* forward_target(const TaskHeader* task) noexcept {
  if (task->state != State::awaiting || task->scheduler->is_closing()) return nullptr;
  TaskHeader* target = task->waits_on.task;
  return target == task || target->done() || (target->flags & closed_to_cancel) != 0 ? nullptr
                                                                                     : target;
}

}  // namespace

constinit const AwaitRules Scheduler::rules_of_await_{&tell_waiter, &ask_along};

void Scheduler::await_task(TaskHeader* target, Frame* waiting, State how) noexcept {
  UASYNCIO_ASSERT(how >= State::awaiting && how <= State::awaiting_quietly, how);
  UASYNCIO_ASSERT(!target->done(), target->state);
  if constexpr (UASYNCIO_HOSTED == 0) await_rules_ = &rules_of_await_;
  TaskHeader* const task = current_;
  UASYNCIO_ASSERT(task != nullptr && waiting != nullptr);
  UASYNCIO_ASSERT(task->state == State::running, task->state);
  task->leaf = waiting;
  task->state = how;
  task->waits_on.task = target;
  append(target->waiters, task);
}

void Scheduler::await_composite(Composite* composite, Frame* waiting) noexcept {
  expect_stuck();
  TaskHeader* task = current_;
  UASYNCIO_ASSERT(task != nullptr && waiting != nullptr);
  UASYNCIO_ASSERT(task->state == State::running, task->state);
  task->leaf = waiting;
  task->state = State::composite;
  task->waits_on.composite = composite;
}

void Scheduler::tell_waiter(TaskHeader* waiter, TaskHeader* ended) noexcept {
  ended->flags |= retrieved;
  if (waiter->state == State::awaiting_quietly) {
    waiter->scheduler->make_ready(waiter);
    return;
  }
  UASYNCIO_ASSERT(waiter->state == State::awaiting || waiter->state == State::awaiting_shielded,
                  waiter->state);
  UASYNCIO_ASSERT(waiter->waits_on.task == ended, waiter->state);
  const bool was_forwarded = (waiter->flags & forwarded) != 0;
  if (was_forwarded && ended->failure.is_cancellation()) {
    waiter->scheduler->make_ready_cancelled(waiter);  // the cancel was meant for both
    return;
  }
  if (was_forwarded) {  // the awaited task ended in its own way: the request is consumed
    // In a cleanup only a time-out inside it is forwarded: a cancel that is held back remains.
    const unsigned consumed = waiter->shield_depth == 0 ? forwarded | cancel_requested : forwarded;
    waiter->clear_flags(consumed);
  }
  if (ended->failure) {
    waiter->scheduler->make_ready_failing(waiter, ended->failure.seen_by_waiter());
  } else {
    waiter->scheduler->make_ready(waiter);
  }
}

// A request goes along a chain: from a task to the one that it awaits, and so on. Where the chain
// ends at a wait for several tasks, each of those begins a chain of its own, one after the other.
// A task that waits for several is in no list, so its links hold the way back meanwhile:
// `first_asked`, the first task of its chain, and `asks_for`, the task whose children are being
// asked further out. So the stack stays flat, however deep the waits are nested.

/// Asks `task`, and those that it goes on to, to end. Returns the task whose children are next:
/// the last one, if that waits for several, or `outer`.
[[gnu::always_inline]] inline TaskHeader* Scheduler::ask(TaskHeader* task, std::uint8_t scope,
                                                         TaskHeader* outer) noexcept {
  UASYNCIO_ASSERT(outer == nullptr || (outer->flags & closed_to_cancel) != 0, outer->flags);
  if ((task->flags & closed_to_cancel) != 0) {
    task->clear_flags(forwarded);  // the request came round, through a gather: it ends here
    return outer;
  }
  TaskHeader* const first = task;
  for (;;) {
    UASYNCIO_ASSERT(!task->done() && task->state != State::free, task->state);
    TaskHeader* const target = forward_target(task);
    const bool has_children = task->state == State::composite;
    if ((target == nullptr && !has_children) || is_held_back(task, scope)) {
      ask_here(task, scope);
      break;
    }
    task->flags |= scope;
    if (has_children && task->scheduler->asks_once_ && (task->flags & forwarded) != 0) break;
    task->flags |= forwarded | closed_to_cancel;
    if (has_children) {
      task->first_asked = first;
      task->asks_for = outer;
      return task;
    }
    task = target;
    scope = cancel_requested;
  }
  if (task != first) end_chain(first, task);
  return outer;
}

void ask_along(TaskHeader* task, std::uint8_t scope) noexcept {
  UASYNCIO_ASSERT(scope == 0 || scope == cancel_requested, scope);
  UASYNCIO_ASSERT(!task->done(), task->state);
  TaskHeader* asking = nullptr;  // its children are asked
  for (;;) {
    asking = Scheduler::ask(task, scope, asking);
    do {
      if (asking == nullptr) [[likely]]
        return;
      Composite* const composite = asking->waits_on.composite;
      task = composite->rules->next_child(composite);
      if (task == nullptr) asking = Scheduler::end_children(asking);
    } while (task == nullptr || task->done());
    scope = cancel_requested;
  }
}

/// All children of a task that waits for several have been asked. Returns the one further out.
TaskHeader* Scheduler::end_children(TaskHeader* task) noexcept {
  UASYNCIO_ASSERT(task->state == State::composite, task->state);
  UASYNCIO_ASSERT((task->flags & closed_to_cancel) != 0, task->flags);
  Composite* const composite = task->waits_on.composite;
  TaskHeader* const first = task->first_asked;
  TaskHeader* const outer = task->asks_for;
  // If tasks wait for each other in a cycle, the request has come back to this one meanwhile, and
  // `ask` has cleared the flag. But to the other children it did go on.
  const bool came_round = (task->flags & forwarded) == 0;
  task->clear_flags(closed_to_cancel);
  task->flags |= forwarded;
  if (composite->rules->all_asked(composite, came_round)) cancel_in_place(task);
  end_chain(first, task);
  return outer;
}

/// The request is through. None of the tasks has run, so the chain is still as it was.
void Scheduler::end_chain(TaskHeader* first, TaskHeader* last) noexcept {
  for (TaskHeader* each = first; each != last;) {
    UASYNCIO_ASSERT(each->state == State::awaiting, each->state);
    UASYNCIO_ASSERT((each->flags & closed_to_cancel) != 0, each->flags);
    TaskHeader* next = each->waits_on.task;
    each->clear_flags(closed_to_cancel);
    if ((each->flags & forwarded) == 0) cancel_in_place(each);  // it came round to this one
    each = next;
  }
}

}  // namespace uasyncio::kernel
