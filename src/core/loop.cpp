// SPDX-License-Identifier: MIT
// Running a loop, and ending one. Closing asks all tasks to end and runs their cleanups, round
// after round and then without shields, for a task may refuse; the destructor asks nobody and
// destroys what is left.
#include "uasyncio/core/loop.hpp"

#include "uasyncio/kernel/frame_pool.hpp"
#include "uasyncio/kernel/report.hpp"

#include <cstddef>

namespace uasyncio {

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
  const kernel::Scheduler::Running running(scheduler_);
  scheduler_.begin_closing();
  // A destructor may make tasks, even without end: those of a later round are given up.
  constexpr int rounds = 100;
  for (int round = 0; live_tasks() != 0 && round != rounds; ++round) {
    // First nobody waits for anything any more, so that nobody misses what goes with a task.
    kernel::TaskHeader* task = next_task_of(&scheduler_, nullptr);
    for (; task != nullptr; task = next_task_of(&scheduler_, task)) scheduler_.detach(task);
    scheduler_.abandon_ready();
    task = next_task_of(&scheduler_, nullptr);
    while (task != nullptr) {
      task->reference();
      scheduler_.kill(task);
      kernel::TaskHeader* killed = task;
      task = next_task_of(&scheduler_, task);
      killed->unreference();
    }
  }
  scheduler_.abandon_ready();
  scheduler_.part_from_outside();
}

Error Loop::run_until_done(kernel::TaskHeader* task) noexcept {
  if (task == nullptr) return Error::none;
  if (kernel::Scheduler::running() != nullptr) return detail::runs_already();
  const kernel::Scheduler::Running running(scheduler_);
  scheduler_.adopt_early_tasks();
  task->reference();
  if (task->done()) task->flags |= kernel::retrieved;  // who runs it awaits it: see finish_failed()
  kernel::TaskHeader* const outer_main = scheduler_.exchange_main(task);
  was_interrupted_ = false;
  bool can_go_on = true;
  while (!task->done() && can_go_on) can_go_on = scheduler_.pass();
  scheduler_.exchange_main(outer_main);
  const bool is_done = task->done();
  const bool is_interrupted = was_interrupted_ && is_done && task->failure.is_cancellation();
  task->unreference();
  if (is_interrupted) return Error::interrupted;
  if (is_done) return Error::none;
  constexpr const char* stuck = "nothing can ever wake this loop again";
  kernel::Report() << stuck << "\n";
  scheduler_.dump_stuck();
  return Error::runtime(stuck);
}

bool Loop::run_forever() noexcept {
  if (kernel::Scheduler::running() != nullptr) return false;
  const kernel::Scheduler::Running running(scheduler_);
  scheduler_.adopt_early_tasks();
  stopping_ = false;
  was_interrupted_ = false;
  while (!stopping_ && !was_interrupted_ && live_tasks() != 0) {
    if (!scheduler_.pass()) break;
  }
  if (stopping_) scheduler_.run_to_stop();
  stopping_ = false;
  return !was_interrupted_;
}

void Loop::on_interrupt(kernel::Signal& signal) noexcept {
  auto& loop =
      *reinterpret_cast<Loop*>(reinterpret_cast<std::byte*>(&signal) - offsetof(Loop, interrupt_));
  loop.was_interrupted_ = true;
  loop.scheduler_.pause();
  if (loop.scheduler_.main() != nullptr) kernel::Scheduler::cancel(loop.scheduler_.main());
}

void Loop::cancel_all(bool asks_once) noexcept {
  kernel::TaskHeader* task = next_task_of(&scheduler_, nullptr);
  for (; task != nullptr; task = next_task_of(&scheduler_, task)) {
    if (task->state != kernel::State::composite) continue;
    // Not asked in this round.
    task->clear_flags(kernel::forwarded);
  }
  scheduler_.ask_once(asks_once);
  task = next_task_of(&scheduler_, nullptr);
  for (; task != nullptr; task = next_task_of(&scheduler_, task)) kernel::Scheduler::cancel(task);
  scheduler_.ask_once(false);
}

/// Cancels everything and runs as long as anything can happen.
void Loop::end_tasks(bool asks_once) noexcept {
  cancel_all(asks_once);
  while (live_tasks() != 0 && can_anything_happen() && scheduler_.pass()) {
  }
}

/// While closing: is anything ready or due, or can an interrupt, a thread or I/O wake a task?
bool Loop::can_anything_happen() const noexcept {
  if (scheduler_.has_work()) return true;
  kernel::TaskHeader* task = next_task_of(&scheduler_, nullptr);
  for (; task != nullptr; task = next_task_of(&scheduler_, task)) {
    if (task->state == kernel::State::listed_outside) return true;
  }
  return false;
}

void Loop::close() noexcept {
  if (kernel::Scheduler::running() != nullptr) return;
  const kernel::Scheduler::Running running(scheduler_);
  // A cleanup may wait for what never comes, and a task may swallow its cancel for ever; in the
  // end ~Loop destroys it. The first round respects shields, the later ones do not.
  constexpr int rounds = 8;
  scheduler_.begin_closing();
  for (int round = 0; live_tasks() != 0 && round != rounds; ++round) {
    // Once is enough for waits that are nested, and takes a time that grows with their depth. What
    // waits for each other in a circle is left then: some of those must hear it from all sides.
    end_tasks(true);
    if (live_tasks() != 0) end_tasks(false);
    if (live_tasks() != 0) {
      kernel::Report() << "closing: these tasks cannot end by themselves; cancelling again\n";
      scheduler_.dump_stuck();
    }
    scheduler_.ignore_shields();
  }
  // Failures of cleanups are still to be reported.
  while (scheduler_.has_ready() && scheduler_.pass()) {
  }
  scheduler_.end_closing();
}

}  // namespace uasyncio
