// SPDX-License-Identifier: MIT
// The awaits of a writer. A write that waits is in the writer's list with what is left of its
// bytes, which stay where the caller has them: nothing is copied.
#include "uasyncio/stream/write_awaiters.hpp"

#include "uasyncio/stream/writer.hpp"

namespace uasyncio::detail {

bool WriteAwaiter::await_ready() noexcept { return writer_->start(*this); }
void WriteAwaiter::await_suspend(std::coroutine_handle<> awaiting) noexcept {
  writer_->suspend(*this, frame_of(awaiting));
}
void WriteAwaiter::withdraw() noexcept { writer_->withdraw(*this); }

// Drained at once or not: the error is to be told in either case, and the loop to be let run.
bool DrainAwaiter::await_ready() const noexcept { return writer_->is_drained(); }
void DrainAwaiter::await_suspend(std::coroutine_handle<> awaiting) const noexcept {
  writer_->drain(frame_of(awaiting));
}

bool ClosedAwaiter::await_ready() const noexcept { return writer_->has_closed_well(); }
void ClosedAwaiter::await_suspend(std::coroutine_handle<> awaiting) const noexcept {
  writer_->wait_closed(frame_of(awaiting));
}

}  // namespace uasyncio::detail
