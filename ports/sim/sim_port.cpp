// SPDX-License-Identifier: MIT
// Virtual time: a wait does not sleep, it moves the clock to the deadline, or to an interrupt that
// comes before. A loop that polls instead of waiting would stand still for ever, so after many
// passes without a rest each takes a little time. Functions in threads run in real time, and are
// waited for.
#include "uasyncio/testing/sim_port.hpp"

#include "../unix/console_redirect.hpp"
#include "../unix/deep_sleep.hpp"
#include "uasyncio/core/loop.hpp"
#include "uasyncio/kernel/critical_section.hpp"
#include "uasyncio/kernel/report.hpp"
#include "uasyncio/port/busy_wait.hpp"
#include "uasyncio/testing/panel.hpp"
#include "uasyncio/testing/sim_network.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>
#include <utility>

namespace uasyncio {
namespace {

thread_local SimPort* current_sim = nullptr;

void write_to_transcript(void* owner, const char* text, std::size_t length) {
  static_cast<SimPort*>(owner)->write(text, length);
}

}  // namespace

SimPort::SimPort(bool echo) : Port(0), echo_(echo), outer_(std::exchange(current_sim, this)) {
  looks_every_pass_ = true;
  kernel::interrupt_point_hook = &on_interrupt_point;
  pass_virtual_time = [](Duration length) noexcept { current_sim->work(to_microseconds(length)); };
  if (!echo_) redirect_console(&write_to_transcript, this);
}

SimPort::~SimPort() {
  current_sim = outer_;
  if (outer_ == nullptr) {
    kernel::interrupt_point_hook = nullptr;
    pass_virtual_time = nullptr;
  }
  if (echo_) return;
  if (outer_ != nullptr && !outer_->echo_) {
    redirect_console(&write_to_transcript, outer_);
  } else {
    redirect_console(nullptr, nullptr);
  }
}

testing::SimNetwork& SimPort::sim_network() {
  if (network_ == nullptr) network_ = std::make_unique<testing::SimNetwork>();
  return *network_;
}

Network* SimPort::network() noexcept { return &sim_network(); }

void SimPort::write(const char* text, std::size_t length) { transcript_.append(text, length); }

bool SimPort::has_interrupt_until(Instant deadline) const noexcept {
  return !interrupts_.empty() && interrupts_.front().when <= deadline;
}

bool SimPort::wait(Instant deadline) noexcept {
  [[maybe_unused]] const detail::CountedSleep counted(*this);
  ++waits_;
  passes_ = 0;
  while (attention_.load(std::memory_order_relaxed) == 0) {
    if (was_moved_by_panel(deadline)) continue;
    if (has_interrupt_until(deadline)) {
      move_to(std::max(now_, interrupts_.front().when));
    } else if (deadline == never) {
      if (!wait_for_threads()) return false;
    } else {
      now_ = std::max(now_, deadline);
      return true;
    }
  }
  return true;
}

/// The panel may let time pass slowly, and wants to do something before the deadline.
bool SimPort::was_moved_by_panel(Instant deadline) noexcept {
  if (testing::panel == nullptr) return false;
  const Instant next =
      interrupts_.empty() ? deadline : std::min(deadline, interrupts_.front().when);
  const Instant reached = testing::panel->pause(now_, next);
  if (reached >= next) return false;
  now_ = std::max(now_, reached);
  testing::panel->act();
  return true;
}

/// False if no function runs in another thread that would wake the loop.
bool SimPort::wait_for_threads() noexcept {
  constexpr std::chrono::microseconds look_interval(50);
  while (calls_in_threads != 0 && attention_ == 0) std::this_thread::sleep_for(look_interval);
  return attention_ != 0;
}

void SimPort::poll() noexcept {
  constexpr std::uint32_t passes_without_time = 10'000;
  constexpr Duration length_of_a_pass = from_microseconds(100);
  constexpr std::uint32_t passes_until_report = 100'000;
  const Instant alarm = std::exchange(alarm_, never);
  if (++passes_ <= passes_without_time) return;
  --passes_;
  if (std::exchange(has_come_to_something_, false)) return;  // it has its pass first
  const bool is_in_vain = alarm == never && interrupts_.empty() && calls_in_threads == 0;
  passes_in_vain_ = is_in_vain ? passes_in_vain_ + 1 : 0;
  if (passes_in_vain_ == passes_until_report) report_polling_in_vain();
  const Instant end = now_ + length_of_a_pass;
  if (has_interrupt_until(std::min(alarm, end))) {
    has_come_to_something_ = true;
    move_to(std::max(now_, interrupts_.front().when));
  } else {
    has_come_to_something_ = alarm > now_ && alarm <= end;
    now_ = has_come_to_something_ ? alarm : end;
  }
}

void SimPort::report_polling_in_vain() noexcept {
  if (std::exchange(has_reported_, true)) return;
  kernel::Report()
      << "tasks have been polling for 10 s of virtual time, and nothing is to come that could "
         "change what they look at\n";
  if (Loop* const loop = Loop::running()) loop->dump();
}

void SimPort::wake() noexcept { attention_.store(1, std::memory_order_release); }

void SimPort::work(std::uint64_t length) {
  passes_ = 0;
  const Instant end = now_ + from_microseconds(length);
  while (has_interrupt_until(end)) move_to(std::max(now_, interrupts_.front().when));
  now_ = end;
  attention_.store(1, std::memory_order_relaxed);
}

/// Moves time to the first interrupt and lets it happen.
void SimPort::move_to(Instant when) {
  now_ = when;
  const Action action = std::move(interrupts_.front().action);
  interrupts_.erase(interrupts_.begin());
  action();
}

void SimPort::at(Time time, Action action) {
  const Instant when = at_microseconds(time);
  auto later = std::upper_bound(interrupts_.begin(), interrupts_.end(), when,
                                [](Instant each, const Interrupt& one) { return each < one.when; });
  interrupts_.insert(later, {when, std::move(action)});
}

void SimPort::at_interrupt_point(unsigned n, Action action) {
  point_countdown_ = n;
  point_action_ = std::move(action);
}

void SimPort::on_interrupt_point() {
  SimPort* sim = current_sim;
  ++sim->interrupt_points_;
  if (sim->point_countdown_ == 0 || --sim->point_countdown_ != 0) return;
  const Action action = std::exchange(sim->point_action_, nullptr);
  action();
}

}  // namespace uasyncio
