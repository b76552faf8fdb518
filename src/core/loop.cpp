// SPDX-License-Identifier: MIT
// Running a loop, and ending one. Closing asks all tasks to end and runs their cleanups, round
// after round and then without shields, for a task may refuse; the destructor asks nobody and
// destroys what is left.
#include "uasyncio/core/loop.hpp"

#include "uasyncio/kernel/frame_pool.hpp"
#include "uasyncio/kernel/report.hpp"

namespace uasyncio {

/// Makes a loop the running one of this thread.
class Loop::Running {
 public:
  explicit Running(Loop* loop) noexcept : before_(running_) { running_ = loop; }
  ~Running() { running_ = before_; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  kernel::Scheduler* before_;
};

namespace {

/// The next live task of `scheduler` in the pool's order, after `task`.
kernel::TaskHeader* next_task_of(const kernel::Scheduler* scheduler,
                                 kernel::TaskHeader* task) noexcept {
  do {
    task = FramePool::current().next_task(task);
  } while (task != nullptr && (task->scheduler != scheduler || task->done()));
  return task;
}

}  // namespace

Error detail::runs_already() noexcept {
  return Error::runtime("a loop is running in this thread: co_await the coroutine instead");
}

Loop::~Loop() {
  Running running(this);
  begin_closing();
  // A destructor may make tasks, even without end: those of a later round are given up.
  constexpr int rounds = 100;
  for (int round = 0; live_tasks() != 0 && round != rounds; ++round) {
    // First nobody waits for anything any more, so that nobody misses what goes with a task.
    kernel::TaskHeader* task = next_task_of(this, nullptr);
    for (; task != nullptr; task = next_task_of(this, task)) detach(task);
    abandon_ready();
    task = next_task_of(this, nullptr);
    while (task != nullptr) {
      task->reference();
      kill(task);
      kernel::TaskHeader* killed = task;
      task = next_task_of(this, task);
      killed->unreference();
    }
  }
  abandon_ready();
  part_from_outside();
}

Error Loop::run_until_done(kernel::TaskHeader* task) noexcept {
  if (task == nullptr) return Error::none;
  if (kernel::Scheduler::running() != nullptr) return detail::runs_already();
  Running running(this);
  adopt_early_tasks();
  task->reference();
  if (task->done()) task->flags |= kernel::retrieved;  // who runs it awaits it: see finish_failed()
  kernel::TaskHeader* const outer_main = main_;
  main_ = task;
  was_interrupted_ = false;
  bool can_go_on = true;
  while (!task->done() && can_go_on) can_go_on = pass();
  main_ = outer_main;
  const bool is_done = task->done();
  const bool is_interrupted = was_interrupted_ && is_done && task->failure.is_cancellation();
  task->unreference();
  if (is_interrupted) return Error::interrupted;
  if (is_done) return Error::none;
  constexpr const char* stuck = "nothing can ever wake this loop again";
  kernel::Report() << stuck << "\n";
  dump_stuck();
  return Error::runtime(stuck);
}

bool Loop::run_forever() noexcept {
  if (kernel::Scheduler::running() != nullptr) return false;
  Running running(this);
  adopt_early_tasks();
  stopping_ = false;
  was_interrupted_ = false;
  while (!stopping_ && !was_interrupted_ && live_tasks() != 0) {
    if (!pass()) break;
  }
  if (stopping_) run_to_stop();
  stopping_ = false;
  return !was_interrupted_;
}

void Loop::on_interrupt(kernel::Signal& signal) noexcept {
  auto& loop = static_cast<Loop&>(signal);
  loop.was_interrupted_ = loop.pauses_ = true;
  if (loop.main_ != nullptr) kernel::Scheduler::cancel(loop.main_);
}

void Loop::cancel_all(bool asks_once) noexcept {
  kernel::TaskHeader* task = next_task_of(this, nullptr);
  for (; task != nullptr; task = next_task_of(this, task)) {
    if (task->state != kernel::State::composite) continue;
    // Not asked in this round.
    task->clear_flags(kernel::forwarded);
  }
  asks_once_ = asks_once;
  task = next_task_of(this, nullptr);
  for (; task != nullptr; task = next_task_of(this, task)) kernel::Scheduler::cancel(task);
  asks_once_ = false;
}

/// Cancels everything and runs as long as anything can happen.
void Loop::end_tasks(bool asks_once) noexcept {
  cancel_all(asks_once);
  while (live_tasks() != 0 && can_anything_happen() && pass()) {
  }
}

/// While closing: is anything ready or due, or can an interrupt, a thread or I/O wake a task?
bool Loop::can_anything_happen() const noexcept {
  if (has_work()) return true;
  kernel::TaskHeader* task = next_task_of(this, nullptr);
  for (; task != nullptr; task = next_task_of(this, task)) {
    if (task->state == kernel::State::listed_outside) return true;
  }
  return false;
}

void Loop::close() noexcept {
  if (kernel::Scheduler::running() != nullptr) return;
  Running running(this);
  // A cleanup may wait for what never comes, and a task may swallow its cancel for ever; in the
  // end ~Loop destroys it. The first round respects shields, the later ones do not.
  constexpr int rounds = 8;
  begin_closing();
  for (int round = 0; live_tasks() != 0 && round != rounds; ++round) {
    // Once is enough for waits that are nested, and takes a time that grows with their depth. What
    // waits for each other in a circle is left then: some of those must hear it from all sides.
    end_tasks(true);
    if (live_tasks() != 0) end_tasks(false);
    if (live_tasks() != 0) {
      kernel::Report() << "closing: these tasks cannot end by themselves; cancelling again\n";
      dump_stuck();
    }
    ignores_shields_ = true;
  }
  while (has_ready() && pass()) {  // failures of cleanups are still to be reported
  }
  flags_at_birth_ = 0;
  ignores_shields_ = false;
}

}  // namespace uasyncio
