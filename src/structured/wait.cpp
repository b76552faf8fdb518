// SPDX-License-Identifier: MIT
// The part of wait that knows no types. It owns none of its tasks: when enough have ended, when
// the time is up and when the waiter is cancelled it only stops watching.
#include "uasyncio/structured/wait.hpp"

namespace uasyncio::detail {

const kernel::Composite::Rules WaitBase::rules_of_wait{&on_next_child, &on_all_asked, &on_abandon};

bool WaitBase::begin(std::span<WaitedTask> tasks, kernel::Frame* waiting) noexcept {
  tasks_ = tasks;
  waiter = kernel::Scheduler::running()->current();
  for (WaitedTask& waited : tasks_) {
    waited.wait = this;
    if (waited.start(InsideTask::header(waited.task), &on_task_ended)) {
      ++left_;
    } else {
      see(waited.task);
    }
  }
  if (has_enough()) {
    leave_all();
    return false;
  }
  start_timer();
  kernel::Scheduler::running()->await_composite(this, waiting);
  return true;
}

bool WaitBase::has_enough() const noexcept {
  return left_ == 0 || (has_done_ && when_ == ReturnWhen::first_completed) ||
         (has_failed_ && when_ == ReturnWhen::first_exception);
}

void WaitBase::see(const AnyTask& task) noexcept {
  const Error error = task.error();  // counts as having seen it
  has_done_ = true;
  has_failed_ = has_failed_ || (error && !task.cancelled());
}

std::size_t WaitBase::count_done() const noexcept {
  std::size_t count = 0;
  for (const WaitedTask& waited : tasks_) count += waited.task.done();
  return count;
}

void WaitBase::start_timer() noexcept {
  if (time_limit == never) return;
  kernel::Scheduler* const scheduler = kernel::Scheduler::running();
  if (time_limit == Duration{}) {
    // No time at all: due at the next look, and that comes now. Zero is the first instant, too.
    scheduler->port().wake();
  } else {
    deadline = scheduler->deadline_after(time_limit);
  }
  kernel::CallbackTimer::state = kernel::State::not_a_task;
  fired = &on_time_out;
  has_timer_ = true;
  scheduler->add_timer(this);
}

void WaitBase::leave_all() noexcept {
  for (WaitedTask& waited : tasks_) waited.stop();
  if (has_timer_) waiter->scheduler->remove_timer(this);
  has_timer_ = false;
}

void WaitBase::wake() noexcept {
  leave_all();
  waiter->scheduler->make_ready(waiter);
}

void WaitBase::on_task_ended(kernel::Watcher* watcher, kernel::TaskHeader*) noexcept {
  auto* waited = static_cast<WaitedTask*>(watcher);
  WaitBase* const wait = waited->wait;
  waited->watched = nullptr;
  --wait->left_;
  wait->see(waited->task);
  if (wait->has_enough()) wait->wake();
}

void WaitBase::on_time_out(kernel::CallbackTimer* timer) noexcept {
  auto* wait = static_cast<WaitBase*>(timer);
  wait->has_timer_ = false;
  wait->wake();
}

/// The tasks are not cancelled with the waiter: nothing is left to wait for.
kernel::TaskHeader* WaitBase::on_next_child(kernel::Composite*) noexcept { return nullptr; }
bool WaitBase::on_all_asked(kernel::Composite* composite, bool) noexcept {
  static_cast<WaitBase*>(composite)->leave_all();
  return true;
}

void WaitBase::on_abandon(kernel::Composite* composite) noexcept {
  static_cast<WaitBase*>(composite)->leave_all();
}

}  // namespace uasyncio::detail
