// SPDX-License-Identifier: MIT
// The scheduler: which task runs next, and how a task waits, wakes, is cancelled and ends. It knows
// tasks by their records and frames only, nothing of C++ coroutines. Awaiters are written against
// this class; programs use Loop (core/loop.hpp), which adds running and closing.
//
// What lies in uasyncio::kernel is what primitives and awaitables of one's own are written against,
// and the ports. What programs use of it has a name in uasyncio too: Policy, FramePool;
// and ExclusiveSection (threadsafe/exclusive_section.hpp).
#pragma once

#include "uasyncio/kernel/assert.hpp"
#include "uasyncio/kernel/early_tasks.hpp"
#include "uasyncio/kernel/policy.hpp"
#include "uasyncio/kernel/resident.hpp"
#include "uasyncio/kernel/scheduler_data.hpp"
#include "uasyncio/kernel/signal.hpp"
#include "uasyncio/kernel/task_header.hpp"
#include "uasyncio/kernel/trace_point.hpp"
#include "uasyncio/port/port.hpp"

#include <cstddef>
#include <cstdint>

namespace uasyncio::kernel {

inline namespace UASYNCIO_SETTINGS {

/// Nothing here suspends or runs a task, and nothing waits: an awaiter says with it what its task
/// waits for, and the task suspends when `await_suspend` has returned. A cancel takes a task out of
/// what it waits for: that await does not return, unless it is at a catch point, and its awaiter is
/// destroyed. Everything in the loop's thread, from tasks and plain code, except what says more.
class Scheduler : SchedulerData {
 public:
  /// The scheduler whose task is running in this thread, or null. From anywhere.
  static Scheduler* running() noexcept { return running_; }

  /// The running task. Only while one runs.
  TaskHeader* current() const noexcept { return current_; }
  Port& port() const noexcept { return *port_; }

  // --- For awaiters, in `await_suspend`, about the running task: one of them, once ----------

  /// Goes on with `frame` in the same task and step, as soon as the running frame has suspended.
  void continue_with(Frame* frame) noexcept {
    UASYNCIO_ASSERT(frame != nullptr && next_ == nullptr);
    next_ = frame;
  }
  /// The running task waits in `list`, which outlives the wait; `waiting` is the frame to resume.
  /// `how` is one of the listed states. For awaiters, once in an `await_suspend`, as all of these.
  void wait_in(NodeList& list, Frame* waiting, State how = State::listed) noexcept;
  /// The running task sleeps until `deadline`, `never` for ever.
  void sleep_until(Instant deadline, Frame* waiting) noexcept;
  /// The running task sleeps for so long, at least; of zero length, it lets the others run once.
  void sleep(Duration length, Frame* waiting) noexcept {
    if (length == Duration{}) {
      yield(waiting);
    } else {
      sleep_for(length, waiting);
    }
  }
  /// A sleep that is not of zero length.
  void sleep_for(Duration length, Frame* waiting) noexcept;
  /// As `sleep`, of the running scheduler.
  static void sleep_milliseconds(std::uint32_t length, Frame* waiting) noexcept;
  /// The same, not of zero length. With the same arguments in the same registers, so that the other
  /// one ends with a jump to it.
  [[gnu::noinline]] static void sleep_some_milliseconds(std::uint32_t length,
                                                        Frame* waiting) noexcept;
  /// The running task lets the others run and comes back behind them.
  void yield(Frame* waiting) noexcept {
    UASYNCIO_ASSERT(current_ != nullptr && waiting != nullptr);
    current_->leaf = waiting;
    yield();
  }
  /// The same where the frame that runs is the one to resume: its task knows it.
  [[gnu::always_inline]] void yield() noexcept {
    TaskHeader* const task = current_;
    UASYNCIO_ASSERT(task != nullptr && task->leaf != nullptr);
    UASYNCIO_ASSERT(task->state == State::running, task->state);
    task->state = State::ready;
    ready_.push(task);
  }
  /// The running task waits for the end of `target`, which is not over. `how` is one of the
  /// awaiting states.
  void await_task(TaskHeader* target, Frame* waiting, State how) noexcept;
  /// The running task waits for several things, until the composite makes its `waiter` ready. The
  /// composite lies in the awaiter, or lives as long.
  void await_composite(Composite* composite, Frame* waiting) noexcept;
  /// The running task fails at the await in `waiting`: with exceptions its `await_resume` throws,
  /// without, it unwinds to the nearest catch point. Takes over the reference in `failure`.
  void fail(Failure failure, Frame* waiting) noexcept;
  /// The outermost frame has reached its end, and is `result` if it holds one. Without (null) it
  /// goes by itself.
  void end(Frame* result) noexcept {
    UASYNCIO_ASSERT(current_->state == State::running, current_->state);
    current_->leaf = result;
    current_->state = result != nullptr ? State::ended_with_frame : State::ended;
  }

  // --- For primitives, about any task of this scheduler ----------------------------------------

  /// Puts a task that waits nowhere any more at the end of the ready queue.
  void make_ready(TaskHeader* task) noexcept {
    UASYNCIO_ASSERT(is_owner(), task->state);
    UASYNCIO_ASSERT(task->scheduler == this, task->state);
    UASYNCIO_ASSERT(task->state != State::ready && !task->done(), task->state);
    task->state = State::ready;
    ready_.push(task);
    trace_point(TraceEvent::task_ready, task);
  }
  /// The same, with a failure to be delivered. Takes over the reference in `failure`.
  void make_ready_failing(TaskHeader* task, Failure failure) noexcept;
  /// Makes a task that waits nowhere any more unwind at its next turn.
  void make_ready_cancelled(TaskHeader* task) noexcept {
    task->flags |= cancel_pending;
    make_ready(task);
  }

  /// Asks `task`, the running one too, to end: at its next turn or suspension. False if it is over
  /// already.
  static bool cancel(TaskHeader* task) noexcept { return request_cancel(task, cancel_requested); }
  /// Unwinds `task`, at its next turn, up to the wait_for whose time has run out.
  static void time_out(TaskHeader* task) noexcept { request_cancel(task, 0); }

  /// A cleanup begins: cancels and outer time-outs are held back until `unshield`.
  /// One that the task has asked of itself, and that has not been delivered yet, is held back too.
  /// False if shields are nested too deep to be counted, 65,535 of them: then the outer one must
  /// do, no `unshield`.
  bool shield() noexcept {
    UASYNCIO_ASSERT(current_ != nullptr);
    UASYNCIO_ASSERT(current_->state == State::running, current_->state);
    if ((current_->flags & cancel_pending) != 0) [[unlikely]]
      hold_back();
    if (current_->shield_depth == TaskHeader::deepest_shield) return false;
    expect_stuck();
    ++current_->shield_depth;
    return true;
  }
  void unshield() noexcept {
    UASYNCIO_ASSERT(current_->shield_depth != 0);
    --current_->shield_depth;
  }
  /// After `unshield`: was the task asked to end meanwhile, or did a time-out around `frame`
  /// strike?
  bool must_unwind_after_shield(Frame* frame) noexcept;
  /// Is there a wait_for around `frame` whose time has run out and was not delivered yet?
  static bool has_timed_out_above(TaskHeader* task, Frame* frame) noexcept;

  /// From now on a task may be left that does not end by itself: `dump_stuck` shows it. Programs on
  /// chips without such tasks need not carry the table. On the host it is always shown.
  static void expect_stuck() noexcept {
    if constexpr (UASYNCIO_DIAGNOSTICS != 0 && UASYNCIO_HOSTED == 0) dump_stuck_ = &dump_tasks;
  }

  /// At `timer->deadline` or soon after, the loop takes it out of the queue and calls `fired` of
  /// the CallbackTimer that it is (its state is `not_a_task`), in no task. It lives until then, or
  /// until `remove_timer`, which comes once, and not after that.
  void add_timer(TimerNode* timer) noexcept { timers_.push(timer); }
  void remove_timer(TimerNode* timer) noexcept { timers_.remove(timer); }
  /// The instant `length` from now, never early: from a fresh reading of the clock.
  Instant deadline_after(Duration length) noexcept {
    const Instant now = port_->now();
    return detail::soon_after(now, port_->granularity()) + length;
  }

  /// Runs `signal.answer` in the loop soon, and wakes it. From interrupts and threads too, while
  /// the scheduler cannot go: during a Visit, or because its thread waits for the poster.
  void post(Signal& signal) noexcept;
  /// As `post`, from outside of the scheduler's thread, by who cannot know whether it has gone
  /// meanwhile: on the host false then. (A new one may lie at the same address: it is taken for the
  /// old one.) From anywhere.
#if UASYNCIO_HOSTED
  static bool post_from_outside(Scheduler& scheduler, Signal& signal) noexcept;
#else
  static bool post_from_outside(Scheduler& scheduler, Signal& signal) noexcept {
    scheduler.post(signal);
    return true;
  }
#endif
  /// Answers what was posted, now. For destructors of primitives that may still be in the queue.
  void answer_signals() noexcept;

  /// For composites and groups that are abandoned: the wait for `child` is over, and if `is_owned`
  /// nobody is left who would end it. Does nothing unless an owner ends its task just now.
  static void orphan(TaskHeader* child, bool is_owned) noexcept {
    if (adopt_orphan_ != nullptr) [[unlikely]]
      adopt_orphan_(child, is_owned);
  }
  /// Ends a task at once, with the tasks that it owns; see OwnedTask. Runs their destructors.
  static void end_owned(TaskHeader* task) noexcept;

  /// Makes a task around `frame` and puts it at the end of the ready queue. Null when the pool is
  /// exhausted; the frame is destroyed then. The caller holds one reference.
  TaskHeader* spawn(Frame* frame, const char* name) noexcept {
    TaskHeader* const task = make_task(frame, name);
    if (task != nullptr) make_ready(task);
    return task;
  }
  /// The same, but the task first sleeps until `deadline`.
  TaskHeader* spawn_at(Instant deadline, Frame* frame, const char* name) noexcept;

  /// Tells the loop's exception handler that there was no memory for a task of this name.
  void report_not_created(const char* name) noexcept {
    if (report_failure_ != nullptr) report_failure_(*this, nullptr, name);
  }

  /// As `sleep_until` and `spawn_at`, at low priority (core/low_priority.hpp).
  void sleep_low(Instant deadline, Frame* waiting) noexcept;
  TaskHeader* spawn_low(Instant deadline, Frame* frame, const char* name) noexcept;
  /// From here on the sleep of an idle loop may go on for so long after its deadline.
  void set_latency(Duration latency) noexcept;
  Duration latency() const noexcept { return latency_; }
  /// How long the loop has slept; zero without diagnostics.
  using SchedulerData::time_asleep;

  std::size_t live_tasks() const noexcept { return live_tasks_; }
  bool is_closing() const noexcept { return flags_at_birth_ != 0; }

  // --- For who owns a scheduler and runs it: Loop ----------------------------------------------

  /// `port` must outlive it. Its owner calls `part_from_outside` before it goes.
  Scheduler(Port& port, Policy policy) noexcept : SchedulerData(port, policy) {
    if constexpr (UASYNCIO_HOSTED != 0) join_schedulers();
  }
  ~Scheduler() = default;

  /// With diagnostics: what is measured from a look at the clock begins here.
  void begin_to_measure() noexcept {
    if constexpr (UASYNCIO_DIAGNOSTICS != 0) note_look(port_->now());
  }
  /// While it lives, `scheduler` is the running one of this thread; they nest.
  class Running;

  /// From here on new tasks end before they start, until `end_closing`.
  void begin_closing() noexcept { flags_at_birth_ = cancel_pending | cancel_requested; }
  void end_closing() noexcept {
    flags_at_birth_ = 0;
    ignores_shields_ = false;
  }
  /// From here on cancels go through shields, until `end_closing`.
  void ignore_shields() noexcept { ignores_shields_ = true; }
  /// Whether a cancel goes through a wait for several tasks once only, from here on.
  void ask_once(bool asks_once) noexcept { asks_once_ = asks_once; }
  /// The end: nobody outside reaches this scheduler afterwards, and what they have posted so far is
  /// answered. What they tell its residents from here on waits for the next home.
  void part_from_outside() noexcept {
    UASYNCIO_ASSERT(is_owner());
    UASYNCIO_ASSERT(next_ == nullptr);
    begin_closing();
    if constexpr (UASYNCIO_HOSTED != 0) leave_schedulers();
    if (part_ != nullptr) part_(*this);
    if (auto* answer = answer_posted_.load(std::memory_order_relaxed)) answer(*this);
  }

  /// The task with whose end `pass` returns at once; null: there is none. Gives the one before.
  TaskHeader* exchange_main(TaskHeader* task) noexcept {
    TaskHeader* const before = main_;
    main_ = task;
    return before;
  }
  TaskHeader* main() const noexcept { return main_; }
  /// `pass` returns before another one begins.
  void pause() noexcept { pauses_ = true; }
  /// Runs instead of the turn of a failed task that nobody had awaited when it ended: reports it if
  /// nobody has since, and gives up the scheduler's reference. With a null task: one of this name
  /// could not be created. Without one such failures are dropped.
  void report_failures_with(ReportFailure* report) noexcept { report_failure_ = report; }
  /// Between the turns of tasks: none is running.
  void leave_turn() noexcept { current_ = nullptr; }
  /// Empties the ready queue, when the loop goes.
  void abandon_ready() noexcept;
  /// Remembers what is ready now, behind the pass that runs, for `run_to_stop`.
  void mark_stop() noexcept { stop_mark_ = ready_.empty() ? nullptr : ready_.last(); }
  /// Runs what was ready at the mark.
  void run_to_stop() noexcept;
  /// Runs one pass. False if nothing can ever happen again (the port knows, see Port::wait).
  bool pass() noexcept { return policy_.pass_(*this); }
  /// From here on `task` waits for nothing and has nothing in its hand. Before it is killed.
  void detach(TaskHeader* task) noexcept;
  /// Destroys a task's frames at once, without asking catch points; it ends cancelled.
  void kill(TaskHeader* task) noexcept;
  /// Takes in the tasks that were created while no loop ran in this thread: they run first.
  void adopt_early_tasks() noexcept {
    if (EarlyTasks::any()) [[unlikely]]
      EarlyTasks::move_to(*this);
  }
  bool has_ready() const noexcept { return !ready_.empty() || !urgent_.empty(); }
  /// Whether anything is ready or will be.
  bool has_work() const noexcept { return has_ready() || !timers_.empty() || !low_timers_.empty(); }
  /// How often it has slept.
  std::uint32_t wakeups() const noexcept { return wakeups_; }
  /// Low-priority tasks that are overdue by more run although others are ready; 0: never.
  void set_max_overdue(Duration limit) noexcept { max_overdue_ = limit; }
  Duration max_overdue() const noexcept { return max_overdue_; }

#if UASYNCIO_HOSTED
  /// Each pass in an order drawn from `seed`; 0: in the contract's.
  void shuffle(std::uint64_t seed) noexcept { shuffle_state_ = seed; }
#endif
#if UASYNCIO_DIAGNOSTICS
  /// Prints every task with what it waits for and since when.
  static void dump_tasks(Scheduler& self) noexcept;
  void dump_stuck() noexcept {
    if (dump_stuck_ != nullptr) dump_stuck_(*this);
  }
  /// Turns that take longer are reported; 0: none.
  void watch_steps(Duration limit) noexcept;
#else
  static void dump_tasks(Scheduler&) noexcept {}
  void dump_stuck() noexcept {}
#endif

 private:
  friend Policy;
  friend Resident;
  friend class Interruption;

  static inline constinit UASYNCIO_THREAD_LOCAL Scheduler* running_ = nullptr;
  using AdoptOrphan = void (*)(TaskHeader* child, bool is_owned) noexcept;
  static inline constinit UASYNCIO_THREAD_LOCAL AdoptOrphan adopt_orphan_ = nullptr;
  using DumpTasks = void (*)(Scheduler&) noexcept;
  static inline constinit DumpTasks dump_stuck_ = UASYNCIO_HOSTED != 0 ? &dump_tasks : nullptr;
  static const AwaitRules rules_of_await_;
  /// Set by the first await of a task: programs on chips without any link none of it.
  static inline constinit const AwaitRules* await_rules_ =
      UASYNCIO_HOSTED != 0 ? &rules_of_await_ : nullptr;

#if UASYNCIO_HOSTED
  /// Whether this is the thread that made the loop: only there tasks may be touched.
  bool is_owner() const noexcept { return thread_ == &running_; }
#else
  bool is_owner() const noexcept { return true; }
#endif

  // scheduler.cpp: passes and looks
  void look() noexcept;
  [[gnu::noinline]] void fire_due(Instant now) noexcept;   // looks without it need few registers
  [[gnu::noinline]] bool idle(Instant deadline) noexcept;  // keeps the jumps of a pass short
  Instant next_deadline() const noexcept {
    return timers_.empty() ? Instant(never) : timers_.first()->deadline;
  }
  /// Until when to sleep if nothing is ready; of low priority something may be ready then.
  Instant choose_wake() noexcept {
    return choose_wake_ == nullptr ? next_deadline() : choose_wake_(*this);
  }
  /// Tells the port of the earliest deadline, if that has changed, because the loop is busy and a
  /// port with an alarm interrupt must interrupt it then.
  [[gnu::always_inline]] void arm_alarm() noexcept {
    if (!timers_.empty() && timers_.first()->deadline != port_->armed()) arm_alarm_anew();
  }
  void arm_alarm_anew() noexcept;
  static void answer_posted(Scheduler& self) noexcept;
  void answer_chain(Signal* signal) noexcept;

  // policy_io_first.cpp
  static bool pass_io_first(Scheduler& self) noexcept;
  void run_ready_io_first() noexcept;
  void look_urgently() noexcept;

#if UASYNCIO_HOSTED
  void shuffle_ready() noexcept;  // policy_shuffle.cpp
#endif

  // scheduler_turn.cpp: turns of tasks
  static bool pass_round_robin(Scheduler& self) noexcept;
  void run_chain(Node* node) noexcept;
  void put_back_cut_off(Node** end) noexcept;
  void step(TaskHeader* task) noexcept;
  void step_here(TaskHeader* task) noexcept;
#if UASYNCIO_DIAGNOSTICS
  static void turn_in_time(Scheduler& self, TaskHeader* task) noexcept;
#endif
  void turn(TaskHeader* task) noexcept;
  // These two apart, so that the way of most turns stays short.
  [[gnu::noinline]] Frame* deliver(TaskHeader* task) noexcept;
  [[gnu::noinline]] Frame* end_with_news(TaskHeader* task) noexcept;
  Frame* unwind(TaskHeader* task) noexcept;

  friend EarlyTasks;
  // scheduler_kill.cpp: ending a task at once
  void leave_list(TaskHeader* task) noexcept;
  bool make_inert(TaskHeader* task) noexcept;
  void destroy_frames(TaskHeader* task) noexcept;

  // scheduler_owned.cpp
  static bool is_on_the_stack(TaskHeader* task) noexcept;
  static void doom(TaskHeader* task) noexcept;
  static void take_orphan(TaskHeader* child, bool is_owned) noexcept;
  static void destroy_last_doomed() noexcept;

  // scheduler_end.cpp: how tasks begin and end
  static TaskHeader* make_record(Frame* frame, const char* name) noexcept;
  static TaskHeader* filled(TaskHeader* task, Frame* frame, const char* name,
                            Scheduler* scheduler) noexcept;
  TaskHeader* make_task(Frame* frame, const char* name) noexcept;
  void finish(TaskHeader* task) noexcept;
  void note_end(const TaskHeader* task) noexcept;
  [[gnu::noinline]] void finish_well(TaskHeader* task) noexcept;
  [[gnu::noinline]] void finish_failed(TaskHeader* task) noexcept;
  [[gnu::noinline]] static void tell(Node* node, TaskHeader* ended) noexcept;

  // wait_list.cpp
  static void end_hand_over(TaskHeader* task, bool returns) noexcept;

  // scheduler_cancel.cpp
  static bool request_cancel(TaskHeader* task, std::uint8_t scope) noexcept;
  /// Does a cleanup of the task hold such a request back?
  static bool is_held_back(const TaskHeader* task, std::uint8_t scope) noexcept {
    return scope != 0 && task->shield_depth != 0 && !task->scheduler->ignores_shields_;
  }
  static void ask_here(TaskHeader* task, std::uint8_t scope) noexcept;
  static void cancel_in_place(TaskHeader* task) noexcept;
  void hold_back() noexcept;
  void unlink(TaskHeader* task) noexcept;

  // scheduler_chain.cpp: tasks that wait for tasks
  static void tell_waiter(TaskHeader* waiter, TaskHeader* ended) noexcept;
  friend void kernel::ask_along(TaskHeader* task, std::uint8_t scope) noexcept;
  static TaskHeader* ask(TaskHeader* task, std::uint8_t scope, TaskHeader* outer) noexcept;
  static TaskHeader* end_children(TaskHeader* task) noexcept;
  static void end_chain(TaskHeader* first, TaskHeader* last) noexcept;

  // resident.cpp
  static void part(Scheduler& self) noexcept;
  void join_schedulers() noexcept;  // these two on the host only
  void leave_schedulers() noexcept;

  // policy_low_priority.cpp
  static Instant wake_low_and_late(Scheduler& self) noexcept;
  Instant wake_low() noexcept;
  void add_low(TaskHeader* task, Instant deadline) noexcept;
};

class Scheduler::Running {
 public:
  explicit Running(Scheduler& scheduler) noexcept : before_(running_) { running_ = &scheduler; }
  ~Running() { running_ = before_; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  Scheduler* before_;
};

}  // namespace UASYNCIO_SETTINGS

inline constexpr Policy Policy::round_robin{&Scheduler::pass_round_robin};
inline constexpr Policy Policy::io_first{&Scheduler::pass_io_first};

UASYNCIO_INLINE_ON_HOST void Scheduler::sleep_milliseconds(std::uint32_t length,
                                                           Frame* waiting) noexcept {
  if (length == 0) {
    UASYNCIO_ASSERT(running_->current_->leaf == waiting);
    running_->yield();
  } else {
    sleep_some_milliseconds(length, waiting);
  }
}

}  // namespace uasyncio::kernel
