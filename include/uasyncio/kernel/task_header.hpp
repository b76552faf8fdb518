// SPDX-License-Identifier: MIT
// The record of a task, laid out for size: 40 bytes on a 32-bit core and 64 on a 64-bit one; with
// diagnostics 48 and 80. One set of links serves the ready queue, the timer queue and every wait
// list, because a task is in one of them at a time; one word serves deadline, "waits on" and
// failure for the same reason. The ready queue needs one link; the others then connect the tasks
// that one primitive has given something to. Who is in no list at all keeps in its links the way of
// a cancel, or what ends next.
#pragma once

#include "uasyncio/kernel/assert.hpp"
#include "uasyncio/kernel/failure.hpp"
#include "uasyncio/kernel/frame.hpp"
#include "uasyncio/port/config.hpp"
#include "uasyncio/port/time.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

namespace uasyncio::kernel {

struct Composite;
struct HandOver;
struct Node;

enum class State : std::uint8_t {
  ready,              // in the ready queue; 0, as the null link: both are stored from one register
  free,               // the slot holds no task
  sleeping,           // in the timer queue
  sleeping_low,       // in the low-priority timer queue
  listed,             // in a wait list
  listed_outside,     // in a wait list that an interrupt, a thread or I/O may wake
  awaiting,           // for another task; a cancel is forwarded to it
  awaiting_shielded,  // for another task; a cancel stays here
  awaiting_quietly,   // for another task's end only, whatever it is
  composite,          // for several tasks (gather)
  detached,           // for nothing: it is about to be destroyed
  running,            // from here on the task waits for nothing
  ended,              // over; the frame is gone
  ended_with_frame,   // over; the frame still holds the result
  not_a_task,         // a node of another kind: a timer or a watcher
  child_watcher,      // a ChildWatcher
};

enum Flag : std::uint8_t {
  cancel_pending = 1,      // unwind at the next turn
  failure_pending = 2,     // `failure` is to be delivered at the next turn; of a task that is over
                           // to the exception handler, if nobody awaits the task before
  cancel_requested = 4,    // the whole task is to end (a time-out asks only for a part)
  forwarded = 8,           // a cancel went on to what this task awaits, and did not come round
  timeout_held_back = 16,  // a time-out struck, and waits until the cleanup has ended
  retrieved = 32,          // somebody saw how the task ended
  closed_to_cancel = 64,   // a request to cancel passes it by: the one that is under way has been
                           // here already (nobody runs meanwhile), or its owner is ending the task
  handed_over = 128,       // woken with something in hand; `waits_on.hand_over` takes it back
};

/// A list of nodes, first in, first out, with removal in O(1). See wait_list.hpp for its
/// operations.
struct NodeList {
  Node* head = nullptr;
};

/// Records say since when a task waits in units of 2^10 us, about a millisecond.
inline constexpr unsigned tick_shift = 10;
/// The unit that an instant lies in; they wrap after 50 days.
constexpr std::uint32_t ticks_of(Instant instant) noexcept {
  return static_cast<std::uint32_t>(to_microseconds(instant) >> tick_shift);
}
/// When the unit begins.
constexpr Instant instant_of(std::uint32_t ticks) noexcept {
  return at_microseconds(Time{ticks} << tick_shift);
}

struct TimerNode;

/// A base of its own, so that what derives from Node may use the space behind Node's last member.
struct NodeLinks {
  union {
    Node* next;
    TaskHeader* first_asked;  // of a task whose children are being asked to end: where the chain of
                              // those begins that the request came along, see Scheduler::ask
  };
  union {
    Node* previous;
    TimerNode** given_link;  // of a ready task that was given something, see HandOver
    TaskHeader* asks_for;    // of one whose children are asked: the one further out
    TaskHeader* ends_after;  // of one that its owner ends: the next to end, see Endings
    std::uintptr_t place;    // of what sleeps in the array of the host's timer queue
  };
};

/// What stands in a list. Lists are changed in the loop's thread only, and so is all that follows:
/// from tasks and plain code, not from interrupts or other threads.
struct Node : NodeLinks {
  State state;
  std::uint8_t flags;
  std::uint16_t shield_depth;  // of the cleanups that a task is in

  /// Takes these flags away.
  void clear_flags(unsigned which) noexcept { flags = static_cast<std::uint8_t>(flags & ~which); }

  /// A task that waits, or is ready, and nothing else is to be done about it. On chips one test of
  /// two bytes. A large processor has two tests: it could not load both bytes together before the
  /// one that was just stored has reached the cache.
  bool waits_undisturbed() const noexcept {
    if constexpr (UASYNCIO_HOSTED != 0) return state < State::running && flags == 0;
    return state_and_flags() < static_cast<unsigned>(State::running);
  }
  /// The same of a task that is over.
  bool is_over_undisturbed() const noexcept {
    static_assert(static_cast<int>(State::ended_with_frame) == static_cast<int>(State::ended) + 1);
    constexpr auto first = static_cast<unsigned>(State::ended);
    if constexpr (UASYNCIO_HOSTED != 0) {
      return static_cast<unsigned>(state) - first <= 1 && flags == 0;
    }
    return state_and_flags() - first <= 1;
  }
  /// A task that sleeps or is in a wait list, and nothing else is to be done about it.
  bool is_in_queue_undisturbed() const noexcept {
    constexpr auto first = static_cast<unsigned>(State::sleeping);
    constexpr auto last = static_cast<unsigned>(State::listed_outside);
    return state_and_flags() - first <= last - first;
  }

 private:
  /// On chips in one load, which GCC makes of the sum on a Cortex-M3 but not on an M0.
  unsigned state_and_flags() const noexcept {
    const unsigned sum = static_cast<unsigned>(state) + (static_cast<unsigned>(flags) << 8);
    if constexpr (UASYNCIO_HOSTED != 0 || std::endian::native != std::endian::little) return sum;
    std::uint16_t both;
    const auto* const bytes = reinterpret_cast<const unsigned char*>(this) + sizeof(NodeLinks);
    UASYNCIO_ASSERT(reinterpret_cast<std::uintptr_t>(bytes) % sizeof both == 0, bytes);
    std::memcpy(&both, __builtin_assume_aligned(bytes, sizeof both), sizeof both);
    UASYNCIO_ASSERT(both == sum, both);  // they stand together, `state` first
    return both;
  }
};

/// What a task waits for, while it waits.
union WaitsOn {
  NodeList* list;
  TaskHeader* task;
  Composite* composite;
  HandOver* hand_over;
};

/// What stands in a timer queue.
struct TimerNode : Node {
  std::uint32_t references;  // handles to a task, and the scheduler's; here it fills a gap
  union {
    Instant deadline;
    Duration time_limit;  // of a wait that has not begun
    int arrival;          // of a task that a barrier has let go: so many came before it
    WaitsOn waits_on;
    Failure failure;
  };
  union {
    TimerNode* child;
    TimerNode* next_given;  // of a ready task that was given something, see HandOver
    std::uintptr_t number;  // of what sleeps in the host's timer queue: so many came before it
  };
};

/// A timer that is not a sleeping task.
struct CallbackTimer : TimerNode {
  void (*fired)(CallbackTimer*) noexcept;
};

/// A node in a wait list that is not a task: told instead of resumed.
struct Watcher : Node {
  void (*notify)(Watcher*, TaskHeader* source) noexcept;
};

/// Asks a task that waits for others, and what it waits for, to end; see Scheduler::request_cancel.
/// In the loop's thread: from tasks and plain code.
void ask_along(TaskHeader* task, std::uint8_t scope) noexcept;

/// What is to be done about tasks that await another.
struct AwaitRules {
  void (*tell)(TaskHeader* waiter, TaskHeader* ended) noexcept;
  void (*ask)(TaskHeader* waiter, std::uint8_t scope) noexcept;
};

/// A wait for several things at once. Its functions must not run anything: a cancel goes through
/// composites of any depth one child after the other, and remembers the way in their tasks.
struct Composite {
  struct Rules {
    /// A cancel goes through: gives the next thing that is asked to end; null behind the last one,
    /// and from the first one again after that.
    TaskHeader* (*next_child)(Composite*) noexcept;
    /// All have been asked to end. `came_round`: some of them wait for this one (a cycle), so that
    /// it forgets those it may. True if none is left to wait for.
    bool (*all_asked)(Composite*, bool came_round) noexcept;
    /// The waiting frame goes: leaves all wait lists, and calls Scheduler::orphan for each child.
    void (*abandon)(Composite*) noexcept;
    /// Here, so that it is linked where there is such a wait.
    void (*ask)(TaskHeader* waiter, std::uint8_t scope) noexcept = &ask_along;
  };

  const Rules* rules;
  TaskHeader* waiter = nullptr;  // whose wait it is
};

/// A primitive that gives something to the task it wakes, and gets it back if the task is cancelled
/// before it ran. The tasks that were woken and have not run yet are in a list: each knows its next
/// one, and the link that leads to itself. In the loop's thread: from tasks and plain code.
struct HandOver {
  void (*take_back)(HandOver*) noexcept;
  TimerNode* first_given = nullptr;  // the one that was given something last
  std::uint32_t given = 0;           // to so many tasks

  /// The task has something of this primitive in its hand from here on.
  void enlist(TimerNode* task) noexcept {
    UASYNCIO_ASSERT(task != first_given, task->state);
    task->next_given = first_given;
    if (first_given != nullptr) first_given->given_link = &task->next_given;
    first_given = task;
    task->given_link = &first_given;
    ++given;
    UASYNCIO_ASSERT(given != 0);
  }
  /// The task, which is in the list, has it no more: it has run, or it has given it back.
  void strike_off(TimerNode* task) noexcept {
    UASYNCIO_ASSERT(given != 0);
    UASYNCIO_ASSERT(*task->given_link == task, task->state);
    TimerNode* const next = task->next_given;
    *task->given_link = next;
    if (next != nullptr) next->given_link = task->given_link;
    --given;
  }
};

/// A task. Handles and the scheduler hold references to it; the last one to go frees it. For the
/// scheduler, awaiters and primitives, in the loop's thread: from tasks and plain code.
struct TaskHeader : TimerNode {
  Frame* leaf;       // the innermost frame: what runs, or runs next. Once ended: the one with the
                     // result
  NodeList waiters;  // who awaits the end
  Scheduler* scheduler;
#if UASYNCIO_DIAGNOSTICS
  const char* name;
  std::uint32_t since_ticks;  // when its last turn was, see tick_shift

  /// For the table of tasks; `given` is a literal, or null. Nothing without diagnostics.
  void note_name(const char* given) noexcept { name = given; }
  /// Its turn is now, in the unit of `ticks_of`. Nothing without diagnostics.
  void note_turn(std::uint32_t ticks) noexcept { since_ticks = ticks; }
  const char* name_or_default() const noexcept { return name != nullptr ? name : "task"; }
#else
  /// Nothing, without diagnostics.
  void note_name(const char*) noexcept {}
  void note_turn(std::uint32_t) noexcept {}
  const char* name_or_default() const noexcept { return "task"; }
#endif

  /// Cleanups that are nested deeper count as part of the one around them.
  static constexpr std::uint16_t deepest_shield = 65'535;

  /// The whole task was asked to end, and nothing inside it holds that back.
  bool must_end() const noexcept { return (flags & cancel_requested) != 0 && shield_depth == 0; }
  /// Who catches a cancel takes it over: the failure says from here on if the task must end.
  void catch_cancellation() noexcept {
    if (!must_end()) return;
    failure = Failure::whole_cancellation();
    clear_flags(cancel_requested);
  }
  bool done() const noexcept { return state == State::ended || state == State::ended_with_frame; }
  /// One more who refers to it.
  void reference() noexcept {
    ++references;
    UASYNCIO_ASSERT(references != 0);
  }
  /// One less; behind the last one the record is free. May run destructors: of the result.
  void unreference() noexcept {
    UASYNCIO_ASSERT(references != 0 && state != State::free, state);
    if (--references == 0) recycle();
  }
  /// Nobody refers to it: destroys the result and frees the slot.
  void recycle() noexcept;
};

// Firmware that runs as a program of a 64-bit Linux is for tests: nobody counts its bytes.
static_assert((sizeof(void*) == 8 && !UASYNCIO_HOSTED) ||
                  sizeof(TaskHeader) == (sizeof(void*) == 4
                                             ? (UASYNCIO_DIAGNOSTICS != 0 ? 48 : 40)
                                             : (UASYNCIO_DIAGNOSTICS != 0 ? 80 : 64)),
              "the record of a task is as large as it must be");

/// The task whose links these are: a list of tasks holds nothing else. From where the list is.
inline TaskHeader* task_of(Node* node) noexcept { return static_cast<TaskHeader*>(node); }

}  // namespace uasyncio::kernel
