// SPDX-License-Identifier: MIT
// A timer that may be triggered from anywhere. A trigger in an interrupt cannot touch the loop's
// timers: it leaves the deadline and rings, and the loop sets the timer. Every question from the
// loop's side first does what the last trigger asked for, so that the answer is never old.
#include "uasyncio/threadsafe/delay_ms.hpp"

#include <utility>

namespace uasyncio {
namespace {

constexpr const char* task_name = "Delay_ms";

}  // namespace

DelayBase::DelayBase(Call call, Milliseconds length) noexcept
    : kernel::Doorbell(&DelayBase::on_ring),
      kernel::WaitList("Delay_ms"),
      call_(call),
      default_length_(length.duration()) {
  kernel::CallbackTimer::state = kernel::State::not_a_task;
  kernel::CallbackTimer::fired = &on_time;
  loop();
}

DelayBase::~DelayBase() {
  deinit();
  take_down();
}

bool DelayBase::trigger(Milliseconds asked) noexcept {
  if (is_over_.load(std::memory_order_relaxed)) return false;
  const Duration length = asked.duration() != Duration{} ? asked.duration() : default_length_;
  take_running_for_home();  // `loop` does the rest
  const kernel::Visit visit(*this);
  kernel::Scheduler* const scheduler = visit.home();
  const bool has_clock = scheduler != nullptr;
  const Instant when = has_clock ? scheduler->deadline_after(length) : Instant{};
  {
    const ExclusiveSection section(exclusion_);
    if (has_clock) {
      pending_deadline_ = when;
    } else {
      pending_length_ = length;
    }
    pending_.store(has_clock ? Pending::deadline : Pending::length, std::memory_order_seq_cst);
  }
  if (has_clock) scheduler->post(*this);
  return true;
}

/// The loop it belongs to; null if there is none yet.
kernel::Scheduler* DelayBase::loop() noexcept {
  // the loop before has gone, and the timer with it
  if (resident_link == nullptr) is_armed_ = false;
  kernel::Scheduler* scheduler = home.load(std::memory_order_relaxed);
  if (scheduler == nullptr) scheduler = kernel::Scheduler::running();
  if (scheduler != nullptr) move_home(scheduler);
  return scheduler;
}

/// Does what the last trigger asked for. True if there was one.
bool DelayBase::obey_trigger() noexcept {
  if (pending_.load(std::memory_order_seq_cst) == Pending::nothing) return false;
  kernel::Scheduler* const scheduler = loop();
  if (scheduler == nullptr) return false;
  disarm();
  Pending pending;
  {
    const ExclusiveSection section(exclusion_);
    pending = pending_.load(std::memory_order_relaxed);
    if (pending == Pending::length) {
      time_limit = pending_length_;
    } else {
      deadline = pending_deadline_;
    }
    pending_.store(Pending::nothing, std::memory_order_relaxed);
  }
  if (pending == Pending::length) deadline = scheduler->deadline_after(time_limit);
  scheduler->add_timer(this);
  is_armed_ = true;
  is_set_ = has_returned_ = false;
  return true;
}

void DelayBase::suspend(kernel::Frame* waiting) noexcept {
  loop();
  obey_trigger();  // a trigger before there was a loop has told nobody
  kernel::Scheduler::running()->wait_in(*this, waiting, kernel::State::listed_outside);
}

void DelayBase::forget_trigger() noexcept {
  const ExclusiveSection section(exclusion_);
  pending_.store(Pending::nothing, std::memory_order_relaxed);
}

void DelayBase::disarm() noexcept {
  if (is_armed_) home.load(std::memory_order_relaxed)->remove_timer(this);
  is_armed_ = false;
}

void DelayBase::stop() noexcept {
  loop();
  forget_trigger();
  disarm();
  is_set_ = false;
  calling_.cancel();
}

void DelayBase::deinit() noexcept {
  is_over_.store(true, std::memory_order_relaxed);
  stop();
}

bool DelayBase::running() noexcept {
  loop();
  obey_trigger();
  return is_armed_ || pending_.load(std::memory_order_relaxed) != Pending::nothing;
}

bool DelayBase::is_set() noexcept {
  obey_trigger();
  return is_set_;
}

bool DelayBase::has_returned() noexcept {
  obey_trigger();
  return has_returned_;
}

void DelayBase::set() noexcept {
  obey_trigger();
  is_set_ = true;
  wake_all();
}

void DelayBase::clear() noexcept {
  obey_trigger();
  is_set_ = false;
}

void DelayBase::on_ring(kernel::Signal& signal) noexcept {
  auto& delay = static_cast<DelayBase&>(signal);
  // A loop that ends does not take it in: the next one will see the trigger.
  const kernel::Scheduler* const scheduler = delay.home.load(std::memory_order_relaxed);
  if (delay.resident_link != nullptr || (scheduler != nullptr && !scheduler->is_closing())) {
    delay.obey_trigger();
  } else {
    delay.move_to(nullptr);
  }
}

void DelayBase::on_time(kernel::CallbackTimer* timer) noexcept {
  auto& delay = static_cast<DelayBase&>(*timer);
  delay.is_armed_ = false;
  if (!delay.obey_trigger()) delay.run_out();
}

void DelayBase::run_out() noexcept {
  // If the call before has not begun yet, it stands for both.
  const bool calls = has_callback_ && calling_.done();
  if (calls) {
    Coro<> call = run_callback(this);
    kernel::Frame* const frame = detail::InsideCoro::of(call).take_frame();
    calling_ = detail::InsideTask::adopt<Task<>>(
        frame == nullptr ? nullptr : kernel::Scheduler::running()->spawn(frame, task_name));
  }
  const bool is_lost = calls && !calling_;
  is_set_ = true;
  wake_all();
  // The exception handler may destroy this.
  if (is_lost) kernel::Scheduler::running()->report_not_created(task_name);
}

Coro<> DelayBase::run_callback(DelayBase* delay) {
  const bool is_there = delay->call_(*delay);
  if (!is_there) co_return;  // it has destroyed the Delay_ms
  delay->has_returned_ = true;
  delay->calling_ = AnyTask();
}

}  // namespace uasyncio
