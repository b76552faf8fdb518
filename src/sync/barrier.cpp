// SPDX-License-Identifier: MIT
// The part of a barrier that knows no types. That nobody begins the next round too early needs no
// counting of rounds: the last one empties the list, and who comes then is in the next. A cancel
// takes a task out of the list without a word, so who waits is counted there; but only when the
// round may be full, or each arrival would walk past all that came before it.
#include "uasyncio/sync/barrier.hpp"

namespace uasyncio::detail {

int BarrierBase::n_waiting() const noexcept {
  int count = triggered_;
  const kernel::Node* const first = waiters_.head;
  const kernel::Node* node = first;
  while (node != nullptr) {
    ++count;
    node = node->next == first ? nullptr : node->next;
  }
  return count;
}

bool BarrierBase::next_is_last() noexcept {
  if (is_broken_ || is_closing_ || parties_ < 1) return false;
  const auto others = static_cast<unsigned>(parties_) - 1;
  if (most_ < others) return false;
  most_ = static_cast<unsigned>(n_waiting());
  return most_ >= others;
}

bool BarrierBase::open(kernel::TaskHeader* last) noexcept {
  is_closing_ = false;
  if (is_broken_) return false;
  int index = 0;
  while (!waiters_.empty()) {
    static_cast<kernel::TaskHeader*>(waiters_.head)->arrival = index++;
    waiters_.wake_first();
  }
  if (last != nullptr) last->arrival = index;
  return true;
}

void BarrierBase::suspend(BarrierBase* barrier, kernel::Frame* waiting) noexcept {
  kernel::Scheduler* const scheduler = kernel::Scheduler::running();
  if (barrier != nullptr && barrier->parties_ < 1) {
    scheduler->fail(Error::value("a Barrier needs at least one party"), waiting);
  } else if (barrier == nullptr || barrier->is_broken_) {
    scheduler->fail(Error::broken_barrier, waiting);
  } else {
    ++barrier->most_;
    scheduler->wait_in(barrier->waiters_, waiting);
  }
}

void BarrierBase::abort() noexcept {
  is_broken_ = true;
  is_closing_ = false;
  begin_round();
  waiters_.fail_all(Error::broken_barrier);
}

void BarrierBase::reset() noexcept {
  is_broken_ = false;
  begin_round();
  waiters_.fail_all(Error::broken_barrier);
}

}  // namespace uasyncio::detail
