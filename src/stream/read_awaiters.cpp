// SPDX-License-Identifier: MIT
// The awaits of a reader. They hold little more than the reader, because each `co_await` of a
// coroutine has its own room in the frame; what is wished for lies in the reader, where one task
// reads at a time.
#include "uasyncio/stream/read_awaiters.hpp"

#include "uasyncio/stream/reader.hpp"

namespace uasyncio::detail {

void ReadAwaiter::await_suspend(std::coroutine_handle<> awaiting) const noexcept {
  reader_->suspend(frame_of(awaiting));
}

bool ReadAwaiter::start(const ReadWish& wish) const noexcept { return reader_->start(wish); }

bool ReadAwaiter::start_count(ReadWish::Kind kind, std::size_t count) const noexcept {
  return reader_->start_count(kind, count);
}

void ReadAwaiter::step() const noexcept { reader_->step(); }

std::string_view ReadAwaiter::take() const {
  raise_pending_failure();
  return reader_->take();
}

bool ReadInto::await_ready() const noexcept { return reader_->start_into(memory_); }

std::size_t ReadInto::await_resume() const {
  raise_pending_failure();
  return reader_->take_into(memory_);
}

}  // namespace uasyncio::detail
