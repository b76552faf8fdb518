// SPDX-License-Identifier: MIT
// A read that ends when the line is quiet. Each arrival would move the timer; instead it only
// notes when it should fire, and the timer that fires too early starts again.
#include "uasyncio/stream/read_until_idle.hpp"

#include "uasyncio/stream/reader.hpp"

namespace uasyncio::detail {

ReadUntilIdle::ReadUntilIdle(StreamReader& reader, Duration idle) noexcept
    : ReadAwaiter(reader), ReadJudge{&is_enough}, idle_(idle) {
  kernel::CallbackTimer::fired = &on_time;
  kernel::CallbackTimer::state = kernel::State::not_a_task;
}

/// With each arrival the time begins anew; the timer itself, which costs more, only when it fires.
bool ReadUntilIdle::is_enough(ReadJudge& judge, std::size_t available) noexcept {
  auto& read = static_cast<ReadUntilIdle&>(judge);
  if (available == read.seen_) return read.is_over_;
  read.seen_ = available;
  read.due_ = kernel::Scheduler::running()->deadline_after(read.idle_);
  if (read.scheduler_ == nullptr) read.start_timer();
  return false;
}

void ReadUntilIdle::start_timer() noexcept {
  scheduler_ = kernel::Scheduler::running();
  deadline = due_;
  scheduler_->add_timer(this);
}

void ReadUntilIdle::on_time(kernel::CallbackTimer* timer) noexcept {
  auto& read = static_cast<ReadUntilIdle&>(*timer);
  const Instant fired_for = read.deadline;
  read.scheduler_ = nullptr;
  if (read.due_ == fired_for) {
    read.step();  // what has come, and was not told yet, keeps it going
    read.is_over_ = read.due_ == fired_for;
  }
  if (read.is_over_) {
    read.step();
  } else if (read.scheduler_ == nullptr) {
    read.start_timer();
  }
}

}  // namespace uasyncio::detail
